// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the location thread for a submitted change, at the price of a system call only when it really sleeps.
 *
 * <p>{@link #ring} may be called by any thread, the other methods only by the location thread.
 */
public final class Doorbell {
    private volatile boolean asleep;
    private volatile @Nullable Thread sleeper;

    /** Makes the location thread look at its queues soon. */
    public void ring() {
        // The submission must be visible before we look whether somebody sleeps, and the sleeper
        // does the same the
        // other way round: without the fence both could miss each other for one whole park.
        VarHandle.fullFence();
        if (asleep) {
            asleep = false;
            LockSupport.unpark(sleeper);
        }
    }

    /** Sleeps until the bell rings, the time is over, or there is work already. */
    public void sleep(final long nanos, final BooleanSupplier workWaits) {
        sleeper = Thread.currentThread();
        asleep = true;
        VarHandle.fullFence();
        if (!workWaits.getAsBoolean()) {
            LockSupport.parkNanos(this, nanos);
        }
        asleep = false;
    }

    /** Sleeps for a moment in which a submission is no reason to wake: it is being gathered. */
    public void nap(final long nanos) {
        LockSupport.parkNanos(this, nanos);
    }
}
