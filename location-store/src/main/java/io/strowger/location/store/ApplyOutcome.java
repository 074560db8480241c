// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

/** What became of one change that was asked for. */
public enum ApplyOutcome {
    /** Part of the batch. */
    APPLIED,
    /** The record is not at the level that the change expects. */
    CONFLICT,
    /** The record holds this value already, or a record to delete does not exist. */
    UNCHANGED,
    /** Key or value past {@link io.strowger.location.Limits}, or the key is empty. */
    TOO_LARGE,
    /** The value or the key does not hold what its table promises. */
    MALFORMED,
    /** What the record holds now is damaged; only a change that expects any level replaces it. */
    DAMAGED,
    /** A number range that overlaps one already there. */
    OVERLAP,
    /** The batch holds as many changes as one log entry can: commit it and begin another. */
    BATCH_FULL,
    /** Disk or map full; the batch is lost, the database is as before it. Everything until its end answers this. */
    STORE_FULL
}
