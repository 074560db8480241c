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
 * @param bindingMemoryBytes most bytes of memory in which all bindings are kept for lookups beside the file, some 0.2 KiB
 *     for each address-of-record; 0: lookups go to the file's pages
 */
public record StoreConfig(
        long mapSizeBytes,
        long logEntries,
        long logBytes,
        Duration logAge,
        boolean syncEachCommit,
        long bindingMemoryBytes) {

    private static final long MIN_MAP_SIZE = 1L << 20;

    public StoreConfig {
        if (mapSizeBytes < MIN_MAP_SIZE
                || logEntries < 1
                || logBytes < 1
                || logAge.isNegative()
                || bindingMemoryBytes < 0) {
            throw new IllegalArgumentException(
                    "store: map size at least 1 MiB, at least 1 log entry and byte, age and memory not negative");
        }
    }

    /** Without bindings in memory. */
    public StoreConfig(
            final long mapSizeBytes,
            final long logEntries,
            final long logBytes,
            final Duration logAge,
            final boolean syncEachCommit) {
        this(mapSizeBytes, logEntries, logBytes, logAge, syncEachCommit, 0);
    }

    /** The same with all bindings in so much memory. */
    public StoreConfig withBindingMemory(final long bytes) {
        return new StoreConfig(mapSizeBytes, logEntries, logBytes, logAge, syncEachCommit, bytes);
    }

    /** 64 GiB map; log of 1,000,000 entries, 1 GiB, 7 days; no sync at commit, no bindings in memory. */
    public static StoreConfig standard() {
        return new StoreConfig(64L << 30, 1_000_000, 1L << 30, Duration.ofDays(7), false);
    }
}
