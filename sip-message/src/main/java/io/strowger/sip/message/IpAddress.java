// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * An IP address as two {@code long}s, IPv4 in its IPv4-mapped IPv6 form (RFC 4291 §2.5.5.2), so that
 * tables need one key form. Text in and out; names are not resolved here.
 */
public record IpAddress(long high, long low) {
    private static final long MAPPED = 0xFFFFL << 32;

    /** Value of {@link #parseV4} for text that is not an IPv4 address. */
    public static final long NOT_V4 = -1L;

    public static IpAddress v4(final int bits) {
        return new IpAddress(0, MAPPED | (bits & 0xFFFF_FFFFL));
    }

    public static boolean isV4(final long high, final long low) {
        return high == 0 && (low >>> 32) == 0xFFFFL;
    }

    public boolean isV4() {
        return isV4(high, low);
    }

    public boolean isLoopback() {
        return isLoopback(high, low);
    }

    public static boolean isLoopback(final long high, final long low) {
        return isV4(high, low) ? (low & 0xFF00_0000L) == 0x7F00_0000L : high == 0 && low == 1;
    }

    public static boolean isWildcard(final long high, final long low) {
        return high == 0 && (low == 0 || low == MAPPED);
    }

    /**
     * Reads dotted decimal without allocating.
     *
     * @return the low word of the mapped address (the high word is 0), or {@link #NOT_V4}
     */
    public static long parseV4(final DirectBuffer buffer, final int start, final int end) {
        int bits = 0;
        int octet = -1;
        int dots = 0;
        for (int i = start; i < end; i++) {
            final byte b = buffer.getByte(i);
            if (b >= '0' && b <= '9') {
                octet = octet < 0 ? b - '0' : octet * 10 + b - '0';
                if (octet > 255) {
                    return NOT_V4;
                }
            } else if (b == '.' && octet >= 0 && dots < 3) {
                bits = bits << 8 | octet;
                octet = -1;
                dots++;
            } else {
                return NOT_V4;
            }
        }
        return dots == 3 && octet >= 0 ? MAPPED | ((bits << 8 | octet) & 0xFFFF_FFFFL) : NOT_V4;
    }

    /** Reads an IPv4 address, or an IPv6 address with or without brackets; null for anything else. */
    public static @org.jspecify.annotations.Nullable IpAddress parse(
            final DirectBuffer buffer, final int start, final int end) {
        final long v4 = parseV4(buffer, start, end);
        if (v4 != NOT_V4) {
            return new IpAddress(0, v4);
        }
        final boolean bracketed =
                end - start >= 2 && buffer.getByte(start) == '[' && buffer.getByte(end - 1) == ']';
        return bracketed
                ? Ipv6Text.parse(buffer, start + 1, end - 1)
                : Ipv6Text.parse(buffer, start, end);
    }

    public static @org.jspecify.annotations.Nullable IpAddress parse(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return parse(new org.agrona.concurrent.UnsafeBuffer(bytes), 0, bytes.length);
    }

    /** Dotted decimal, or RFC 5952 text in brackets, as a SIP host (RFC 3261 §25.1). */
    public static String hostText(final long high, final long low) {
        if (isV4(high, low)) {
            return (low >>> 24 & 255)
                    + "."
                    + (low >>> 16 & 255)
                    + "."
                    + (low >>> 8 & 255)
                    + "."
                    + (low & 255);
        }
        return '[' + Ipv6Text.format(high, low) + ']';
    }

    @Override
    public String toString() {
        return hostText(high, low);
    }
}
