// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;

/** The bounded way from the signaling thread to the connection thread. */
final class Outbound {
    /** Told in order; connection thread. */
    interface Reader {
        void onConnect(
                long connection, int listenIndex, long addressHigh, long addressLow, int port);

        void onSend(long connection, MutableDirectBuffer buffer, int offset, int length);

        void onClose(long connection);
    }

    private static final int CONNECT = 1;
    private static final int SEND = 2;
    private static final int CLOSE = 3;
    private static final int CONNECT_BYTES = 4 * Long.BYTES;

    private final OneToOneRingBuffer ring;

    Outbound(final int ringBytes) {
        ring = HandOver.ring(ringBytes);
    }

    // Signaling thread: each answers false when there is no room.

    boolean connect(
            final long connection,
            final int listenIndex,
            final long addressHigh,
            final long addressLow,
            final int port) {
        final int at = ring.tryClaim(CONNECT, CONNECT_BYTES);
        if (at < 0) {
            return false;
        }
        final AtomicBuffer buffer = ring.buffer();
        buffer.putLong(at, connection);
        buffer.putLong(at + 8, addressHigh);
        buffer.putLong(at + 16, addressLow);
        buffer.putInt(at + 24, port);
        buffer.putInt(at + 28, listenIndex);
        ring.commit(at);
        return true;
    }

    boolean send(
            final long connection, final DirectBuffer source, final int offset, final int length) {
        if (Long.BYTES + length > ring.maxMsgLength()) {
            return false;
        }
        final int at = ring.tryClaim(SEND, Long.BYTES + length);
        if (at < 0) {
            return false;
        }
        ring.buffer().putLong(at, connection);
        ring.buffer().putBytes(at + Long.BYTES, source, offset, length);
        ring.commit(at);
        return true;
    }

    boolean close(final long connection) {
        final int at = ring.tryClaim(CLOSE, Long.BYTES);
        if (at < 0) {
            return false;
        }
        ring.buffer().putLong(at, connection);
        ring.commit(at);
        return true;
    }

    // Connection thread.

    int read(final MessageHandler handler, final int limit) {
        return ring.read(handler, limit);
    }

    /** Takes apart what {@link #read} hands out. */
    static MessageHandler decoding(final Reader reader) {
        return (type, buffer, at, length) -> {
            final long connection = buffer.getLong(at);
            switch (type) {
                case CONNECT ->
                        reader.onConnect(
                                connection,
                                buffer.getInt(at + 28),
                                buffer.getLong(at + 8),
                                buffer.getLong(at + 16),
                                buffer.getInt(at + 24));
                case SEND ->
                        reader.onSend(connection, buffer, at + Long.BYTES, length - Long.BYTES);
                case CLOSE -> reader.onClose(connection);
                default -> throw new IllegalStateException("outbound of type " + type);
            }
        };
    }
}
