// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agrona.CloseHelper;

/** One TCP connection to the router and a listening socket for those that the router opens. */
final class TcpUserAgent extends WireUserAgent {
    private final Socket connection;
    private final ServerSocket listening;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    private TcpUserAgent(final Socket connection, final ServerSocket listening) {
        this.connection = connection;
        this.listening = listening;
    }

    static TcpUserAgent connect(final int routerPort) {
        return connect("127.0.0.1", "127.0.0.1", routerPort, Ports.free());
    }

    /** From an address of the test's host to another one's. */
    static TcpUserAgent connect(
            final String own, final String router, final int routerPort, final int listening) {
        try {
            final InetAddress from = InetAddress.getByName(own);
            final TcpUserAgent agent =
                    new TcpUserAgent(
                            new Socket(InetAddress.getByName(router), routerPort, from, 0),
                            new ServerSocket(listening, 16, from));
            agent.connection.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> agent.receive(agent.connection));
            Thread.ofVirtual().start(agent::accept);
            return agent;
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    void send(final byte[] bytes) {
        try {
            connection.getOutputStream().write(bytes);
            connection.getOutputStream().flush();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    String host() {
        return connection.getLocalAddress().getHostAddress();
    }

    /** The port it listens on, as its Contact says. */
    @Override
    int port() {
        return listening.getLocalPort();
    }

    /** Connections that the router has opened to this user agent. */
    int acceptedConnections() {
        return accepted.size();
    }

    /** Whether the router has closed the connection that this user agent opened. */
    boolean isClosedByRouter() {
        return connection.isInputShutdown() || connection.isClosed();
    }

    @Override
    public void close() {
        try {
            connection.close();
            listening.close();
            for (final Socket socket : accepted) {
                socket.close();
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                final Socket socket = listening.accept();
                accepted.add(socket);
                Thread.ofVirtual().start(() -> receive(socket));
            }
        } catch (final IOException closed) {
            return;
        }
    }

    private void receive(final Socket socket) {
        try {
            final InputStream in = socket.getInputStream();
            boolean open = true;
            while (open) {
                open = readMessage(in);
            }
            socket.shutdownInput();
        } catch (final IOException reset) {
            CloseHelper.quietClose(socket);
        }
    }

    private boolean readMessage(final InputStream in) throws IOException {
        final ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            final int next = in.read();
            if (next < 0) {
                return false;
            }
            head.write(next);
            text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.equals("\r\n")) {
                head.reset();
                text = "";
            }
        }
        final String length = new SipText(text).header("Content-Length");
        final byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
        onMessage(new SipText(text + new String(body, StandardCharsets.ISO_8859_1)));
        return true;
    }
}
