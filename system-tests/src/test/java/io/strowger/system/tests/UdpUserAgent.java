// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** One UDP socket. */
final class UdpUserAgent extends WireUserAgent {
    private final DatagramSocket socket;
    private volatile InetSocketAddress router = new InetSocketAddress(0);

    private UdpUserAgent(final DatagramSocket socket) {
        this.socket = socket;
    }

    static UdpUserAgent open() {
        return bind("127.0.0.1", Ports.free());
    }

    static UdpUserAgent bind(final String address, final int port) {
        try {
            final UdpUserAgent agent =
                    new UdpUserAgent(new DatagramSocket(new InetSocketAddress(address, port)));
            Thread.ofVirtual().start(agent::receive);
            return agent;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** On a free port of the address by which this router reaches it, to which it sends. */
    static UdpUserAgent open(final RouterProcess router) {
        final UdpUserAgent agent = bind(router.testAddress(), Ports.free());
        agent.router = new InetSocketAddress(router.host(), router.sipPort());
        return agent;
    }

    /** Where to send to, on the loopback address. */
    UdpUserAgent to(final int routerPort) {
        router = new InetSocketAddress(InetAddress.getLoopbackAddress(), routerPort);
        return this;
    }

    @Override
    void send(final byte[] bytes) {
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, router));
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    String host() {
        return socket.getLocalAddress().getHostAddress();
    }

    @Override
    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void receive() {
        final byte[] bytes = new byte[65_535];
        while (!socket.isClosed()) {
            try {
                final DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                socket.receive(packet);
                onMessage(SipText.of(bytes, packet.getLength()));
            } catch (final IOException closed) {
                // An ICMP error of an earlier datagram is no end; a closed socket is.
                if (socket.isClosed()) {
                    return;
                }
            }
        }
    }
}
