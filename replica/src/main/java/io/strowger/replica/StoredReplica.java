// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.location.DatabaseState;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import io.strowger.location.store.ReplicaStep;
import io.strowger.location.store.ReplicaWriter;
import io.strowger.replication.ReplicaStore;
import io.strowger.replication.StepOutcome;
import org.agrona.DirectBuffer;

/** The replica on disk, as the machine writes it. */
record StoredReplica(ReplicaWriter writer) implements ReplicaStore {
    private static StepOutcome outcome(final ReplicaStep step) {
        return switch (step) {
            case DONE -> StepOutcome.DONE;
            case STORE_FULL -> StepOutcome.STORE_FULL;
            case DAMAGED -> StepOutcome.DAMAGED;
        };
    }

    @Override
    public DatabaseState state() {
        return writer.state();
    }

    @Override
    public long term() {
        return writer.term();
    }

    @Override
    public StepOutcome copyToLog(final DirectBuffer entry) {
        return outcome(writer.copyToLog(entry));
    }

    @Override
    public StepOutcome verifyLog(final long level) {
        return outcome(writer.verifyLog(level));
    }

    @Override
    public StepOutcome markIncoherent() {
        return outcome(writer.markIncoherent());
    }

    @Override
    public StepOutcome transfer(final long level) {
        return outcome(writer.transfer(level));
    }

    @Override
    public StepOutcome commit() {
        return outcome(writer.commit());
    }

    @Override
    public void abandon() {
        writer.abandon();
    }

    @Override
    public StepOutcome beginReload(final long birthDate) {
        return outcome(writer.beginReload(birthDate));
    }

    @Override
    public StepOutcome replaceRange(
            final RecordPosition after, final RecordPosition to, final RecordCursor records) {
        return outcome(writer.replaceRange(after, to, records));
    }

    @Override
    public StepOutcome endRound(final long level) {
        return outcome(writer.endRound(level));
    }

    @Override
    public StepOutcome endReload() {
        return outcome(writer.endReload());
    }
}
