// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

/** What is counted at the ends of the table stream. */
public enum StreamCounter {
    /** Frames that the link has taken. */
    SENT,
    /** Frames that the link has refused. */
    REFUSED,
    /** Times that changes came faster than the link took them: the standby needs a copy. */
    OVERFLOWS,
    /** Whole copies begun. */
    COPIES,
    /** Times that changes were missing. */
    GAPS,
    /** Times that the copy was not equal to the table at the same number. */
    DIFFERENCES,
    /** Entries that the copy has no place or no number of a node for. */
    UNFIT,
    /** Frames of an older term or of a former stream. */
    OUTDATED,
    /** Frames that are not for this end. */
    STRAYS,
    /** Frames that are none. */
    MALFORMED
}
