// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * UDP by {@link DatagramChannel}, for systems where the Linux calls do not work: the same behaviour
 * at one system call and some garbage per datagram; ICMP errors are not seen.
 */
final class ChannelUdpSocket implements UdpSocket {
    private static final int MAX_DATAGRAM = 65_535;

    private final DatagramChannel channel;
    private final int port;
    private final int maxDatagramBytes;
    private final Listener listener;
    private final ByteBuffer in;
    private final UnsafeBuffer inView;
    private final ByteBuffer out = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private boolean hasInput = true;
    private int sent;

    ChannelUdpSocket(final ListenPoint listen, final UdpLimits limits, final Listener listener) {
        this.listener = listener;
        maxDatagramBytes = limits.maxDatagramBytes();
        in = ByteBuffer.allocateDirect(Math.min(maxDatagramBytes + 1, MAX_DATAGRAM));
        inView = new UnsafeBuffer(in);
        try {
            channel = open(listen, limits);
            port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (final IOException failed) {
            throw new UncheckedIOException(
                    new IOException("cannot listen on " + listen + ": " + failed.getMessage()));
        }
    }

    private static DatagramChannel open(final ListenPoint listen, final UdpLimits limits)
            throws IOException {
        final IpAddress address = listen.address();
        final DatagramChannel channel =
                DatagramChannel.open(
                        address.isV4()
                                ? StandardProtocolFamily.INET
                                : StandardProtocolFamily.INET6);
        try {
            channel.configureBlocking(false);
            bufferSize(channel, StandardSocketOptions.SO_RCVBUF, limits.receiveBufferBytes());
            bufferSize(channel, StandardSocketOptions.SO_SNDBUF, limits.sendBufferBytes());
            return channel.bind(
                    JavaAddresses.socketAddress(address.high(), address.low(), listen.port()));
        } catch (final IOException failed) {
            channel.close();
            throw failed;
        }
    }

    private static void bufferSize(
            final DatagramChannel channel, final SocketOption<Integer> option, final int bytes)
            throws IOException {
        if (bytes > 0) {
            channel.setOption(option, bytes);
        }
    }

    SelectableChannel channel() {
        return channel;
    }

    void onReady() {
        hasInput = true;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public ReceiveBuffer receiveBuffer() {
        return ReceiveBuffer.UNKNOWN;
    }

    @Override
    public boolean hasInput() {
        return hasInput;
    }

    /** Java does not tell. */
    @Override
    public void stampArrivals() {}

    @Override
    public long waitedNanos() {
        return 0;
    }

    @Override
    public int poll() {
        int count = 0;
        while (count < POLL_LIMIT && receive()) {
            count++;
        }
        hasInput = count == POLL_LIMIT;
        return count;
    }

    private boolean receive() {
        final InetSocketAddress source;
        in.clear();
        try {
            source = (InetSocketAddress) channel.receive(in);
        } catch (final IOException unreachable) {
            return true;
        }
        if (source == null) {
            return false;
        }
        if (in.position() > maxDatagramBytes) {
            listener.onTooLong();
            return true;
        }
        final IpAddress address = JavaAddresses.ipAddress(source.getAddress());
        listener.onDatagram(
                address.high(), address.low(), source.getPort(), inView, 0, in.position());
        return true;
    }

    @Override
    public void send(
            final long addressHigh,
            final long addressLow,
            final int destination,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        out.clear();
        buffer.getBytes(offset, out, Math.min(length, MAX_DATAGRAM));
        out.flip();
        final InetSocketAddress target =
                JavaAddresses.socketAddress(addressHigh, addressLow, destination);
        try {
            for (int attempt = 0; attempt < SendBatch.ATTEMPTS; attempt++) {
                if (channel.send(out, target) > 0 || length == 0) {
                    sent++;
                    return;
                }
                Thread.onSpinWait();
            }
            listener.onNoRoom();
        } catch (final IOException tooLongOrNoRoute) {
            listener.onUnreachable(addressHigh, addressLow, destination);
        }
    }

    @Override
    public int flush() {
        final int count = sent;
        sent = 0;
        return count;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException ignored) {
            // Nothing can be done about it, and nothing depends on it.
            hasInput = false;
        }
    }
}
