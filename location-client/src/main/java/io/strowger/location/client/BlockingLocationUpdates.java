// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import io.strowger.location.RecordChange;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.agrona.BitUtil;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

/**
 * The same door for threads that may wait: REST, command line, import. Any number of threads, virtual ones too, may
 * use one instance. For throughput submit many changes before awaiting the first: they share log entries.
 */
public final class BlockingLocationUpdates implements AutoCloseable {
    private static final long FULL_PAUSE_NANOS = 200_000;

    private final SubmissionQueue queue;
    private final AtomicReferenceArray<PendingUpdate> pending;
    private final AtomicLong lastCorrelationId = new AtomicLong();

    BlockingLocationUpdates(
            final int queueBytes, final int pendingLimit, final ChangeBell doorbell) {
        pending = new AtomicReferenceArray<>(BitUtil.findNextPositivePowerOfTwo(pendingLimit));
        queue =
                new SubmissionQueue(
                        new ManyToOneRingBuffer(SubmissionQueue.ringMemory(queueBytes)),
                        new Completion(),
                        doorbell);
    }

    /**
     * Submits one change, and copies it, when there is room now.
     *
     * @return the change under way; already {@link UpdateOutcome#UNAVAILABLE} when the queue is full
     */
    public PendingUpdate submit(final RecordChange change) {
        final PendingUpdate update = new PendingUpdate(lastCorrelationId.incrementAndGet());
        final int slot = slot(update.correlationId());
        if (!pending.compareAndSet(slot, null, update)) {
            return PendingUpdate.completed(UpdateOutcome.UNAVAILABLE);
        }
        if (!queue.offer(update.correlationId(), change)) {
            pending.set(slot, null);
            return PendingUpdate.completed(UpdateOutcome.UNAVAILABLE);
        }
        return update;
    }

    /**
     * Waits until a submission is likely to find room, at most this long. Import calls it between submissions; the
     * answer is false when the time is over.
     */
    public boolean awaitRoom(final long time, final TimeUnit unit) {
        final long deadline = System.nanoTime() + unit.toNanos(time);
        while (!hasRoom()) {
            if (System.nanoTime() >= deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, FULL_PAUSE_NANOS);
        }
        return true;
    }

    /** No more submissions; what is pending may get no outcome. */
    @Override
    public void close() {
        queue.close();
    }

    SubmissionQueue queue() {
        return queue;
    }

    private boolean hasRoom() {
        return pending.get(slot(lastCorrelationId.get() + 1)) == null
                && queue.requests().size() < queue.requests().capacity() / 2;
    }

    private int slot(final long correlationId) {
        return (int) correlationId & pending.length() - 1;
    }

    private final class Completion implements OutcomeReceiver {
        @Override
        public void onOutcome(
                final long correlationId, final UpdateOutcome outcome, final long level) {
            final PendingUpdate update = pending.getAndSet(slot(correlationId), null);
            if (update != null) {
                update.complete(outcome, level);
            }
        }

        @Override
        public void onDelivered() {
            // Each waiter has been woken with its own outcome.
        }
    }
}
