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

    /** Datagrams that leave one by one after the system refused to take several as one. */
    static final int ALONE = 100_000;

    private static final int INPUT_OUTPUT = 5;
    private static final int INVALID = 22;
    private static final int TOO_LONG = 90;
    private static final int NO_SUCH_OPTION = 92;
    private static final int NOT_SUPPORTED = 95;

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
    private final SegmentHeaders together = new SegmentHeaders(SLOTS);
    private final SegmentPlan plan;
    private final int family;
    private final boolean segments;
    private final Unsent unsent;
    private int count;
    private int used;
    private int attempts;
    private int aloneFor;
    private int sentTogether;

    /**
     * @param family of the socket
     * @param segments whether datagrams to one place may leave as one send
     */
    SendBatch(final int family, final boolean segments, final Unsent unsent) {
        this.family = family;
        this.segments = segments;
        this.unsent = unsent;
        plan =
                new SegmentPlan(
                        SLOTS,
                        (i, k) ->
                                SocketAddresses.areSame(
                                        headers.buffer(), headers.name(i), headers.name(k)));
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
        attempts = 0;
        sentTogether = 0;
        final int sent = planSegments() ? sendTogether(call) : sendAlone(call, 0, count);
        aloneFor = Math.max(0, aloneFor - count);
        count = 0;
        used = 0;
        return sent;
    }

    /** Of the datagrams of the last {@link #flush} that left, how many did so with others. */
    int sentTogether() {
        return sentTogether;
    }

    /** Whether any datagrams leave together. */
    private boolean planSegments() {
        if (!segments || count < 2 || aloneFor > 0) {
            return false;
        }
        plan.begin();
        for (int i = 0; i < count; i++) {
            final int at = (int) (headers.contentAddress(i) - memory.address());
            final int length = headers.contentLength(i);
            plan.add(i, length, CallIds.hash(memory.buffer(), at, length));
        }
        return plan.groups() < count;
    }

    private int sendTogether(final Call call) {
        together.fill(plan, headers);
        int sent = 0;
        int group = 0;
        while (group < plan.groups()) {
            final int taken = call.send(together.address(group), plan.groups() - group);
            if (taken > 0) {
                attempts = 0;
                sent += noteTaken(group, group + taken);
                group += taken;
            } else if (hasFailed(-taken)) {
                sent += afterFailure(call, group, -taken);
                group++;
            }
        }
        return sent;
    }

    private int noteTaken(final int from, final int to) {
        int datagrams = 0;
        for (int group = from; group < to; group++) {
            final int segmentsOfGroup = plan.segments(group);
            datagrams += segmentsOfGroup;
            sentTogether += segmentsOfGroup > 1 ? segmentsOfGroup : 0;
        }
        return datagrams;
    }

    /** One by one, so that what is wrong with one does not cost the others, and where the system does not take several at all. */
    private int afterFailure(final Call call, final int group, final int errorNumber) {
        if (plan.segments(group) > 1 && isAboutSegments(errorNumber)) {
            aloneFor = ALONE;
        }
        int sent = 0;
        for (int i = plan.first(group); i >= 0; i = plan.next(i)) {
            if (isNoRoom(errorNumber)) {
                unsent.onNoRoom();
            } else {
                sent += sendAlone(call, i, i + 1);
            }
        }
        return sent;
    }

    /** A path too narrow for a segment, encryption below us, a system that is too old. */
    private static boolean isAboutSegments(final int errorNumber) {
        return errorNumber == INPUT_OUTPUT
                || errorNumber == INVALID
                || errorNumber == TOO_LONG
                || errorNumber == NO_SUCH_OPTION
                || errorNumber == NOT_SUPPORTED;
    }

    private int sendAlone(final Call call, final int from, final int to) {
        int first = from;
        int sent = 0;
        while (first < to) {
            final int taken = call.send(headers.address(first), to - first);
            if (taken > 0) {
                first += taken;
                sent += taken;
                attempts = 0;
            } else if (hasFailed(-taken)) {
                tell(first, -taken);
                first++;
            }
        }
        return sent;
    }

    private static boolean isNoRoom(final int errorNumber) {
        return errorNumber == NO_ROOM
                || errorNumber == NO_BUFFERS
                || errorNumber == NO_MEMORY
                || errorNumber == INTERRUPTED
                || errorNumber == 0;
    }

    /** Whether to give up what was tried. */
    private boolean hasFailed(final int errorNumber) {
        attempts++;
        if (isNoRoom(errorNumber)) {
            // Not reset after a drop: the rest of a batch gets one attempt each, so that a
            // system without room costs a bounded time.
            if (attempts < ATTEMPTS) {
                Thread.onSpinWait();
                return false;
            }
            return true;
        }
        if (attempts < ERROR_ATTEMPTS) {
            return false;
        }
        attempts = 0;
        return true;
    }

    private void tell(final int i, final int errorNumber) {
        if (isNoRoom(errorNumber)) {
            unsent.onNoRoom();
            return;
        }
        final int name = headers.name(i);
        unsent.onRefused(
                SocketAddresses.high(headers.buffer(), name),
                SocketAddresses.low(headers.buffer(), name),
                SocketAddresses.port(headers.buffer(), name),
                errorNumber);
    }

    @Override
    public void close() {
        together.close();
        headers.close();
        memory.close();
    }
}
