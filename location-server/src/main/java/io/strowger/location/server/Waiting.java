// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;

/**
 * How a part of the cluster member waits for the parts below it when all share one thread: by doing their work.
 *
 * <p>A wait without any progress for {@link #LIMIT_NANOS} ends the member; it will be started again.
 */
final class Waiting implements IdleStrategy {
    static final long LIMIT_NANOS = 10_000_000_000L;
    private static final int SPINS = 100;
    private static final long PAUSE_NANOS = 50_000;

    private final IntSupplier workBelow;
    private int fruitless;
    private long sinceNanos;

    Waiting(final IntSupplier workBelow) {
        this.workBelow = workBelow;
    }

    @Override
    public void idle(final int workCount) {
        final int work = workBelow.getAsInt();
        if (workCount > 0 || work > 0) {
            reset();
        } else if (++fruitless > SPINS) {
            pause();
        }
    }

    @Override
    public void idle() {
        idle(0);
    }

    @Override
    public void reset() {
        fruitless = 0;
    }

    private void pause() {
        final long nowNanos = System.nanoTime();
        if (fruitless == SPINS + 1) {
            sinceNanos = nowNanos;
        } else if (nowNanos - sinceNanos > LIMIT_NANOS) {
            throw new AgentTerminationException(
                    "a part of the location server does not answer another");
        }
        LockSupport.parkNanos(this, PAUSE_NANOS);
    }
}
