// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread that goes round and round until it is stopped, and rests when there was nothing to do. What comes over the
 * network and {@link #wake} end a rest; it is short while something may be due soon by the clock alone.
 */
final class BusThread implements Runnable, AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("strowger.replica");
    private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(5);
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What is done in each round, and at the end, on the thread. */
    interface Work extends AutoCloseable {
        /** One round; 0 when there was nothing to do. */
        int round(long nowNanos);

        /** Whether something may be due within milliseconds though nothing comes. */
        boolean isBusy();

        /** Rests for so long, until something comes over the network, or until {@link #wake}. */
        void await(long nanos);

        /** Ends the present rest, or the next one. Any thread. */
        void wake();

        @Override
        void close();
    }

    private final Work work;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable String fault;

    BusThread(final String name, final Work work) {
        this.work = work;
        thread = Thread.ofPlatform().name(name).daemon().unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Ends its rest. Any thread. */
    void wake() {
        work.wake();
    }

    /** Why it stopped by itself, null while it has not. Any thread. */
    @Nullable String fault() {
        return fault;
    }

    @Override
    public void run() {
        try (work) {
            while (!stopping) {
                if (work.round(System.nanoTime()) == 0) {
                    work.await(work.isBusy() ? SHORT_NANOS : LONG_NANOS);
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
