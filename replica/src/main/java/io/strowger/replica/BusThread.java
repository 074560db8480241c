// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread that goes round and round until it is stopped, and rests when there was nothing to do. */
final class BusThread implements Runnable, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("strowger.replica");
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(5);
    private static final int SPINS = 20;

    /** What is done in each round, and at the end, on the thread. */
    interface Work extends AutoCloseable {
        /** One round; 0 when there was nothing to do. */
        int round(long nowNanos);

        @Override
        void close();
    }

    private final Work work;
    private final long restNanos;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable String fault;

    BusThread(final String name, final long restNanos, final Work work) {
        this.work = work;
        this.restNanos = restNanos;
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Ends its rest. Any thread. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Why it stopped by itself, null while it has not. Any thread. */
    @Nullable String fault() {
        return fault;
    }

    @Override
    public void run() {
        try (work) {
            int idle = 0;
            while (!stopping) {
                if (work.round(System.nanoTime()) > 0) {
                    idle = 0;
                } else if (++idle > SPINS) {
                    LockSupport.parkNanos(this, restNanos);
                }
            }
        } catch (final RuntimeException | Error failure) {
            fault = failure.toString();
            LOGGER.log(
                    System.Logger.Level.ERROR, "thread " + thread.getName() + " stopped", failure);
        }
    }

    @Override
    public void close() {
        stopping = true;
        wake();
        try {
            thread.join(STOP_MILLIS);
        } catch (final InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
