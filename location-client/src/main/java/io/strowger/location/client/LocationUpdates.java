// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import io.strowger.location.RecordChange;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The door through which one thread changes the location database without ever waiting. Submit and poll belong to
 * that one thread.
 *
 * <p>Every submitted change gets exactly one outcome, at the latest after the update timeout.
 */
public final class LocationUpdates implements AutoCloseable {
    private static final int OUTCOME_LENGTH = 24;
    private static final int OUTCOME_TYPE = 1;

    private final SubmissionQueue queue;
    private final OneToOneRingBuffer outcomes;
    private final int pendingLimit;
    private final ReplicaWait replica;
    private final ControlledMessageHandler onOutcome = this::onOutcome;
    private UpdateOutcomeListener listener = (correlationId, outcome, level) -> {};
    private long lastCorrelationId;
    private int pending;
    private long nowNanos;

    LocationUpdates(
            final int queueBytes,
            final int pendingLimit,
            final Runnable wakeUp,
            final ReplicaWait replica,
            final ChangeBell doorbell) {
        this.pendingLimit = pendingLimit;
        this.replica = replica;
        // Room for every pending outcome: the location thread must never find this ring full.
        final int bytes =
                BitUtil.findNextPositivePowerOfTwo(
                        Math.max(1024, (pendingLimit + 1) * (OUTCOME_LENGTH + 8)));
        outcomes =
                new OneToOneRingBuffer(
                        new UnsafeBuffer(
                                BufferUtil.allocateDirectAligned(
                                        bytes + RingBufferDescriptor.TRAILER_LENGTH, 64)));
        queue =
                new SubmissionQueue(
                        new OneToOneRingBuffer(SubmissionQueue.ringMemory(queueBytes)),
                        receiver(wakeUp),
                        doorbell);
    }

    /**
     * Submits one change and copies it.
     *
     * @return a correlation id &gt; 0, or 0 when the queue is full (answer 503)
     */
    public long submit(final RecordChange change) {
        if (pending >= pendingLimit || !queue.offer(lastCorrelationId + 1, change)) {
            return 0;
        }
        pending++;
        return ++lastCorrelationId;
    }

    /** Hands over the outcomes that have arrived and that the replica of this process shows. */
    public int poll(final UpdateOutcomeListener outcomeListener, final long now) {
        if (pending == 0) {
            return 0;
        }
        listener = outcomeListener;
        nowNanos = now;
        return outcomes.controlledRead(onOutcome);
    }

    /** When to poll again though nobody wakes, {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return replica.deadlineNanos();
    }

    /** Submitted changes without an outcome. */
    public int pending() {
        return pending;
    }

    /** No more submissions; what is pending may get no outcome. */
    @Override
    public void close() {
        queue.close();
    }

    SubmissionQueue queue() {
        return queue;
    }

    private ControlledMessageHandler.Action onOutcome(
            final int type, final MutableDirectBuffer buffer, final int index, final int length) {
        final long level = buffer.getLong(index + 8);
        if (!replica.mayPass(level, nowNanos)) {
            return ControlledMessageHandler.Action.ABORT;
        }
        final UpdateOutcome outcome = UpdateOutcome.ofCode(buffer.getInt(index + 16));
        pending--;
        listener.onOutcome(
                buffer.getLong(index),
                outcome == null ? UpdateOutcome.UNAVAILABLE : outcome,
                level);
        return ControlledMessageHandler.Action.CONTINUE;
    }

    private OutcomeReceiver receiver(final Runnable wakeUp) {
        return new OutcomeReceiver() {
            @Override
            public void onOutcome(
                    final long correlationId, final UpdateOutcome outcome, final long level) {
                final int index = outcomes.tryClaim(OUTCOME_TYPE, OUTCOME_LENGTH);
                if (index > 0) {
                    outcomes.buffer().putLong(index, correlationId);
                    outcomes.buffer().putLong(index + 8, level);
                    outcomes.buffer().putInt(index + 16, outcome.code());
                    outcomes.commit(index);
                }
            }

            @Override
            public void onDelivered() {
                wakeUp.run();
            }
        };
    }
}
