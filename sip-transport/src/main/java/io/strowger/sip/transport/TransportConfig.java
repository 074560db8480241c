// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.protection.Network;
import io.strowger.sip.message.IpAddress;
import java.time.Duration;
import java.util.List;

/**
 * Everything the transport layer is told, checked on construction.
 *
 * @param listen at least one point, at most {@value #MAX_LISTEN_POINTS}
 * @param proxies networks of proxies in front of us: each connection from there begins with a header of the PROXY protocol, none from
 *     elsewhere does; at most {@value #MAX_PROXIES}
 * @param gather pause in which datagrams gather under load, so that one wake-up and one system call serve several of them: what
 *     interrupt moderation is to a network card; its price is up to this much delay; 0 to 10 ms, 0 = none
 */
public record TransportConfig(
        List<ListenPoint> listen,
        UdpEngine udpEngine,
        UdpLimits udp,
        TcpLimits tcp,
        TcpTimeouts tcpTimeouts,
        List<Network> proxies,
        Duration gather) {
    /** Seen to halve the system's part of a call at 4,000 calls/s, and to delay a message by a tenth of a millisecond. */
    public static final Duration GATHER = Duration.ofNanos(100_000);

    private static final long MAX_GATHER_NANOS = 10_000_000;
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
        Limit.check("gather", gather.toNanos(), 0, MAX_GATHER_NANOS);
    }

    /** With no proxy in front. */
    public TransportConfig(
            final List<ListenPoint> listen,
            final UdpEngine udpEngine,
            final UdpLimits udp,
            final TcpLimits tcp,
            final TcpTimeouts tcpTimeouts) {
        this(listen, udpEngine, udp, tcp, tcpTimeouts, List.of(), GATHER);
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
        return new TransportConfig(points, udpEngine, udp, tcp, tcpTimeouts, proxies, gather);
    }

    /** The same with another pause. */
    public TransportConfig withGather(final Duration pause) {
        return new TransportConfig(listen, udpEngine, udp, tcp, tcpTimeouts, proxies, pause);
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
