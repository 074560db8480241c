// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The location database as {@link LoadServer} reads it, beside its writer. Every call is one short read of its own; no
 * read transaction lives from one call to the next, so a long load never makes the file grow.
 */
public interface LoadSource {
    /** Of {@link #read}: nobody must be loaded from this database now. */
    long NOT_SERVED = -1;

    /** The newest committed state. */
    DatabaseState state();

    /** Lowest level that the provisioning log holds, 0 when it is empty. */
    long oldestLoggedLevel();

    /** The logged entry of a level, valid until the next call; null when it is not there or damaged. */
    @Nullable DirectBuffer entry(long level);

    /**
     * Keeps log entries from this level on from being trimmed (the source's figure 5, step 7).
     *
     * @return null when too many are registered
     */
    @Nullable Protection protectFrom(long level);

    /**
     * Shows records after a place in order, as one consistent read, until the sink refuses or there are no more.
     *
     * @return the level at which they were read, or {@link #NOT_SERVED} when the database is not coherent or a record is
     *     damaged; what the sink has taken is not to be used then
     */
    long read(RecordPosition after, RecordSink sink);

    /** Keeps a part of the log; see {@link #protectFrom}. */
    interface Protection {
        /** Entries below this level are no longer needed. */
        void advance(long level);

        /** Ends the protection. */
        void close();
    }

    /** Takes records one by one. */
    interface RecordSink {
        /**
         * One record.
         *
         * @param record valid during the call; its {@link RecordCursor#next()} is not to be called
         * @return false when it was not taken and no more are wanted
         */
        boolean take(RecordCursor record);
    }
}
