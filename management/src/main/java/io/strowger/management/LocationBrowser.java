// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.DatabaseState;
import io.strowger.location.RecordTable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the local copy of the location database for operators. Called on many threads at once. */
public interface LocationBrowser {
    /** What the database says it holds. */
    DatabaseState state();

    /** The record with this key, or null. */
    @Nullable StoredRecord get(RecordTable table, byte[] key);

    /**
     * Records in the order of their keys.
     *
     * @param after the key before the first one wanted, or null to begin at the first
     * @param limit most records wanted, at least 1
     */
    List<StoredRecord> list(RecordTable table, byte @Nullable [] after, int limit);

    /**
     * Copies the database as it is now, while it is used. Takes as long as the disk needs.
     *
     * @throws IOException naming what is in the way, such as too little free space
     */
    DatabaseCopy copy() throws IOException, InterruptedException;
}
