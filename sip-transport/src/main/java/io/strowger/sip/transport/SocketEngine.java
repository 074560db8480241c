// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/** What UDP runs on: the sockets, the poller that knows them, and the probe for routes. */
sealed interface SocketEngine extends UdpTransport.SocketFactory, AutoCloseable
        permits SocketEngine.Linux, SocketEngine.Channels {
    Poller poller();

    RouteProbe probe();

    @Override
    void close();

    static SocketEngine of(final TransportConfig.UdpEngine wanted) {
        return switch (wanted) {
            case JDK -> new Channels();
            case LINUX -> new Linux();
            case AUTOMATIC -> LinuxCalls.isSupported() ? new Linux() : portable();
        };
    }

    private static Channels portable() {
        System.getLogger("strowger.sip-transport")
                .log(
                        System.Logger.Level.WARNING,
                        "no batched system calls here: UDP costs one call per datagram");
        return new Channels();
    }

    /** System calls. */
    final class Linux implements SocketEngine {
        private final LinuxCalls calls = new LinuxCalls();
        private final EpollPoller poller = new EpollPoller(calls);
        private final RouteProbe probe = new LinuxRouteProbe(calls);

        @Override
        public UdpSocket open(
                final ListenPoint listen,
                final UdpLimits limits,
                final UdpSocket.Listener listener) {
            final LinuxUdpSocket socket = new LinuxUdpSocket(calls, listen, limits, listener);
            poller.add(socket);
            return socket;
        }

        @Override
        public Poller poller() {
            return poller;
        }

        @Override
        public RouteProbe probe() {
            return probe;
        }

        @Override
        public void close() {
            poller.close();
            probe.close();
            calls.close();
        }
    }

    /** The JDK. */
    final class Channels implements SocketEngine {
        private final SelectorPoller poller = new SelectorPoller();
        private final RouteProbe probe = new ChannelRouteProbe();

        @Override
        public UdpSocket open(
                final ListenPoint listen,
                final UdpLimits limits,
                final UdpSocket.Listener listener) {
            final ChannelUdpSocket socket = new ChannelUdpSocket(listen, limits, listener);
            poller.add(socket);
            return socket;
        }

        @Override
        public Poller poller() {
            return poller;
        }

        @Override
        public RouteProbe probe() {
            return probe;
        }

        @Override
        public void close() {
            poller.close();
            probe.close();
        }
    }
}
