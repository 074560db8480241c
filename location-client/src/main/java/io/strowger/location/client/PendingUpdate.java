// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One change that is under way; awaited by one thread at a time, platform or virtual. */
public final class PendingUpdate {
    private final long correlationId;
    private long level;
    private volatile @Nullable UpdateOutcome outcome;
    private volatile @Nullable Thread waiter;

    PendingUpdate(final long correlationId) {
        this.correlationId = correlationId;
    }

    static PendingUpdate completed(final UpdateOutcome outcome) {
        final PendingUpdate update = new PendingUpdate(0);
        update.complete(outcome, 0);
        return update;
    }

    long correlationId() {
        return correlationId;
    }

    void complete(final UpdateOutcome decided, final long atLevel) {
        level = atLevel;
        outcome = decided;
        LockSupport.unpark(waiter);
    }

    /** Whether the outcome is known. */
    public boolean isDone() {
        return outcome != null;
    }

    /**
     * The outcome, waiting for it at most this long; {@link UpdateOutcome#UNAVAILABLE} when it has not come by then or
     * the thread is interrupted.
     */
    public UpdateOutcome await(final long time, final TimeUnit unit) {
        UpdateOutcome known = outcome;
        if (known != null) {
            return known;
        }
        final long deadline = System.nanoTime() + unit.toNanos(time);
        waiter = Thread.currentThread();
        try {
            while ((known = outcome) == null) {
                final long left = deadline - System.nanoTime();
                if (left <= 0 || Thread.currentThread().isInterrupted()) {
                    return UpdateOutcome.UNAVAILABLE;
                }
                LockSupport.parkNanos(this, left);
            }
            return known;
        } finally {
            waiter = null;
        }
    }

    /** The level of the outcome, 0 while it is not known. */
    public long level() {
        return outcome == null ? 0 : level;
    }
}
