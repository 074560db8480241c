// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import java.time.Duration;

/**
 * Limits of one location database on disk.
 *
 * @param mapSizeBytes address space reserved for the database; the file is sparse and grows as needed
 * @param logEntries provisioning log entries kept at most
 * @param logBytes bytes of provisioning log kept at most
 * @param logAge age of provisioning log entries kept at most
 * @param syncEachCommit whether a commit is on the disk when it is reported; otherwise {@link LocationStore#sync()}
 *     decides, and what a lost power supply took is replayed by the location server's own log
 */
public record StoreConfig(
        long mapSizeBytes,
        long logEntries,
        long logBytes,
        Duration logAge,
        boolean syncEachCommit) {

    private static final long MIN_MAP_SIZE = 1L << 20;

    public StoreConfig {
        if (mapSizeBytes < MIN_MAP_SIZE || logEntries < 1 || logBytes < 1 || logAge.isNegative()) {
            throw new IllegalArgumentException(
                    "store: map size at least 1 MiB, at least 1 log entry and byte, age not negative");
        }
    }

    /** 64 GiB map; log of 1,000,000 entries, 1 GiB, 7 days; no sync at commit. */
    public static StoreConfig standard() {
        return new StoreConfig(64L << 30, 1_000_000, 1L << 30, Duration.ofDays(7), false);
    }
}
