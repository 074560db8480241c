// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.location.client.Admission;
import io.strowger.location.client.ChangeBell;
import io.strowger.location.client.LocationUpdateAgent;
import java.util.function.BooleanSupplier;

/**
 * What the location thread does after a round without work: go round again, nap until gathered changes may leave, or
 * sleep until somebody submits.
 */
final class Rest {
    private static final int SPINS = 1;
    private static final int BUSY_SPINS = 50;

    /** With sockets there is nothing to look for: what comes, wakes. */
    private static final int BUSY_SPINS_WITH_SOCKETS = 2;

    private static final long BUSY_NAP_NANOS = 50_000;
    private static final long HOLD_NAP_NANOS = 1_000_000;

    /** An election goes by the clock, and each of its steps would be late by a sleep. */
    private static final long UNSETTLED_SLEEP_NANOS = 10_000_000;

    private final LocationUpdateAgent agent;
    private final ChangeBell doorbell;
    private final ServerState state;
    private final BooleanSupplier submissionsWait;
    private final long sleepNanos;
    private final long unsettledSleepNanos;
    private final int spins;
    private final int busySpins;
    private int idleRounds;

    Rest(final LocationParts parts) {
        agent = parts.agent();
        doorbell = parts.doorbell();
        state = parts.state();
        submissionsWait = agent::submissionsWait;
        sleepNanos = parts.config().idleSleep().toNanos();
        unsettledSleepNanos = Math.min(sleepNanos, UNSETTLED_SLEEP_NANOS);
        spins = parts.watch() == null ? SPINS : 0;
        busySpins = parts.watch() == null ? BUSY_SPINS : BUSY_SPINS_WITH_SOCKETS;
    }

    void after(final int work, final long nowNanos) {
        if (work > 0) {
            idleRounds = 0;
            return;
        }
        idleRounds++;
        if (idleRounds <= (agent.busy() ? busySpins : spins)) {
            Thread.onSpinWait();
        } else if (agent.busy()) {
            doorbell.nap(BUSY_NAP_NANOS);
        } else if (state.get() != Admission.OPEN && agent.submissionsWait()) {
            doorbell.nap(HOLD_NAP_NANOS);
        } else {
            restUntilGathered(nowNanos);
        }
    }

    /** What is submitted while changes are gathered could not leave, so it need not ring. */
    private void restUntilGathered(final long nowNanos) {
        final long left = agent.gatherNanosLeft(nowNanos);
        if (left > 0) {
            doorbell.nap(left);
        } else if (!agent.submissionsWait()) {
            doorbell.sleep(
                    state.get() == Admission.OPEN ? sleepNanos : unsettledSleepNanos,
                    submissionsWait);
        }
    }
}
