// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import io.strowger.location.Limits;
import io.strowger.location.RecordChange;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Changes on their way from one submitter to the location thread: a correlation id (8 bytes), then the encoded change.
 * A message with nothing behind the id stands for a change that no frame can carry; it is refused without asking.
 */
final class SubmissionQueue {
    static final int CORRELATION_LENGTH = 8;

    private static final int MESSAGE_TYPE = 1;
    private static final int LARGEST_MESSAGE = CORRELATION_LENGTH + Limits.KEY + Limits.VALUE + 64;

    private final RingBuffer requests;
    private final OutcomeReceiver receiver;
    private final ChangeBell doorbell;
    private volatile boolean closed;
    private boolean delivered;

    SubmissionQueue(
            final RingBuffer requests, final OutcomeReceiver receiver, final ChangeBell doorbell) {
        this.requests = requests;
        this.receiver = receiver;
        this.doorbell = doorbell;
    }

    /** Memory for a ring of at least this many bytes; an Agrona ring refuses messages above 1/8 of it. */
    static AtomicBuffer ringMemory(final int bytes) {
        final int capacity =
                BitUtil.findNextPositivePowerOfTwo(Math.max(bytes, 8 * LARGEST_MESSAGE));
        return new UnsafeBuffer(
                BufferUtil.allocateDirectAligned(
                        capacity + RingBufferDescriptor.TRAILER_LENGTH, 64));
    }

    /** Copies a change into the queue and wakes the location thread; false when the queue is full. */
    boolean offer(final long correlationId, final RecordChange change) {
        final boolean fits =
                change.key().capacity() <= Limits.KEY && change.value().capacity() <= Limits.VALUE;
        final int index =
                requests.tryClaim(
                        MESSAGE_TYPE, CORRELATION_LENGTH + (fits ? change.encodedLength() : 0));
        if (index < 0) {
            return false;
        }
        requests.buffer().putLong(index, correlationId);
        if (fits) {
            change.encode(requests.buffer(), index + CORRELATION_LENGTH);
        }
        requests.commit(index);
        doorbell.ring();
        return true;
    }

    RingBuffer requests() {
        return requests;
    }

    boolean isEmpty() {
        return requests.consumerPosition() == requests.producerPosition();
    }

    /** Hands an outcome to the submitter. Location thread only. */
    void deliver(final long correlationId, final UpdateOutcome outcome, final long level) {
        receiver.onOutcome(correlationId, outcome, level);
        delivered = true;
    }

    /** Wakes the submitter when it has been given something. Location thread only. */
    void flush() {
        if (delivered) {
            delivered = false;
            receiver.onDelivered();
        }
    }

    void close() {
        closed = true;
        doorbell.ring();
    }

    boolean closed() {
        return closed;
    }
}
