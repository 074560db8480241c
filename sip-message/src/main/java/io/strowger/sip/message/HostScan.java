// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import org.agrona.DirectBuffer;

/** Hosts and ports as they stand in a Via and in a URI (RFC 3261 §25.1 host, hostport). */
final class HostScan {
    private HostScan() {}

    static boolean isDigit(final byte b) {
        return b >= '0' && b <= '9';
    }

    /**
     * End of the host that begins at {@code from}: a name, an IPv4 address, or an IPv6 reference with
     * its brackets; {@code from} itself when there is none.
     */
    static int hostEnd(final DirectBuffer buffer, final int from, final int to) {
        return from < to && buffer.getByte(from) == '['
                ? ipv6End(buffer, from, to)
                : Scan.skip(Scan.HOST, buffer, from, to);
    }

    private static int ipv6End(final DirectBuffer buffer, final int from, final int to) {
        for (int at = from + 1; at < to; at++) {
            final byte b = buffer.getByte(at);
            if (b == ']') {
                return at == from + 1 ? from : at + 1;
            }
            if (Character.digit(b, 16) < 0 && b != ':' && b != '.') {
                return from;
            }
        }
        return from;
    }

    /** Port from 1 to 65535 in [from, to), or -1. */
    static int port(final DirectBuffer buffer, final int from, final int to) {
        final long value = Scan.decimal(buffer, from, to, 5);
        return value >= 1 && value <= 65535 ? (int) value : -1;
    }
}
