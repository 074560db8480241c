// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A TCP peer that speaks raw bytes. */
final class StreamPeer implements AutoCloseable {
    final Socket socket;

    StreamPeer(final Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
    }

    static StreamPeer connect(final String address, final int port) throws IOException {
        return connect(new Socket(), address, port);
    }

    /** A peer whose window is soon full. */
    static StreamPeer connectWithSmallWindow(final String address, final int port)
            throws IOException {
        final Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        return connect(socket, address, port);
    }

    private static StreamPeer connect(final Socket socket, final String address, final int port)
            throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getByName(address), port), 10_000);
        return new StreamPeer(socket);
    }

    static String message(final String body) {
        return "MESSAGE sip:a@b SIP/2.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    void send(final String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    String receive(final int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    /** Whether the other side has closed (or reset) by now. */
    boolean isClosedByUs() {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (final SocketTimeoutException stillOpen) {
            return false;
        } catch (final IOException reset) {
            return true;
        }
    }

    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
