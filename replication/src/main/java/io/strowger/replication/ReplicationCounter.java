// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

/** What the machines count. */
public enum ReplicationCounter {
    /** Frames of an older term that were refused. */
    OLDER_TERM,
    /** Frames of another birth date that were refused. */
    OTHER_BIRTH_DATE,
    /** Entries dropped because their level was there already. */
    DUPLICATES,
    /** Entries kept until their turn. */
    HELD,
    /** Entries or chunks found damaged. */
    DAMAGED,
    /** Frames that were no message. */
    MALFORMED,
    /** Messages of a newer version that were skipped. */
    UNKNOWN,
    INCREMENTAL_LOADS,
    /** Entries that loads have brought and that were missing. */
    LEVELS_LOADED,
    CONTINUOUS_RELOADS,
    /** Alarms for a digest that differs. */
    DIGEST_DIFFERS,
    /** Steps that found disk or map full. */
    STORE_FULL,
    /** Frames that the way out did not take. */
    NOT_SENT,
    FRAMES_SENT,
    BYTES_SENT,
    /** Loads refused because there were too many. */
    BUSY,
    /** Requesters that fell silent in a load or did not keep up. */
    REQUESTERS_DROPPED,
    /** Reads of the database or the log for loads. */
    READS,
    /** Reports that found no place in the table. */
    REPORTS_REFUSED
}
