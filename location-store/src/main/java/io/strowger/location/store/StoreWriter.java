// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.DatabaseState;
import io.strowger.location.ProvisioningLogEntryEncoder;
import io.strowger.location.RecordChange;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Changes the database. All calls from one thread. A batch is one LMDB transaction, one level, one log entry: of the
 * steps that a replica takes for each update (check level and birth date, write own log, read back and verify, mark
 * incoherent, transfer, commit, report) those between the first and the last become visible together or not at all, so
 * a crash between any two of them leaves the level before.
 */
public final class StoreWriter {
    private final LmdbEnvironment environment;
    private final WriteTransaction transaction;
    private final ProvisioningLog log;
    private final RecordEditor editor;
    private final BindingExpiry expiry;
    private final ProvisioningLogEntryEncoder entry = new ProvisioningLogEntryEncoder();
    private final StoredState committed;
    private final StoredState working = new StoredState();
    private final StoredState onDisk = new StoredState();
    private final CommitReport report;
    private long nowMillis;
    private boolean batchOpen;
    private String full = "";

    /**
     * @param committed the state on disk; from now on this writer's own
     * @param report is told of each new state, on the writer's thread
     */
    StoreWriter(
            final LmdbEnvironment environment,
            final WriteTransaction transaction,
            final ProvisioningLog log,
            final StoredState committed,
            final DamageReport damage,
            final CommitReport report) {
        this.environment = environment;
        this.transaction = transaction;
        this.log = log;
        this.committed = committed;
        this.report = report;
        final ExpiryIndex index = new ExpiryIndex(transaction, environment.expiryTable());
        editor = new RecordEditor(environment, transaction, index, damage, working, entry);
        expiry = new BindingExpiry(transaction, index, editor);
    }

    /**
     * Creates the database in empty files and brings that to the disk; at level 0.
     *
     * @param birthDate from {@link DatabaseState#birthDate(long, long)}
     */
    public CommitOutcome createDatabase(final long birthDate) {
        if (committed.birthDate != 0 || batchOpen || birthDate <= 0) {
            throw new IllegalStateException(
                    "cannot create database " + birthDate + ", there is " + committed.birthDate);
        }
        try {
            transaction.begin();
            working.copyFrom(committed);
            working.birthDate = birthDate;
            working.coherent = true;
            writeState();
            commit();
        } catch (final StoreFullSignal signal) {
            return lost(signal);
        }
        LmdbFailure.check("mdb_env_sync", environment.sync());
        return report(0);
    }

    /**
     * Makes a database that was brought from elsewhere one of its own, and brings that to the disk: records, level and
     * digest stay, but no replica and no log of before will be taken for its own, since the birth date is new, the
     * provisioning log empty, and no position of a location server's log applied.
     *
     * @param birthDate from {@link DatabaseState#birthDate(long, long)}
     */
    public CommitOutcome beginAnew(final long birthDate) {
        if (committed.birthDate == 0 || batchOpen || birthDate <= 0) {
            throw new IllegalStateException("there is no database to begin anew");
        }
        try {
            transaction.begin();
            working.copyFrom(committed);
            working.birthDate = birthDate;
            working.logPosition = -1;
            working.term = 0;
            log.clear(working);
            writeState();
            commit();
        } catch (final StoreFullSignal signal) {
            return lost(signal);
        }
        LmdbFailure.check("mdb_env_sync", environment.sync());
        return report(0);
    }

    /**
     * Begins a batch.
     *
     * @param term of the leader that commits it
     * @param logPosition position in the location server's log, stored with the batch
     * @param nowMillis epoch milliseconds by the location server's clock, for the age of log entries
     */
    public void beginBatch(final long term, final long logPosition, final long nowMillis) {
        if (batchOpen || committed.birthDate == 0) {
            throw new IllegalStateException(
                    batchOpen ? "a batch is open already" : "no database has been created");
        }
        batchOpen = true;
        full = "";
        this.nowMillis = nowMillis;
        try {
            transaction.begin();
        } catch (final StoreFullSignal signal) {
            lost(signal);
        }
        working.copyFrom(committed);
        working.term = term;
        working.logPosition = logPosition;
        entry.begin(working.birthDate, term, working.level + 1, nowMillis);
    }

    /** Makes one change, if the record is at the level that the change expects. */
    public ApplyOutcome apply(final RecordChange change) {
        if (!isUnderWay()) {
            return ApplyOutcome.STORE_FULL;
        }
        try {
            return editor.apply(change);
        } catch (final StoreFullSignal signal) {
            lost(signal);
            return ApplyOutcome.STORE_FULL;
        }
    }

    /**
     * Removes bindings whose expiry is past by at most a second, as changes of the batch, the earliest first.
     *
     * @param nowMillis epoch milliseconds
     * @param maxRecords records to look at
     * @return number of bindings removed; when it is not 0 there may be more
     */
    public long expireDue(final long nowMillis, final int maxRecords) {
        if (!isUnderWay()) {
            return 0;
        }
        try {
            final long removed = expiry.expireDue(nowMillis, maxRecords);
            report.expired(removed);
            return removed;
        } catch (final StoreFullSignal signal) {
            lost(signal);
            return 0;
        }
    }

    /** Commits; the level rises by one if at least one record changed. The log position is stored in any case. */
    public CommitOutcome commitBatch() {
        if (!isUnderWay()) {
            batchOpen = false;
            return new CommitOutcome.StoreFull(full);
        }
        final int changes = entry.count();
        try {
            checkLevelAndBirthDate();
            if (changes > 0) {
                writeOwnLog();
                readBackAndVerify();
                log.trim(working, nowMillis);
            }
            // Mark incoherent, transfer: the changes lie in this same transaction already, and
            // nobody sees them, so
            // there is no moment at which the database on disk is not coherent.
            writeState();
            commit();
        } catch (final StoreFullSignal signal) {
            batchOpen = false;
            return lost(signal);
        }
        batchOpen = false;
        return report(changes);
    }

    /** Forgets the batch. */
    public void abortBatch() {
        transaction.abort();
        log.forget();
        batchOpen = false;
    }

    private boolean isUnderWay() {
        if (!batchOpen) {
            throw new IllegalStateException("no batch is open");
        }
        return transaction.isOpen();
    }

    private void checkLevelAndBirthDate() {
        LmdbFailure.check(
                "state record",
                transaction.get(
                        environment.stateTable(), StoredState.KEY, 0, StoredState.KEY.capacity()));
        final String defect = onDisk.decode(transaction.value());
        if (defect != null
                || onDisk.level != committed.level
                || onDisk.birthDate != committed.birthDate) {
            abortBatch();
            throw new IllegalStateException(
                    "the database on disk is not the one that was written: level "
                            + onDisk.level
                            + " instead of "
                            + committed.level
                            + (defect == null ? "" : ", it " + defect));
        }
    }

    private void writeOwnLog() {
        working.level++;
        log.append(entry, working);
    }

    private void readBackAndVerify() {
        if (!log.isWritten(working)) {
            abortBatch();
            throw new IllegalStateException("log entry " + working.level + " reads back damaged");
        }
    }

    private void writeState() {
        final UnsafeBuffer value =
                transaction.reserve(environment.stateTable(), StoredState.KEY, StoredState.LENGTH);
        working.encode(value);
    }

    private void commit() {
        transaction.commit();
        committed.copyFrom(working);
    }

    private CommitOutcome report(final int changes) {
        report.committed(committed);
        return new CommitOutcome.Committed(committed.level, changes);
    }

    private CommitOutcome lost(final StoreFullSignal signal) {
        transaction.abort();
        log.forget();
        full = String.valueOf(signal.getMessage());
        report.storeFull();
        return new CommitOutcome.StoreFull(full);
    }
}
