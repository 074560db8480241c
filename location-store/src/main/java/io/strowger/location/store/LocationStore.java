// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.DatabaseState;
import io.strowger.location.LocationReader;
import io.strowger.location.ProvisioningLogEntryView;
import io.strowger.location.RecordTable;
import java.nio.file.Path;
import org.agrona.concurrent.status.CountersManager;

/**
 * The location database on disk, in LMDB. Opened once per process; one writer thread, any number of readers. Methods
 * here may be called from any thread; each takes its own short read transaction.
 */
public final class LocationStore implements AutoCloseable {
    private LocationStore() {}

    /** Opens or creates the files; a new database holds nothing until {@link StoreWriter#createDatabase}. */
    public static LocationStore open(
            final Path directory, final StoreConfig config, final CountersManager counters)
            throws StoreOpenFailure {
        if (mapSize(config) > 0) {
            throw new StoreOpenFailure("not built yet");
        }
        return new LocationStore();
    }

    /** A reader for the calling thread. Close it before the store. */
    public LocationReader reader() {
        return unbuilt();
    }

    /** The one writer; all its calls come from one thread. */
    public StoreWriter writer() {
        return unbuilt();
    }

    /** The newest committed state. */
    public DatabaseState state() {
        return unbuilt();
    }

    /** The log position given with the newest committed batch, -1 before the first. */
    public long appliedLogPosition() {
        return unbuilt();
    }

    /** Lowest level that the provisioning log holds, 0 when it is empty. */
    public long oldestLoggedLevel() {
        return unbuilt();
    }

    /** Brings everything committed to the disk. */
    public void sync() {
        unbuilt();
    }

    /**
     * Shows records in key order, those after the given key.
     *
     * @param afterKey empty to begin with the first
     * @return number of records shown; damaged ones are counted by the metric and left out
     */
    public int list(
            final RecordTable table,
            final byte[] afterKey,
            final int limit,
            final RecordVisitor visitor) {
        return unbuilt();
    }

    /** Number of records of a table. */
    public long count(final RecordTable table) {
        return unbuilt();
    }

    /**
     * Copies the log entry of a level into the view.
     *
     * @return FOUND, ABSENT (trimmed or not written yet) or DAMAGED (checksum)
     */
    public LogReadOutcome readLog(final long level, final ProvisioningLogEntryView into) {
        return unbuilt();
    }

    /** Keeps log entries from this level on until the protection is closed or moved. */
    public LogProtection protectFrom(final long level) {
        return unbuilt();
    }

    /** Reads everything and recomputes every checksum and the digest. Slow; beside normal work. */
    public VerifyOutcome verify(final VerifyOutcome.Progress progress) {
        return unbuilt();
    }

    @Override
    public void close() {}

    @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"})
    private static <T> T unbuilt() {
        if (Runtime.version().feature() > 0) {
            throw new UnsupportedOperationException();
        }
        throw new IllegalStateException();
    }

    private static long mapSize(final StoreConfig config) {
        return config.mapSizeBytes();
    }
}
