// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

/** What became of a batch. */
public sealed interface CommitOutcome {
    /**
     * The batch is in the database.
     *
     * @param level the database's level now; one more than before when at least one record changed
     * @param changes records changed
     */
    record Committed(long level, int changes) implements CommitOutcome {}

    /**
     * Disk or map full: nothing of the batch is in the database, which stays readable; a later batch may succeed.
     *
     * @param reason what was full, for the log
     */
    record StoreFull(String reason) implements CommitOutcome {}
}
