// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.location.ProvisioningLogEntryView;
import org.agrona.DirectBuffer;

/**
 * The update of a replica, step by step as in the source's figure 4: wait until coherent, check level and birth date,
 * copy to the own log, read back and verify the checksum, mark incoherent, transfer, commit, report. Entries may share
 * a commit; the report is the owner's, who sees the level rise.
 */
final class UpdateSteps {
    /** What became of an entry. */
    enum Outcome {
        /** Transferred; visible with the next commit. */
        TRANSFERRED,
        /** The database is not coherent: the entry waits. */
        NOT_COHERENT,
        /** Not of this database. */
        OTHER_BIRTH_DATE,
        /** Not the next level. */
        NOT_NEXT,
        /** Disk or map full; what was not committed is undone. */
        STORE_FULL,
        /** The entry is damaged, or reads back damaged; what was not committed is undone. */
        DAMAGED
    }

    private static final int MOST_ENTRIES = 256;
    private static final int MOST_BYTES = 1024 * 1024;

    private final ReplicaStore store;
    private final ProvisioningLogEntryView view = new ProvisioningLogEntryView();
    private int entries;
    private int bytes;

    UpdateSteps(final ReplicaStore store) {
        this.store = store;
    }

    /** Level of the last entry that was transferred, committed or not. */
    long level() {
        return store.state().level() + entries;
    }

    /** Whether entries wait for the commit. */
    boolean isPending() {
        return entries > 0;
    }

    /** Whether so much waits for the commit that it is time. */
    boolean isLarge() {
        return entries >= MOST_ENTRIES || bytes >= MOST_BYTES;
    }

    /**
     * Takes an entry from the check to the transfer.
     *
     * @param duringReload the database is being reloaded, so it is not coherent and stays so
     */
    Outcome apply(final DirectBuffer entry, final boolean duringReload) {
        if (!view.wrap(entry, 0, entry.capacity())) {
            return undo(StepOutcome.DAMAGED);
        }
        final DatabaseState state = store.state();
        if (!isCoherent(state, duringReload)) {
            return Outcome.NOT_COHERENT;
        }
        if (view.birthDate() != state.birthDate()) {
            return Outcome.OTHER_BIRTH_DATE;
        }
        final long level = level() + 1;
        if (view.level() != level) {
            return Outcome.NOT_NEXT;
        }
        StepOutcome step = store.copyToLog(entry);
        step = step == StepOutcome.DONE ? store.verifyLog(level) : step;
        step = step == StepOutcome.DONE ? store.markIncoherent() : step;
        step = step == StepOutcome.DONE ? store.transfer(level) : step;
        if (step != StepOutcome.DONE) {
            return undo(step);
        }
        entries++;
        bytes += entry.capacity();
        return Outcome.TRANSFERRED;
    }

    private static boolean isCoherent(final DatabaseState state, final boolean duringReload) {
        return state.exists() && (duringReload || state.coherent());
    }

    /** Makes what was transferred visible. */
    StepOutcome commit() {
        final StepOutcome outcome = store.commit();
        if (outcome != StepOutcome.DONE) {
            store.abandon();
        }
        entries = 0;
        bytes = 0;
        return outcome;
    }

    private Outcome undo(final StepOutcome reason) {
        abandon();
        return reason == StepOutcome.STORE_FULL ? Outcome.STORE_FULL : Outcome.DAMAGED;
    }

    /** Forgets what was not committed. */
    void abandon() {
        store.abandon();
        entries = 0;
        bytes = 0;
    }
}
