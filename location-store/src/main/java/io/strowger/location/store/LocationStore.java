// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.DatabaseState;
import io.strowger.location.Limits;
import io.strowger.location.LocationReader;
import io.strowger.location.ProvisioningLogEntryView;
import io.strowger.location.RecordTable;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * The location database on disk, in LMDB. Opened once per process; one writer thread, any number of readers. Methods
 * here may be called from any thread; each takes its own short read transaction.
 */
public final class LocationStore implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("strowger.location-store");

    /** Two for LMDB's own state, one for the table of tables. */
    private static final long FIXED_PAGES = 3 * 4096L;

    private final LmdbEnvironment environment;
    private final SessionMark session;
    private final DamageReport damage;
    private final @Nullable BindingMemory memory;
    private final ProvisioningLog log;
    private final @Nullable StoreWriter writer;
    private final @Nullable ReplicaWriter replicaWriter;
    private volatile DatabaseState state;
    private volatile long appliedLogPosition;
    private volatile long appliedTerm;
    private volatile Runnable listener = () -> {};
    private boolean closed;

    LocationStore(
            final LmdbEnvironment environment,
            final SessionMark session,
            final StoreConfig config,
            final StoredState stored,
            final LocationStoreCounters counters) {
        this.environment = environment;
        this.session = session;
        damage = new DamageReport(environment.directory(), counters.damagedRecords());
        state = stored.birthDate == 0 ? DatabaseState.NONE : stored.published();
        appliedLogPosition = stored.logPosition;
        appliedTerm = stored.term;
        memory =
                config.bindingMemoryBytes() == 0
                        ? null
                        : BindingMemory.fill(
                                environment, config.bindingMemoryBytes(), counters.bindingMemory());
        final WriteTransaction transaction = new WriteTransaction(environment, memory);
        log = new ProvisioningLog(transaction, environment.logTable(), config);
        final CommitReport report = new CommitReport(counters, this::onCommitted);
        if (stored.isReplica) {
            writer = null;
            replicaWriter = new ReplicaWriter(environment, transaction, log, stored, report);
        } else {
            writer = new StoreWriter(environment, transaction, log, stored, damage, report);
            replicaWriter = null;
        }
        counters.level().setRelease(stored.level);
        counters.records().setRelease(stored.recordCount);
    }

    /**
     * Opens or creates the files; a new database holds nothing until {@link StoreWriter#createDatabase}. Takes
     * milliseconds, unless the operating system stopped while the database was open, or it is a copy that was never
     * opened: then everything is verified first.
     */
    public static LocationStore open(
            final Path directory, final StoreConfig config, final CountersManager counters)
            throws StoreOpenFailure {
        return new StoreOpening(directory, config, false)
                .open(LocationStoreCounters.allocate(counters));
    }

    /**
     * Opens or creates the files of a replica, which holds nothing until it is loaded ({@link ReplicaWriter}). Files that
     * are damaged are set aside, and the replica is empty; one whose loading was interrupted is not coherent.
     */
    public static LocationStore openReplica(
            final Path directory, final StoreConfig config, final CountersManager counters)
            throws StoreOpenFailure {
        return new StoreOpening(directory, config, true)
                .open(LocationStoreCounters.allocate(counters));
    }

    private void onCommitted(final StoredState committed) {
        appliedTerm = committed.term;
        appliedLogPosition = committed.logPosition;
        state = committed.published();
        listener.run();
    }

    /** Has somebody be told of each commit from now on, on the writer's thread: it must not take long. */
    public void onCommit(final Runnable told) {
        listener = told;
    }

    /** A reader for one thread. Close it before the store. */
    public LocationReader reader() {
        return new LmdbLocationReader(environment, damage, memory);
    }

    /** The one writer; all its calls come from one thread. Not of a replica. */
    public StoreWriter writer() {
        if (writer == null) {
            throw new IllegalStateException("a replica takes what its original has committed");
        }
        return writer;
    }

    /** The one writer of a replica; all its calls come from one thread. */
    public ReplicaWriter replicaWriter() {
        if (replicaWriter == null) {
            throw new IllegalStateException("this location database is no replica");
        }
        return replicaWriter;
    }

    /** The newest committed state. */
    public DatabaseState state() {
        return state;
    }

    /** The log position given with the newest committed batch, -1 before the first. */
    public long appliedLogPosition() {
        return appliedLogPosition;
    }

    /** The term given with the newest committed batch. */
    public long appliedTerm() {
        return appliedTerm;
    }

    /** Lowest level that the provisioning log holds, 0 when it is empty. */
    public long oldestLoggedLevel() {
        try (ReadTransaction transaction = new ReadTransaction(environment)) {
            return transaction.move(environment.logTable(), LmdbCalls.FIRST) == LmdbCalls.SUCCESS
                    ? transaction.key().getLong(0)
                    : 0;
        }
    }

    /** Brings everything committed to the disk. */
    public void sync() {
        LmdbFailure.check("mdb_env_sync", environment.sync());
    }

    /**
     * Writes a copy of the newest committed state to {@code data.mdb} in a directory that exists and is empty, while
     * the database is used. Takes as long as the disk needs; keeps pages from being reused meanwhile.
     *
     * @throws IOException when the file cannot be written, naming why
     */
    public void copyTo(final Path directory) throws IOException {
        final int code = environment.copyTo(directory);
        if (code != LmdbCalls.SUCCESS) {
            throw new IOException(
                    "copy of the location database to "
                            + directory
                            + ": "
                            + LmdbCalls.message(code));
        }
    }

    /** Bytes that a copy takes at most, as things are now. */
    public long copyBytes() {
        try (ReadTransaction transaction = new ReadTransaction(environment)) {
            long bytes =
                    FIXED_PAGES
                            + transaction.bytes(environment.logTable())
                            + transaction.bytes(environment.expiryTable());
            for (final RecordTable table : RecordTable.values()) {
                bytes += transaction.bytes(environment.table(table));
            }
            return bytes;
        }
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
        final RecordHash hash = new RecordHash();
        final UnsafeBuffer payload = new UnsafeBuffer(0, 0);
        final int header = StoreLayout.headerLength(table);
        int shown = 0;
        try (ReadTransaction scan = new ReadTransaction(environment)) {
            int code = seekAfter(scan, environment.table(table), afterKey);
            while (code == LmdbCalls.SUCCESS && shown < limit) {
                final UnsafeBuffer key = scan.key();
                final UnsafeBuffer value = scan.value();
                if (hash.isOf(table, key, 0, key.capacity(), value)) {
                    payload.wrap(value, header, value.capacity() - header);
                    shown++;
                    if (!visitor.onRecord(
                            key,
                            value.getLong(StoreLayout.LEVEL, ByteOrder.LITTLE_ENDIAN),
                            payload)) {
                        return shown;
                    }
                } else {
                    damage.found(table, key, 0, key.capacity());
                }
                code = scan.move(environment.table(table), LmdbCalls.NEXT);
            }
        }
        return shown;
    }

    /** Shows one record; false when there is none, or it is damaged. */
    public boolean get(final RecordTable table, final byte[] key, final RecordVisitor visitor) {
        if (key.length == 0 || key.length > Limits.KEY) {
            return false;
        }
        final UnsafeBuffer wanted = new UnsafeBuffer(key);
        try (ReadTransaction scan = new ReadTransaction(environment)) {
            final int code = scan.seek(environment.table(table), wanted, 0, key.length);
            if (code != LmdbCalls.SUCCESS || !scan.key().equals(wanted)) {
                return false;
            }
            final UnsafeBuffer value = scan.value();
            if (!new RecordHash().isOf(table, wanted, 0, key.length, value)) {
                damage.found(table, scan.key(), 0, scan.key().capacity());
                return false;
            }
            final int header = StoreLayout.headerLength(table);
            visitor.onRecord(
                    scan.key(),
                    value.getLong(StoreLayout.LEVEL, ByteOrder.LITTLE_ENDIAN),
                    new UnsafeBuffer(value, header, value.capacity() - header));
            return true;
        }
    }

    private static int seekAfter(
            final ReadTransaction scan, final int table, final byte[] afterKey) {
        if (afterKey.length == 0 || afterKey.length > Limits.KEY) {
            return afterKey.length == 0 ? scan.move(table, LmdbCalls.FIRST) : LmdbCalls.NOT_FOUND;
        }
        final UnsafeBuffer wanted = new UnsafeBuffer(afterKey);
        final int code = scan.seek(table, wanted, 0, afterKey.length);
        return code == LmdbCalls.SUCCESS && scan.key().equals(wanted)
                ? scan.move(table, LmdbCalls.NEXT)
                : code;
    }

    /** Number of records of a table. */
    public long count(final RecordTable table) {
        try (ReadTransaction transaction = new ReadTransaction(environment)) {
            return transaction.entries(environment.table(table));
        }
    }

    /** Bytes that a table takes in the file; for bindings with their expiry index. */
    public long sizeBytes(final RecordTable table) {
        try (ReadTransaction transaction = new ReadTransaction(environment)) {
            final long bytes = transaction.bytes(environment.table(table));
            return table == RecordTable.BINDING
                    ? bytes + transaction.bytes(environment.expiryTable())
                    : bytes;
        }
    }

    /** Copies the log entry of a level into the view, which stays valid as long as it is not wrapped again. */
    public LogReadOutcome readLog(final long level, final ProvisioningLogEntryView into) {
        try (ReadTransaction transaction = new ReadTransaction(environment)) {
            final int code = transaction.get(environment.logTable(), level);
            if (code == LmdbCalls.NOT_FOUND) {
                return LogReadOutcome.ABSENT;
            }
            if (code != LmdbCalls.SUCCESS) {
                return LogReadOutcome.DAMAGED;
            }
            final byte[] copy = new byte[transaction.value().capacity()];
            transaction.value().getBytes(0, copy);
            return into.wrap(new UnsafeBuffer(copy), 0, copy.length) && into.level() == level
                    ? LogReadOutcome.FOUND
                    : LogReadOutcome.DAMAGED;
        }
    }

    /**
     * Keeps log entries from this level on until the protection is closed or moved. Ask for {@link #oldestLoggedLevel()}
     * afterwards: entries may have been trimmed before.
     *
     * @return null when 64 readers are registered already
     */
    public @Nullable LogProtection protectFrom(final long level) {
        return log.protectFrom(level);
    }

    /** A reader of log entries and records for those who load a replica. For one thread; close it before the store. */
    public LoadReader loadReader() {
        return new LoadReader(environment, damage);
    }

    /** Reads everything and recomputes every checksum and the digest. Slow; beside normal work. */
    public VerifyOutcome verify(final VerifyOutcome.Progress progress) {
        return new Verification(environment, progress).run();
    }

    /** Brings everything to the disk and closes the files. The writer's batch, if one is open, is lost. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (writer != null) {
            writer.abortBatch();
        }
        if (replicaWriter != null) {
            replicaWriter.abandon();
        }
        try {
            if (memory != null) {
                memory.stopReading();
            }
            LmdbFailure.check("mdb_env_sync", environment.sync());
            if (environment.close()) {
                if (memory != null) {
                    memory.close();
                }
            } else {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "location database in {0}: readers are still open, the files stay mapped until the process ends",
                        environment.directory());
            }
            session.closed();
            session.release();
        } catch (final IOException | LmdbFailure e) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "location database in {0} could not be closed: {1}",
                    environment.directory(),
                    e);
        }
    }
}
