// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import io.strowger.cluster.transport.SocketWatch;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the location thread for a submitted change, at the price of a system call only when it really sleeps.
 *
 * <p>{@link #ring} may be called by any thread, the other methods only by the location thread.
 */
public final class ChangeBell {
    private final @Nullable SocketWatch sockets;
    private volatile boolean asleep;
    private volatile @Nullable Thread sleeper;

    /** A bell for a thread that has no sockets. */
    public ChangeBell() {
        this(null);
    }

    /** A bell for a thread that a datagram wakes, too. */
    public ChangeBell(final @Nullable SocketWatch sockets) {
        this.sockets = sockets;
    }

    /** Makes the location thread look at its queues soon. */
    public void ring() {
        // The submission must be visible before we look whether somebody sleeps, and the sleeper
        // does the same the
        // other way round: without the fence both could miss each other for one whole park.
        VarHandle.fullFence();
        if (asleep) {
            asleep = false;
            wake();
        }
    }

    private void wake() {
        if (sockets == null) {
            LockSupport.unpark(sleeper);
        } else {
            sockets.wake();
        }
    }

    /** Sleeps until the bell rings, a datagram arrives, the time is over, or there is work already. */
    public void sleep(final long nanos, final BooleanSupplier workWaits) {
        sleeper = Thread.currentThread();
        asleep = true;
        VarHandle.fullFence();
        if (!workWaits.getAsBoolean()) {
            nap(nanos);
        }
        asleep = false;
    }

    /**
     * Sleeps for a moment in which a submission is no reason to wake: it is being gathered. With sockets the moment is
     * at least a millisecond, and ends with a datagram.
     */
    public void nap(final long nanos) {
        if (sockets == null) {
            LockSupport.parkNanos(this, nanos);
        } else {
            sockets.await(nanos);
        }
    }
}
