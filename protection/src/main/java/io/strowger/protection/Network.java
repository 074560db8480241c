// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import io.strowger.sip.message.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Addresses with the same leading bits (RFC 4632, RFC 4291 §2.3).
 *
 * @param high upper word of the first address; 0 for IPv4
 * @param low lower word of the first address, IPv4 in mapped form
 * @param bits that are the same, counted from the beginning of the 128 of the mapped form: 96 more than
 *     an IPv4 prefix is written with; 0 to 128
 */
public record Network(long high, long low, int bits) {
    private static final int MAPPED_BITS = 96;
    private static final int ALL_BITS = 128;

    /** Bits that two addresses of one source have in common. */
    private static final int SOURCE_BITS = 64;

    private static final String PREFIX = "[0-9]{1,3}";

    public Network {
        if (bits < 0 || bits > ALL_BITS) {
            throw new IllegalArgumentException("bits: " + bits + " not within 0 to 128");
        }
        high &= mask(bits);
        low &= mask(bits - SOURCE_BITS);
    }

    /** The source that an address belongs to. */
    public static Network ofSource(final long high, final long low) {
        return new Network(high, low, high == 0 ? ALL_BITS : SOURCE_BITS);
    }

    /** Reads {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/32}; null for anything else. */
    public static @Nullable Network parse(final String text) {
        final int slash = text.indexOf('/');
        final IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        final int less = address.isV4() ? MAPPED_BITS : 0;
        int bits = ALL_BITS;
        if (slash >= 0) {
            final String prefix = text.substring(slash + 1);
            bits = prefix.matches(PREFIX) ? less + Integer.parseInt(prefix) : -1;
        }
        return bits < 0 || bits > ALL_BITS
                ? null
                : new Network(address.high(), address.low(), bits);
    }

    private static long mask(final int bits) {
        return bits <= 0 ? 0 : -1L << (SOURCE_BITS - Math.min(bits, SOURCE_BITS));
    }

    public boolean contains(final long addressHigh, final long addressLow) {
        return (addressHigh & mask(bits)) == high && (addressLow & mask(bits - SOURCE_BITS)) == low;
    }

    /** Whether they have an address in common. */
    public boolean overlaps(final Network other) {
        return contains(other.high, other.low) || other.contains(high, low);
    }

    /** Whether all of it is one source. */
    boolean isOneSource() {
        return high == 0 ? bits == ALL_BITS : bits >= SOURCE_BITS;
    }

    /** As it is written: without a prefix when it is one IPv4 address. */
    @Override
    public String toString() {
        final String host = IpAddress.hostText(high, low);
        if (IpAddress.isV4(high, low) && bits >= MAPPED_BITS) {
            return bits == ALL_BITS ? host : host + "/" + (bits - MAPPED_BITS);
        }
        return host.substring(1, host.length() - 1) + (bits == ALL_BITS ? "" : "/" + bits);
    }
}
