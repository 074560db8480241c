// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.location.client.LocationUpdates;
import io.strowger.location.client.RemoteLocationServer;
import io.strowger.location.client.ReplicaWait;
import io.strowger.location.client.UpdateOutcome;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;

/** Registrations at a steady rate, each of an address of its own, and what became of them. One thread. */
final class PacedUpdates implements AutoCloseable {
    private static final long FOR_EVER = 4_000_000_000_000L;

    private final LocationUpdates updates;
    private final long intervalNanos;
    private final BitSet acknowledged = new BitSet();
    private long submitted;
    private long refused;
    private long nextNanos = System.nanoTime();
    private long lastAcknowledgedNanos = System.nanoTime();
    private long longestGapNanos;

    PacedUpdates(final RemoteLocationServer server, final int perSecond) {
        updates = server.connect(() -> {}, ReplicaWait.none());
        intervalNanos = 1_000_000_000L / perSecond;
    }

    /** Goes on for so long. */
    void run(final long millis) {
        final long endNanos = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() - endNanos < 0) {
            step(true);
        }
    }

    /** Waits for what is under way. */
    void drain() {
        RunningServer.await(
                "outcomes",
                () -> {
                    step(false);
                    return updates.pending() == 0;
                });
    }

    private void step(final boolean submit) {
        final long nowNanos = System.nanoTime();
        while (submit && nowNanos - nextNanos >= 0) {
            nextNanos += intervalNanos;
            // Correlation ids count from 1, so they are the numbers of the addresses.
            if (updates.submit(RunningServer.binding(address(submitted + 1), FOR_EVER)) != 0) {
                submitted++;
            }
        }
        updates.poll(
                (correlationId, outcome, level) -> {
                    if (outcome == UpdateOutcome.COMMITTED) {
                        acknowledged.set((int) correlationId);
                        longestGapNanos =
                                Math.max(longestGapNanos, nowNanos - lastAcknowledgedNanos);
                        lastAcknowledgedNanos = nowNanos;
                    } else {
                        refused++;
                    }
                },
                nowNanos);
        LockSupport.parkNanos(200_000);
    }

    static String address(final long number) {
        return "u" + number + "@example.org";
    }

    BitSet acknowledged() {
        return acknowledged;
    }

    long submitted() {
        return submitted;
    }

    /** Outcomes other than committed. */
    long refused() {
        return refused;
    }

    /** Longest time without an acknowledgement since the last call, in milliseconds. */
    long longestGapMillis() {
        final long gap = longestGapNanos;
        longestGapNanos = 0;
        lastAcknowledgedNanos = System.nanoTime();
        return gap / 1_000_000;
    }

    @Override
    public void close() {
        updates.close();
    }
}
