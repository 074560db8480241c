// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.protection.Network;
import io.strowger.sip.message.IpAddress;
import java.util.List;

/**
 * Everything the transport layer is told, checked on construction.
 *
 * @param listen at least one point, at most {@value #MAX_LISTEN_POINTS}
 * @param proxies networks of proxies in front of us: each connection from there begins with a header of the PROXY protocol, none from
 *     elsewhere does; at most {@value #MAX_PROXIES}
 */
public record TransportConfig(
        List<ListenPoint> listen,
        UdpEngine udpEngine,
        UdpLimits udp,
        TcpLimits tcp,
        TcpTimeouts tcpTimeouts,
        List<Network> proxies) {
    public static final int MAX_PROXIES = 64;
    public static final int MAX_LISTEN_POINTS = 64;

    /** What carries UDP. */
    public enum UdpEngine {
        /** Linux system calls where they work, else the JDK's channels. */
        AUTOMATIC,
        /** {@code recvmmsg} and {@code sendmmsg}; refuses to start where they do not work. */
        LINUX,
        /** {@code java.nio}: one system call per datagram, runs everywhere. */
        JDK
    }

    public TransportConfig {
        listen = List.copyOf(listen);
        Limit.check("listen", listen.size(), 1, MAX_LISTEN_POINTS);
        proxies = List.copyOf(proxies);
        Limit.check("proxies", proxies.size(), 0, MAX_PROXIES);
    }

    /** With no proxy in front. */
    public TransportConfig(
            final List<ListenPoint> listen,
            final UdpEngine udpEngine,
            final UdpLimits udp,
            final TcpLimits tcp,
            final TcpTimeouts tcpTimeouts) {
        this(listen, udpEngine, udp, tcp, tcpTimeouts, List.of());
    }

    /** Whether a connection from this address has to begin with a header. */
    boolean isProxy(final IpAddress remote) {
        for (final Network network : proxies) {
            if (network.contains(remote.high(), remote.low())) {
                return true;
            }
        }
        return false;
    }

    /** The same with other points. */
    public TransportConfig withListen(final List<ListenPoint> points) {
        return new TransportConfig(points, udpEngine, udp, tcp, tcpTimeouts, proxies);
    }

    public static TransportConfig listeningOn(final ListenPoint... points) {
        return new TransportConfig(
                List.of(points),
                UdpEngine.AUTOMATIC,
                UdpLimits.STANDARD,
                TcpLimits.STANDARD,
                TcpTimeouts.STANDARD);
    }
}
