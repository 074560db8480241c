// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;

/**
 * One address to listen on, as configured.
 *
 * @param protocol UDP or TCP
 * @param address a local address; the wildcard of its family listens on all of them
 * @param port 0 to 65535, 0 = any free port (tests)
 * @param advertisedHost host to put into Via and Record-Route instead of the local address, an
 *     IPv6 address in brackets; empty = the address the peer sees us by
 */
public record ListenPoint(
        TransportProtocol protocol, IpAddress address, int port, String advertisedHost) {
    public ListenPoint {
        if (protocol != TransportProtocol.UDP && protocol != TransportProtocol.TCP) {
            throw new IllegalArgumentException(
                    "listen: " + protocol + " is not served here, only UDP and TCP");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("listen: port " + port + " not in 0..65535");
        }
    }

    /**
     * A point without an advertised host.
     *
     * @param address text of an IPv4 address, or of an IPv6 address with or without brackets
     */
    public static ListenPoint of(
            final TransportProtocol protocol, final String address, final int port) {
        final IpAddress parsed = IpAddress.parse(address);
        if (parsed == null) {
            throw new IllegalArgumentException("listen: not an IP address: " + address);
        }
        return new ListenPoint(protocol, parsed, port, "");
    }

    boolean isWildcard() {
        return IpAddress.isWildcard(address.high(), address.low());
    }

    /**
     * What the point calls itself.
     *
     * @param bound the address by which it is reached, for want of an advertised host
     * @param boundPort the port really bound
     * @param index among the listening points
     */
    public LocalPoint named(final IpAddress bound, final int boundPort, final int index) {
        final String host = advertisedHost.isEmpty() ? bound.toString() : advertisedHost;
        return new LocalPoint(protocol, host, boundPort, index);
    }

    /** {@code udp:127.0.0.1:5060}. */
    @Override
    public String toString() {
        return protocol.name().toLowerCase(java.util.Locale.ROOT) + ':' + address + ':' + port;
    }
}
