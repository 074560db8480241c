// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The bounded way from the connection thread to the signaling thread: connections that came and
 * went, and the messages between. What does not fit stays with its connection, which then stops
 * reading, so that one flooder fills its own TCP window and nothing else.
 */
final class HandOver {
    /** Told in order; signaling thread. */
    interface Reader {
        void onOpened(
                long connection, int listenIndex, IpAddress local, IpAddress remote, int port);

        /** A message, and when it was handed over. */
        void onMessage(
                long connection, DirectBuffer buffer, int offset, int length, long handedNanos);

        void onClosed(long connection);
    }

    private static final int OPENED = 1;
    private static final int MESSAGE = 2;
    private static final int CLOSED = 3;
    private static final int MESSAGE_HEADER = 2 * Long.BYTES;
    private static final int OPENED_BYTES = 6 * Long.BYTES;

    private final OneToOneRingBuffer ring;
    private final Runnable wakeUp;
    private boolean unread;
    private volatile boolean roomWanted;

    /**
     * @param wakeUp wakes the signaling thread; called on the connection thread
     */
    HandOver(final int ringBytes, final Runnable wakeUp) {
        ring = ring(ringBytes);
        this.wakeUp = wakeUp;
    }

    static OneToOneRingBuffer ring(final int bytes) {
        return new OneToOneRingBuffer(
                new UnsafeBuffer(
                        ByteBuffer.allocateDirect(bytes + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    // Connection thread: each answers false when there is no room.

    boolean opened(
            final long connection,
            final int listenIndex,
            final IpAddress local,
            final IpAddress remote,
            final int port) {
        final int at = ring.tryClaim(OPENED, OPENED_BYTES);
        if (at < 0) {
            return false;
        }
        final AtomicBuffer buffer = ring.buffer();
        buffer.putLong(at, connection);
        buffer.putLong(at + 8, local.high());
        buffer.putLong(at + 16, local.low());
        buffer.putLong(at + 24, remote.high());
        buffer.putLong(at + 32, remote.low());
        buffer.putInt(at + 40, port);
        buffer.putInt(at + 44, listenIndex);
        ring.commit(at);
        unread = true;
        return true;
    }

    boolean message(
            final long connection,
            final DirectBuffer source,
            final int offset,
            final int length,
            final long nowNanos) {
        final int at = ring.tryClaim(MESSAGE, MESSAGE_HEADER + length);
        if (at < 0) {
            return false;
        }
        ring.buffer().putLong(at, connection);
        ring.buffer().putLong(at + Long.BYTES, nowNanos);
        ring.buffer().putBytes(at + MESSAGE_HEADER, source, offset, length);
        ring.commit(at);
        unread = true;
        return true;
    }

    boolean closed(final long connection) {
        final int at = ring.tryClaim(CLOSED, Long.BYTES);
        if (at < 0) {
            return false;
        }
        ring.buffer().putLong(at, connection);
        ring.commit(at);
        unread = true;
        return true;
    }

    /** After one or more of the above; wakes nobody for nothing. */
    void wakeReader() {
        if (unread) {
            unread = false;
            wakeUp.run();
        }
    }

    /** Asks the signaling thread to say when there is room again. */
    void wantRoom() {
        roomWanted = true;
        wakeUp.run();
    }

    // Signaling thread.

    int read(final MessageHandler handler, final int limit) {
        return ring.read(handler, limit);
    }

    /** How full it is. */
    int fillPercent() {
        return (int) (100L * ring.size() / ring.capacity());
    }

    /** Takes apart what {@link #read} hands out. */
    static MessageHandler decoding(final Reader reader) {
        return (type, buffer, at, length) -> {
            final long connection = buffer.getLong(at);
            switch (type) {
                case OPENED ->
                        reader.onOpened(
                                connection,
                                buffer.getInt(at + 44),
                                new IpAddress(buffer.getLong(at + 8), buffer.getLong(at + 16)),
                                new IpAddress(buffer.getLong(at + 24), buffer.getLong(at + 32)),
                                buffer.getInt(at + 40));
                case MESSAGE ->
                        reader.onMessage(
                                connection,
                                buffer,
                                at + MESSAGE_HEADER,
                                length - MESSAGE_HEADER,
                                buffer.getLong(at + Long.BYTES));
                case CLOSED -> reader.onClosed(connection);
                default -> throw new IllegalStateException("hand-over of type " + type);
            }
        };
    }

    /** Whether the connection thread waits for room and there is some now. Ends the wanting. */
    boolean hasRoomAgain() {
        if (roomWanted && ring.size() <= ring.capacity() / 2) {
            roomWanted = false;
            return true;
        }
        return false;
    }
}
