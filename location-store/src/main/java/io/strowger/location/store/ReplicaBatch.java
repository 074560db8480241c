// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import org.agrona.concurrent.UnsafeBuffer;

/** The transaction of a replica's writer, with the state that it will leave. */
final class ReplicaBatch {
    private final LmdbEnvironment environment;
    private final WriteTransaction transaction;
    private final ProvisioningLog log;
    private final StoredState committed;
    private final CommitReport report;
    private final StoredState working = new StoredState();
    private final StoredState onDisk = new StoredState();
    private boolean markedIncoherent;

    ReplicaBatch(
            final LmdbEnvironment environment,
            final WriteTransaction transaction,
            final ProvisioningLog log,
            final StoredState committed,
            final CommitReport report) {
        this.environment = environment;
        this.transaction = transaction;
        this.log = log;
        this.committed = committed;
        this.report = report;
    }

    LmdbEnvironment environment() {
        return environment;
    }

    WriteTransaction transaction() {
        return transaction;
    }

    ProvisioningLog log() {
        return log;
    }

    /** The state on the disk. */
    StoredState committed() {
        return committed;
    }

    /** The state that the open transaction will leave. */
    StoredState working() {
        return working;
    }

    /** The state that the next change finds. */
    StoredState current() {
        return isOpen() ? working : committed;
    }

    boolean isOpen() {
        return transaction.isOpen();
    }

    /** Begins a transaction unless one is open. */
    void begin() {
        if (isOpen()) {
            return;
        }
        transaction.begin();
        working.copyFrom(committed);
        markedIncoherent = false;
        final int code =
                transaction.get(
                        environment.stateTable(), StoredState.KEY, 0, StoredState.KEY.capacity());
        if (code == LmdbCalls.NOT_FOUND && committed.birthDate == 0) {
            return;
        }
        LmdbFailure.check("state record", code);
        if (onDisk.decode(transaction.value()) != null
                || onDisk.level != committed.level
                || onDisk.birthDate != committed.birthDate) {
            abort();
            throw new IllegalStateException(
                    "the replica on disk is not the one that was written: level "
                            + onDisk.level
                            + " instead of "
                            + committed.level);
        }
    }

    /** Has the database on disk say that a transfer is under way, should it come to the disk before the end. */
    void markIncoherent() {
        if (!markedIncoherent) {
            markedIncoherent = true;
            writeState(false);
        }
    }

    /** Ends the transaction and reports the level. */
    void commit(final boolean isCoherent) {
        writeState(isCoherent);
        transaction.commit();
        committed.copyFrom(working);
        report.committed(committed);
    }

    private void writeState(final boolean isCoherent) {
        working.coherent = isCoherent;
        final UnsafeBuffer value =
                transaction.reserve(environment.stateTable(), StoredState.KEY, StoredState.LENGTH);
        working.encode(value);
    }

    /** Forgets the transaction. */
    void abort() {
        transaction.abort();
        log.forget();
    }

    /** A transaction found no room. */
    void reportFull() {
        report.storeFull();
    }
}
