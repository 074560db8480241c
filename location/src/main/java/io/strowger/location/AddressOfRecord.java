// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The canonical form of an address-of-record, the key of users and bindings (RFC 3261 §10.3 step 5): {@code
 * user@host} or {@code host}. The user is unescaped and keeps its case, the host is in lower case without trailing
 * dot; port, parameters and password are not part of it.
 */
public final class AddressOfRecord {
    /** Longest canonical form in bytes. */
    public static final int MAX_LENGTH = Limits.KEY;

    private AddressOfRecord() {}

    /**
     * Writes the canonical form without allocating.
     *
     * @param buffer holds the user and the host as received
     * @param userLength 0 for a host-only form
     * @return its length, or -1 when it has a malformed escape, is no host or is longer than {@link #MAX_LENGTH}
     */
    public static int write(
            final DirectBuffer buffer,
            final int userOffset,
            final int userLength,
            final int hostOffset,
            final int hostLength,
            final MutableDirectBuffer into,
            final int intoOffset) {
        final int limit = intoOffset + MAX_LENGTH;
        int at = intoOffset;
        if (userLength > 0) {
            at = writeUser(buffer, userOffset, userLength, into, at, limit);
            if (at < 0 || at >= limit) {
                return -1;
            }
            into.putByte(at++, (byte) '@');
        }
        final int hostWritten = writeHost(buffer, hostOffset, hostLength, into, at, limit - at);
        return hostWritten < 0 ? -1 : at + hostWritten - intoOffset;
    }

    /** Unescapes (RFC 3261 §19.1.4: an escaped character equals the character); gives the end or -1. */
    private static int writeUser(
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final MutableDirectBuffer into,
            final int intoOffset,
            final int limit) {
        int at = intoOffset;
        final int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte b = buffer.getByte(i);
            if (b == '%') {
                final int high = i + 2 < end ? Character.digit(buffer.getByte(i + 1), 16) : -1;
                final int low = i + 2 < end ? Character.digit(buffer.getByte(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return -1;
                }
                b = (byte) (high << 4 | low);
                i += 2;
            }
            if (at == limit) {
                return -1;
            }
            into.putByte(at++, b);
        }
        return at;
    }

    /**
     * Writes a host in canonical form: lower case, no trailing dot, IPv6 in its brackets.
     *
     * @return its length, or -1 when it is empty, longer than maxLength or holds what no host holds
     */
    public static int writeHost(
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final MutableDirectBuffer into,
            final int intoOffset,
            final int maxLength) {
        int end = offset + length;
        if (length > 0 && buffer.getByte(end - 1) == '.') {
            end--;
        }
        final boolean bracketed = length > 2 && buffer.getByte(offset) == '[';
        if (end == offset
                || end - offset > maxLength
                || (bracketed && buffer.getByte(end - 1) != ']')) {
            return -1;
        }
        int at = intoOffset;
        for (int i = offset; i < end; i++) {
            final byte b = buffer.getByte(i);
            final boolean isBracket = bracketed && (i == offset || i == end - 1);
            if (!isBracket && !isHostByte(b, bracketed)) {
                return -1;
            }
            into.putByte(at++, b >= 'A' && b <= 'Z' ? (byte) (b + 0x20) : b);
        }
        return at - intoOffset;
    }

    /** Underscore is no host byte in the RFC, but internal DNS names have it and nothing is gained by refusing. */
    private static boolean isHostByte(final byte b, final boolean bracketed) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '.'
                || b == (bracketed ? ':' : '-')
                || (b == '_' && !bracketed);
    }

    /**
     * The canonical form of what an operator wrote: {@code sip:alice@Example.org:5060;transport=tcp}, {@code
     * alice@example.org} or {@code example.org}.
     *
     * @return null when it is none
     */
    public static byte @Nullable [] parse(final String text) {
        String rest = text.strip();
        if (rest.startsWith("<") && rest.endsWith(">")) {
            rest = rest.substring(1, rest.length() - 1);
        }
        for (final String scheme : new String[] {"sip:", "sips:"}) {
            if (rest.regionMatches(true, 0, scheme, 0, scheme.length())) {
                rest = rest.substring(scheme.length());
            }
        }
        final int at = rest.lastIndexOf('@');
        if (at == 0) {
            return null;
        }
        final String user = at < 0 ? "" : withoutPassword(rest.substring(0, at));
        final String host = hostOf(rest.substring(at + 1));
        final byte[] userBytes = user.getBytes(StandardCharsets.UTF_8);
        final byte[] hostBytes = host.getBytes(StandardCharsets.UTF_8);
        if (at > 0 && userBytes.length == 0) {
            return null;
        }
        final byte[] both = Arrays.copyOf(userBytes, userBytes.length + hostBytes.length);
        System.arraycopy(hostBytes, 0, both, userBytes.length, hostBytes.length);
        final byte[] canonical = new byte[MAX_LENGTH];
        final int length =
                write(
                        new UnsafeBuffer(both),
                        0,
                        userBytes.length,
                        userBytes.length,
                        hostBytes.length,
                        new UnsafeBuffer(canonical),
                        0);
        return length < 0 ? null : Arrays.copyOf(canonical, length);
    }

    private static String withoutPassword(final String userInfo) {
        final int colon = userInfo.indexOf(':');
        return colon < 0 ? userInfo : userInfo.substring(0, colon);
    }

    private static String hostOf(final String hostPort) {
        int end = hostPort.length();
        for (int i = 0; i < hostPort.length(); i++) {
            final char c = hostPort.charAt(i);
            if (c == ';' || c == '?') {
                end = i;
                break;
            }
        }
        final String hostAndPort = hostPort.substring(0, end);
        final int colon = hostAndPort.indexOf(':', Math.max(0, hostAndPort.lastIndexOf(']')));
        return colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    }
}
