// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordChange;

/** Changes the database. All calls from one thread; a batch is one LMDB transaction, one level, one log entry. */
public final class StoreWriter {
    StoreWriter() {}

    /** Creates the database in empty files; {@code birthDate} from {@code DatabaseState.birthDate(nowMillis, random)}. */
    public void createDatabase(final long birthDate) {
        unbuilt();
    }

    /**
     * Begins a batch.
     *
     * @param term of the leader that commits it
     * @param logPosition position in the location server's log, stored with the batch
     * @param nowMillis epoch milliseconds by the location server's clock, for the age of log entries
     */
    public void beginBatch(final long term, final long logPosition, final long nowMillis) {
        unbuilt();
    }

    /** Makes one change, if the record is at the level that the change expects. */
    public ApplyOutcome apply(final RecordChange change) {
        return unbuilt();
    }

    /**
     * Removes bindings whose expiry is past, as changes of the batch.
     *
     * @return number of bindings removed
     */
    public long expireDue(final long nowMillis, final int maxRecords) {
        return unbuilt();
    }

    /** Commits; the level rises by one if at least one record changed. The log position is stored in any case. */
    public CommitOutcome commitBatch() {
        return unbuilt();
    }

    /** Forgets the batch. */
    public void abortBatch() {
        unbuilt();
    }

    @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"})
    private static <T> T unbuilt() {
        if (Runtime.version().feature() > 0) {
            throw new UnsupportedOperationException();
        }
        throw new IllegalStateException();
    }
}
