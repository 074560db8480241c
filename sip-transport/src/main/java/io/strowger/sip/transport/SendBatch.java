// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * Datagrams that wait for one {@code sendmmsg}. The batch decides what an answer of the system
 * means for each of them; the call itself is given, so that every answer can be tried in a test.
 */
final class SendBatch implements AutoCloseable {
    static final int SLOTS = 64;

    /** Attempts for one datagram when the system has no room, before it is dropped. */
    static final int ATTEMPTS = 16;

    /** Attempts when the answer may belong to an earlier datagram (a pending ICMP error). */
    static final int ERROR_ATTEMPTS = 3;

    private static final int MAX_DATAGRAM = 65_535;
    private static final int AREA_BYTES = 256 * 1024;
    private static final int INTERRUPTED = 4;
    private static final int NO_ROOM = 11;
    private static final int NO_MEMORY = 12;
    private static final int NO_BUFFERS = 105;

    /** The system's side. */
    interface Call {
        /** Sends {@code count} headers from this address on; number taken or negative error. */
        int send(long headers, int count);
    }

    /** Told of each datagram that did not leave. */
    interface Unsent {
        void onNoRoom();

        /** The datagram cannot be sent to this destination: too long, no route, refused. */
        void onRefused(long addressHigh, long addressLow, int port, int errorNumber);
    }

    private final MessageHeaders headers = new MessageHeaders(SLOTS);
    private final NativeMemory memory = new NativeMemory(AREA_BYTES);
    private final int family;
    private final Unsent unsent;
    private int count;
    private int used;
    private int attempts;

    SendBatch(final int family, final Unsent unsent) {
        this.family = family;
        this.unsent = unsent;
    }

    int count() {
        return count;
    }

    /** Whether a datagram of this length fits; if not, flush first. */
    boolean hasRoomFor(final int length) {
        return count < SLOTS && used + length <= AREA_BYTES;
    }

    /** Copies a datagram in. The caller has asked {@link #hasRoomFor}. */
    void append(
            final long addressHigh,
            final long addressLow,
            final int port,
            final DirectBuffer source,
            final int offset,
            final int length) {
        final int copied = Math.min(length, MAX_DATAGRAM);
        memory.buffer().putBytes(used, source, offset, copied);
        headers.content(count, memory.address() + used, copied);
        final int nameBytes =
                SocketAddresses.put(
                        headers.buffer(),
                        headers.name(count),
                        family,
                        addressHigh,
                        addressLow,
                        port);
        headers.nameLength(count, nameBytes);
        used += BitUtil.align(copied, BitUtil.CACHE_LINE_LENGTH);
        count++;
    }

    /**
     * Hands everything to the system; afterwards the batch is empty, whatever the system said.
     *
     * @return the number of datagrams that the system took
     */
    int flush(final Call call) {
        int first = 0;
        int sent = 0;
        attempts = 0;
        while (first < count) {
            final int taken = call.send(headers.address(first), count - first);
            if (taken > 0) {
                first += taken;
                sent += taken;
                attempts = 0;
            } else if (isGivenUp(first, -taken)) {
                first++;
            }
        }
        count = 0;
        used = 0;
        return sent;
    }

    private boolean isGivenUp(final int i, final int errorNumber) {
        attempts++;
        final boolean noRoom =
                errorNumber == NO_ROOM
                        || errorNumber == NO_BUFFERS
                        || errorNumber == NO_MEMORY
                        || errorNumber == INTERRUPTED
                        || errorNumber == 0;
        if (noRoom) {
            // Not reset after a drop: the rest of a batch gets one attempt each, so that a
            // system without room costs a bounded time.
            if (attempts < ATTEMPTS) {
                Thread.onSpinWait();
                return false;
            }
            unsent.onNoRoom();
            return true;
        }
        if (attempts < ERROR_ATTEMPTS) {
            return false;
        }
        attempts = 0;
        final int name = headers.name(i);
        unsent.onRefused(
                SocketAddresses.high(headers.buffer(), name),
                SocketAddresses.low(headers.buffer(), name),
                SocketAddresses.port(headers.buffer(), name),
                errorNumber);
        return true;
    }

    @Override
    public void close() {
        headers.close();
        memory.close();
    }
}
