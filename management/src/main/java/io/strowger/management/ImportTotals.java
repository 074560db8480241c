// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums over the batches of one import. */
final class ImportTotals {
    private long lines;
    private long committed;
    private long failed;

    /** Set when the location server is away: nothing after that batch is acknowledged. */
    boolean stopped;

    void add(ImportBatch batch) {
        stopped = batch.isUnavailable();
        lines += batch.lines();
        committed += batch.committed();
        failed += batch.failed();
    }

    /** The last line of the answer. */
    Map<String, @Nullable Object> summary() {
        Map<String, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("done", !stopped);
        summary.put("lines", lines);
        summary.put("committed", committed);
        summary.put("failed", failed);
        return summary;
    }
}
