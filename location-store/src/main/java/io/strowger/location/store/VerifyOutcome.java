// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordTable;
import java.util.List;

/** What a full scan of the database found. */
public sealed interface VerifyOutcome {
    /** Every checksum matches, and so does the digest. */
    record Intact(long recordCount) implements VerifyOutcome {}

    /**
     * Something does not match.
     *
     * @param findings the first of them, one line each, for the operator
     * @param count all of them
     * @param advice what to do
     */
    record Damaged(List<String> findings, long count, String advice) implements VerifyOutcome {}

    /** Is told how far a scan has come, every few thousand records. */
    @FunctionalInterface
    interface Progress {
        void onProgress(RecordTable table, long recordsDone, long recordsInAll);
    }
}
