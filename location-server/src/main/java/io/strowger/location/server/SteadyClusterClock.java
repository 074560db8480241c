// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.cluster.service.ClusterClock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Cluster time that does not jump: it starts at the time of day and then goes as fast as the monotonic clock. When the
 * time of day is set, it follows by half a percent of the time that passes, which is less than switches allow for clocks
 * that drift: a jump would end the lease of an active switch early, and two would be active. One thread.
 */
final class SteadyClusterClock implements ClusterClock {
    /** An hour is caught up in 200 hours, a minute in 200 minutes. */
    private static final int PART_FOR_CATCHING_UP = 200;

    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier timeOfDayMillis;
    private final LongSupplier monotonicNanos;
    private long readAtNanos;
    private long timeNanos;

    SteadyClusterClock(final LongSupplier timeOfDayMillis, final LongSupplier monotonicNanos) {
        this.timeOfDayMillis = timeOfDayMillis;
        this.monotonicNanos = monotonicNanos;
        readAtNanos = monotonicNanos.getAsLong();
        timeNanos = timeOfDayMillis.getAsLong() * NANOS_PER_MILLI;
    }

    @Override
    public long time() {
        final long nowNanos = monotonicNanos.getAsLong();
        final long passed = nowNanos - readAtNanos;
        final long most = passed / PART_FOR_CATCHING_UP;
        final long behind = timeOfDayMillis.getAsLong() * NANOS_PER_MILLI - (timeNanos + passed);
        readAtNanos = nowNanos;
        timeNanos += passed + Math.clamp(behind, -most, most);
        return timeNanos / NANOS_PER_MILLI;
    }

    @Override
    public TimeUnit timeUnit() {
        return TimeUnit.MILLISECONDS;
    }
}
