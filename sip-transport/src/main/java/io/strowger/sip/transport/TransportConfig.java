// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import java.util.List;

/**
 * Everything the transport layer is told, checked on construction.
 *
 * @param listen at least one point, at most {@value #MAX_LISTEN_POINTS}
 */
public record TransportConfig(
        List<ListenPoint> listen,
        UdpEngine udpEngine,
        UdpLimits udp,
        TcpLimits tcp,
        TcpTimeouts tcpTimeouts) {
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
    }

    /** The same with other points. */
    public TransportConfig withListen(final List<ListenPoint> points) {
        return new TransportConfig(points, udpEngine, udp, tcp, tcpTimeouts);
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
