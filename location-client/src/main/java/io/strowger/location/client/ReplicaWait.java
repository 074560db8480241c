// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps outcomes back until the replica of this process shows what they tell of, so that who has got a 200 is routed to
 * by the node that gave it, and who lost against another change finds that one when it looks again.
 *
 * <p>A replica that lags is waited for {@link #LONGEST_NANOS} once; from then on outcomes pass at once until it has
 * caught up.
 *
 * <p>{@link #committed} belongs to the thread that writes the replica, the rest to the one that polls the outcomes.
 */
public final class ReplicaWait {
    /** Nanoseconds: far below the 500 ms after which a UDP client asks again (RFC 3261 §17.1.1.1). */
    static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LongSupplier replicaLevel;
    private final Runnable wakeUp;
    private volatile long awaitedLevel = Long.MAX_VALUE;
    private long deadlineNanos = Long.MAX_VALUE;
    private boolean lags;

    /**
     * @param replicaLevel of the newest commit that lookups see, from any thread
     * @param wakeUp makes the thread that polls look again, from any thread
     */
    public ReplicaWait(final LongSupplier replicaLevel, final Runnable wakeUp) {
        this.replicaLevel = replicaLevel;
        this.wakeUp = wakeUp;
    }

    /** Of a process that looks up where it commits. */
    public static ReplicaWait none() {
        return new ReplicaWait(() -> Long.MAX_VALUE, () -> {});
    }

    /** Something was committed to the replica. */
    public void committed() {
        if (replicaLevel.getAsLong() >= awaitedLevel) {
            wakeUp.run();
        }
    }

    /**
     * Whether an outcome may be handed over.
     *
     * @param level of the database that it tells of, 0 when it tells of none
     */
    boolean mayPass(final long level, final long nowNanos) {
        if (level == 0) {
            return true;
        }
        if (replicaLevel.getAsLong() >= level || isReachedNow(level)) {
            lags = false;
            forget();
            return true;
        }
        if (deadlineNanos == Long.MAX_VALUE) {
            deadlineNanos = nowNanos + LONGEST_NANOS;
        }
        lags |= nowNanos - deadlineNanos >= 0;
        if (lags) {
            forget();
        }
        return lags;
    }

    /** The writer looks at what is awaited after its commit, we look at the level after we said so: one of us sees it. */
    private boolean isReachedNow(final long level) {
        awaitedLevel = level;
        return replicaLevel.getAsLong() >= level;
    }

    private void forget() {
        if (awaitedLevel != Long.MAX_VALUE) {
            awaitedLevel = Long.MAX_VALUE;
        }
        deadlineNanos = Long.MAX_VALUE;
    }

    /** When to poll again though nobody wakes, {@link Long#MAX_VALUE} when nothing is kept back. */
    long deadlineNanos() {
        return deadlineNanos;
    }
}
