// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * UDP by {@code recvmmsg} and {@code sendmmsg}: one system call for up to 64 datagrams, no
 * allocation. ICMP errors are read from the error queue and never stop the socket.
 */
final class LinuxUdpSocket implements UdpSocket {
    private static final int DATAGRAM = 2;
    private static final int NON_BLOCKING = 0x800;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int DO_NOT_WAIT = 0x40;
    private static final int WOULD_BLOCK = -11;
    private static final int ADDRESS_IN_USE = 98;

    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int SOL_IP = 0;
    private static final int IP_RECVERR = 11;
    private static final int SOL_IPV6 = 41;
    private static final int IPV6_RECVERR = 25;
    private static final int IPV6_V6ONLY = 26;

    private final LinuxCalls calls;
    private final int fd;
    private final int family;
    private final int port;
    private final Listener listener;
    private final ReceiveBatch received;
    private final LinuxReceiveBuffer receiveBuffer;
    private final SendBatch unsent;
    private final SendBatch.Call sendCall;
    private final ErrorQueue errors = new ErrorQueue();
    private boolean hasInput = true;
    private boolean mayHaveError;
    private long waitedNanos;
    private int sent;

    LinuxUdpSocket(
            final LinuxCalls calls,
            final ListenPoint listen,
            final UdpLimits limits,
            final Listener listener) {
        this.calls = calls;
        this.listener = listener;
        this.family = SocketAddresses.family(listen.address().high(), listen.address().low());
        this.fd = check(listen, calls.socket(family, DATAGRAM | NON_BLOCKING | CLOSE_ON_EXEC));
        try {
            configure(listen, limits);
            this.port = bind(listen);
        } catch (final RuntimeException failed) {
            LinuxCalls.closeDescriptor(fd);
            errors.close();
            throw failed;
        }
        this.receiveBuffer = new LinuxReceiveBuffer(calls, fd, family);
        this.received = new ReceiveBatch(limits.maxDatagramBytes(), family);
        this.unsent = new SendBatch(family, limits.segments(), new UnsentListener());
        this.sendCall = this::trySend;
    }

    private void configure(final ListenPoint listen, final UdpLimits limits) {
        bufferSize(SO_RCVBUFFORCE, SO_RCVBUF, limits.receiveBufferBytes());
        bufferSize(SO_SNDBUFFORCE, SO_SNDBUF, limits.sendBufferBytes());
        if (family == SocketAddresses.FAMILY_V6) {
            check(listen, option(SOL_IPV6, IPV6_V6ONLY, 1));
            check(listen, option(SOL_IPV6, IPV6_RECVERR, 1));
        } else {
            check(listen, option(SOL_IP, IP_RECVERR, 1));
        }
    }

    /** Without the right to exceed the system's limit, the limit is taken. */
    private void bufferSize(final int force, final int plain, final int bytes) {
        if (bytes > 0 && option(SOL_SOCKET, force, bytes) < 0) {
            final int _ = option(SOL_SOCKET, plain, bytes);
        }
    }

    private int option(final int level, final int name, final int value) {
        try (NativeMemory memory = new NativeMemory(Integer.BYTES)) {
            memory.buffer().putInt(0, value);
            return calls.setOption(fd, level, name, memory.address(), Integer.BYTES);
        }
    }

    private int bind(final ListenPoint listen) {
        try (NativeMemory memory = new NativeMemory(2 * SocketAddresses.SLOT_BYTES)) {
            final IpAddress address = listen.address();
            final int length =
                    SocketAddresses.put(
                            memory.buffer(),
                            0,
                            family,
                            address.high(),
                            address.low(),
                            listen.port());
            check(listen, calls.bind(fd, memory.address(), length));
            memory.buffer().putInt(SocketAddresses.SLOT_BYTES, SocketAddresses.SLOT_BYTES);
            final long lengthAt = memory.address() + SocketAddresses.SLOT_BYTES;
            check(listen, calls.socketName(fd, memory.address(), lengthAt));
            return SocketAddresses.port(memory.buffer(), 0);
        }
    }

    private static int check(final ListenPoint listen, final int outcome) {
        if (outcome < 0) {
            final String why =
                    outcome == -ADDRESS_IN_USE
                            ? "address already in use"
                            : "system error " + -outcome;
            throw new UncheckedIOException(
                    new IOException("cannot listen on " + listen + ": " + why));
        }
        return outcome;
    }

    int descriptor() {
        return fd;
    }

    /** From the poller: edge-triggered, so the note is kept until the socket is exhausted. */
    void onReady(final boolean withError) {
        hasInput = true;
        mayHaveError |= withError;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public ReceiveBuffer receiveBuffer() {
        return receiveBuffer;
    }

    @Override
    public boolean hasInput() {
        return hasInput;
    }

    @Override
    public int poll() {
        int count = calls.receiveMany(fd, received.headers(), ReceiveBatch.SLOTS, DO_NOT_WAIT);
        if (count < 0) {
            // An ICMP error that waits is told by the first call after it, and only once.
            mayHaveError = true;
            count = calls.receiveManyAgain(fd, received.headers(), ReceiveBatch.SLOTS, DO_NOT_WAIT);
        }
        // A batch may have ended at an error, so after one there may be more.
        hasInput = drainErrors() || count == ReceiveBatch.SLOTS || isFailure(count);
        waitedNanos = count == ReceiveBatch.SLOTS ? waitedSince(received.arrivalNanos()) : 0;
        for (int i = 0; i < count; i++) {
            deliver(i);
        }
        return Math.max(count, 0);
    }

    /**
     * The system's time stamp is of the clock that can be set, so this may be wrong, but not for long. Whole milliseconds would not do: what
     * came in the one that is running would not have waited at all.
     */
    private static long waitedSince(final long arrivalNanos) {
        return arrivalNanos == 0
                ? 0
                : Math.max(1, SystemEpochNanoClock.INSTANCE.nanoTime() - arrivalNanos);
    }

    @Override
    public void stampArrivals() {
        // Where it is refused nobody knows how long datagrams have waited, and that is 0.
        final int _ = option(SOL_SOCKET, SO_TIMESTAMPNS, 1);
    }

    @Override
    public long waitedNanos() {
        return waitedNanos;
    }

    private static boolean isFailure(final int count) {
        return count < 0 && count != WOULD_BLOCK;
    }

    /** Reads the errors that wait; they share the receive buffer with what arrives. */
    private boolean drainErrors() {
        if (!mayHaveError) {
            return false;
        }
        final int drained = errors.drain(calls, fd, listener);
        mayHaveError = drained == ErrorQueue.LIMIT;
        return drained > 0;
    }

    private void deliver(final int i) {
        if (received.isTruncated(i)) {
            listener.onTooLong();
        } else {
            listener.onDatagram(
                    received.addressHigh(i),
                    received.addressLow(i),
                    received.port(i),
                    received.buffer(),
                    received.offset(i),
                    received.length(i));
        }
        received.release(i);
    }

    @Override
    public void send(
            final long addressHigh,
            final long addressLow,
            final int destination,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        if (!unsent.hasRoomFor(length)) {
            handOver();
        }
        unsent.append(addressHigh, addressLow, destination, buffer, offset, length);
    }

    private int trySend(final long headers, final int count) {
        final int taken = calls.sendMany(fd, headers, count, DO_NOT_WAIT);
        if (taken >= 0) {
            return taken;
        }
        // It may be an ICMP error that waited, which says nothing about what is sent now.
        mayHaveError = true;
        hasInput = true;
        return calls.sendManyAgain(fd, headers, count, DO_NOT_WAIT);
    }

    @Override
    public int flush() {
        handOver();
        final int count = sent;
        sent = 0;
        return count;
    }

    private void handOver() {
        if (unsent.count() > 0) {
            sent += unsent.flush(sendCall);
            if (unsent.sentTogether() > 0) {
                listener.onSentTogether(unsent.sentTogether());
            }
        }
    }

    @Override
    public void close() {
        LinuxCalls.closeDescriptor(fd);
        receiveBuffer.close();
        received.close();
        unsent.close();
        errors.close();
    }

    private final class UnsentListener implements SendBatch.Unsent {
        @Override
        public void onNoRoom() {
            listener.onNoRoom();
        }

        @Override
        public void onRefused(
                final long addressHigh,
                final long addressLow,
                final int destination,
                final int errorNumber) {
            listener.onUnreachable(addressHigh, addressLow, destination);
        }
    }
}
