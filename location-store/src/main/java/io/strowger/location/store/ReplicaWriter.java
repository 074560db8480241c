// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.DatabaseState;
import io.strowger.location.ProvisioningLogEntryView;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes a replica, step by step. Whether a step is due is decided elsewhere: level, birth date and term are those that
 * the caller has checked. All calls from one thread.
 *
 * <p><b>An update</b> is {@link #copyToLog}, {@link #verifyLog}, {@link #markIncoherent}, {@link #transfer} for each of one
 * or more entries, then {@link #commit}. All of it is one LMDB transaction: a process that dies between any two steps
 * leaves the replica coherent at the level before the first entry, or after the commit at that of the last.
 *
 * <p><b>A continuous reload</b> is {@link #beginReload}, {@link #replaceRange} until all records are covered,
 * {@link #endRound}, the updates committed meanwhile, {@link #endReload}. It works over what the replica holds, from
 * which calls are routed meanwhile. A process that dies within it finds the replica not coherent.
 */
public final class ReplicaWriter {
    private final ReplicaBatch batch;
    private final ReplicaReload reload;
    private final ReplicaRecords records;
    private final ProvisioningLogEntryView entry = new ProvisioningLogEntryView();
    private final RecordChange change = new RecordChange();
    private final UnsafeBuffer copy = new UnsafeBuffer(new byte[4096]);

    /**
     * @param committed the state on disk; from now on this writer's own
     */
    ReplicaWriter(
            final LmdbEnvironment environment,
            final WriteTransaction transaction,
            final ProvisioningLog log,
            final StoredState committed,
            final CommitReport report) {
        batch = new ReplicaBatch(environment, transaction, log, committed, report);
        records = new ReplicaRecords(batch);
        reload = new ReplicaReload(batch, records);
    }

    /** The committed state; within a reload not coherent, and its level means nothing before {@link #endRound}. */
    public DatabaseState state() {
        final StoredState committed = batch.committed();
        return committed.birthDate == 0 ? DatabaseState.NONE : committed.published();
    }

    /** Term of the last committed entry, 0 when there was none. */
    public long term() {
        return batch.committed().term;
    }

    /**
     * Appends an entry, bytes as they came from 0 to the capacity, to the own log; what is past the log's limits leaves it
     * at the other end.
     *
     * @return DAMAGED when the checksum is wrong, or the entry names what this version does not know
     */
    public ReplicaStep copyToLog(final DirectBuffer bytes) {
        if (!entry.wrap(bytes, 0, bytes.capacity()) || !entry.isReadable()) {
            return ReplicaStep.DAMAGED;
        }
        final StoredState before = batch.current();
        if (entry.birthDate() != before.birthDate || entry.level() != before.level + 1) {
            throw new IllegalStateException(
                    "entry " + entry.level() + " does not follow level " + before.level);
        }
        return step(
                () -> {
                    batch.begin();
                    final StoredState state = batch.working();
                    state.level = entry.level();
                    state.term = entry.term();
                    batch.log().append(bytes, state);
                    batch.log().trim(state, entry.committedAtMillis());
                    return ReplicaStep.DONE;
                });
    }

    /** Reads the entry of a level back from where it was stored and compares its checksum. */
    public ReplicaStep verifyLog(final long level) {
        return readBack(level) ? ReplicaStep.DONE : ReplicaStep.DAMAGED;
    }

    private boolean readBack(final long level) {
        if (!batch.isOpen() || !batch.log().find(level)) {
            return false;
        }
        final UnsafeBuffer stored = batch.transaction().value();
        return entry.wrap(stored, 0, stored.capacity())
                && entry.level() == level
                && entry.birthDate() == batch.working().birthDate;
    }

    /** From here to the commit the database that is being written says that it is not coherent. */
    public ReplicaStep markIncoherent() {
        return step(
                () -> {
                    batch.markIncoherent();
                    return ReplicaStep.DONE;
                });
    }

    /** Makes the changes of the logged entry of a level. */
    public ReplicaStep transfer(final long level) {
        if (!readBack(level)) {
            return ReplicaStep.DAMAGED;
        }
        // The entry is read while pages are written, and may move with its page.
        final UnsafeBuffer stored = batch.transaction().value();
        final int length = stored.capacity();
        if (copy.capacity() < length) {
            copy.wrap(new byte[Integer.highestOneBit(length) * 2]);
        }
        copy.putBytes(0, stored, 0, length);
        entry.wrap(copy, 0, length);
        return step(
                () -> {
                    while (entry.nextChange(change)) {
                        records.change(change, level);
                    }
                    return ReplicaStep.DONE;
                });
    }

    /** What was transferred becomes visible, with level, log and digest; coherent unless a reload is under way. */
    public ReplicaStep commit() {
        return step(
                () -> {
                    if (batch.isOpen()) {
                        batch.commit(batch.committed().coherent);
                    }
                    return ReplicaStep.DONE;
                });
    }

    /** Goes back to the last commit. */
    public void abandon() {
        reload.forget();
        batch.abort();
    }

    /**
     * A record was found damaged: from now on the replica says of itself, on the disk too, that it is not coherent, so that
     * it is reloaded. Nothing may be under way.
     */
    public ReplicaStep distrust() {
        return step(
                () -> {
                    batch.abort();
                    batch.begin();
                    batch.commit(false);
                    return ReplicaStep.DONE;
                });
    }

    /** Begins a reload: not coherent from now on, this birth date, empty log. */
    public ReplicaStep beginReload(final long birthDate) {
        return step(() -> reload.begin(birthDate));
    }

    /**
     * Makes the records in a range exactly these and commits. Ranges may come in any order and overlap.
     *
     * @param after the range begins after this place
     * @param to and ends with it
     * @return DAMAGED when a record is outside the range, not after the one before it, or past a limit
     */
    public ReplicaStep replaceRange(
            final RecordPosition after, final RecordPosition to, final RecordCursor cursor) {
        return step(() -> reload.replace(after, to, cursor));
    }

    /** The ranges cover all records; entries from the level after this one on are to follow. */
    public ReplicaStep endRound(final long level) {
        return step(() -> reload.endRound(level));
    }

    /**
     * Reads all records, computes their digest and count, and makes the replica coherent.
     *
     * @return DAMAGED when a record does not match its checksum
     */
    public ReplicaStep endReload() {
        return step(reload::end);
    }

    private ReplicaStep step(final Supplier<ReplicaStep> action) {
        try {
            return action.get();
        } catch (final StoreFullSignal _) {
            abandon();
            batch.reportFull();
            return ReplicaStep.STORE_FULL;
        }
    }
}
