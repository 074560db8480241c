// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordTable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** One open LMDB environment with its tables. Opened once per process; see {@link SessionMark} for the guard. */
final class LmdbEnvironment {
    private static final int MAX_TABLES = 8;
    private static final int MAX_READERS = 256;
    private static final int OWNER_ONLY = 0600;
    private static final int PAGE = 4096;
    private static final int LAST_PAGE_AT = 16;
    private static final int INFORMATION_BYTES = 64;
    private static final int STAT_BYTES = 40;
    private static final int STAT_ENTRIES_AT = 32;
    private static final int STAT_BRANCH_PAGES_AT = 8;

    private final Path directory;
    private final long handle;
    private final int[] tables = new int[RecordTable.values().length + 1];
    private final AtomicInteger openReaders = new AtomicInteger();
    private int state;
    private int log;
    private int expiry;
    private boolean lengthened;
    private volatile boolean closed;

    private LmdbEnvironment(final Path directory, final long handle) {
        this.directory = directory;
        this.handle = handle;
    }

    /** Opens or creates the environment and its tables. */
    static LmdbEnvironment open(final Path directory, final StoreConfig config)
            throws StoreOpenFailure {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            LmdbFailure.check("mdb_env_create", LmdbCalls.envCreate(out.address()));
            final long handle = out.get(ValueLayout.JAVA_LONG, 0);
            LmdbCalls.envSetMapSize(handle, config.mapSizeBytes());
            LmdbCalls.envSetMaxDatabases(handle, MAX_TABLES);
            LmdbCalls.envSetMaxReaders(handle, MAX_READERS);
            // NOSYNC: our own sync decides; LMDB orders its writes, so a killed process loses
            // nothing.
            final int flags =
                    LmdbCalls.OPEN_NO_THREAD_LOCAL
                            | LmdbCalls.OPEN_NO_READ_AHEAD
                            | (config.syncEachCommit() ? 0 : LmdbCalls.OPEN_NO_SYNC);
            final long path = arena.allocateFrom(directory.toString()).address();
            final int code = LmdbCalls.envOpen(handle, path, flags, OWNER_ONLY);
            if (code != LmdbCalls.SUCCESS) {
                LmdbCalls.envClose(handle);
                throw refusal(directory, code);
            }
            final LmdbEnvironment environment = new LmdbEnvironment(directory, handle);
            environment.prepare(arena);
            return environment;
        }
    }

    private static StoreOpenFailure refusal(final Path directory, final int code) {
        final String advice =
                switch (code) {
                    case LmdbCalls.INVALID, LmdbCalls.CORRUPTED, LmdbCalls.VERSION_MISMATCH ->
                            "data.mdb there is damaged or is something else; move it away and restore a backup";
                    case LmdbCalls.NO_SPACE -> "free some disk space";
                    default -> "make sure that the directory can be written and is on a local disk";
                };
        final String message =
                "location database in "
                        + directory
                        + ": "
                        + LmdbCalls.message(code)
                        + "; "
                        + advice;
        return switch (code) {
            case LmdbCalls.INVALID, LmdbCalls.CORRUPTED, LmdbCalls.VERSION_MISMATCH ->
                    new StoreDamage(message);
            default -> new StoreOpenFailure(message);
        };
    }

    private void prepare(final Arena arena) throws StoreOpenFailure {
        LmdbFailure.check(
                "mdb_reader_check", LmdbCalls.readerCheck(handle, arena.allocate(8).address()));
        try {
            lengthenFile(arena);
        } catch (final IOException e) {
            close();
            throw new StoreOpenFailure("location database in " + directory + ": " + e);
        }
        final MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
        final int code = LmdbCalls.begin(handle, 0, 0, out.address());
        if (code != LmdbCalls.SUCCESS) {
            close();
            throw refusal(directory, code);
        }
        final long txn = out.get(ValueLayout.JAVA_LONG, 0);
        try {
            openTables(arena, txn);
        } catch (final LmdbFailure e) {
            LmdbCalls.abort(txn);
            close();
            throw new StoreDamage(
                    "location database in "
                            + directory
                            + ": "
                            + e.getMessage()
                            + "; its tables are damaged, move data.mdb away and restore a backup");
        }
        final int committed = LmdbCalls.commit(txn);
        if (committed != LmdbCalls.SUCCESS) {
            close();
            throw refusal(directory, committed);
        }
    }

    private void openTables(final Arena arena, final long txn) {
        state = table(arena, txn, "", 0);
        for (final RecordTable table : RecordTable.values()) {
            final String name = table.name().toLowerCase(Locale.ROOT);
            tables[table.code()] = table(arena, txn, name, LmdbCalls.DATABASE_CREATE);
        }
        log = table(arena, txn, "log", LmdbCalls.DATABASE_CREATE | LmdbCalls.DATABASE_INTEGER_KEY);
        expiry = table(arena, txn, "expiry", LmdbCalls.DATABASE_CREATE);
    }

    /**
     * A file that was cut short is filled up with zeros: then LMDB finds an empty page and says so, where touching
     * memory behind the end of a file would stop the process.
     */
    private void lengthenFile(final Arena arena) throws IOException {
        final MemorySegment information = arena.allocate(INFORMATION_BYTES);
        LmdbFailure.check("mdb_env_info", LmdbCalls.envInformation(handle, information.address()));
        final long bytes = (information.get(ValueLayout.JAVA_LONG, LAST_PAGE_AT) + 1) * PAGE;
        final Path data = directory.resolve("data.mdb");
        if (Files.size(data) < bytes) {
            try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
                file.setLength(bytes);
            }
            lengthened = true;
        }
    }

    private static int table(
            final Arena arena, final long txn, final String name, final int flags) {
        final MemorySegment out = arena.allocate(ValueLayout.JAVA_INT);
        final long pointer = name.isEmpty() ? 0 : arena.allocateFrom(name).address();
        LmdbFailure.check(
                "mdb_dbi_open " + name, LmdbCalls.databaseOpen(txn, pointer, flags, out.address()));
        return out.get(ValueLayout.JAVA_INT, 0);
    }

    long handle() {
        if (closed) {
            throw new IllegalStateException("location database in " + directory + " is closed");
        }
        return handle;
    }

    Path directory() {
        return directory;
    }

    /** Whether the file was shorter than it should be when it was opened. */
    boolean wasLengthened() {
        return lengthened;
    }

    int table(final RecordTable table) {
        return tables[table.code()];
    }

    int stateTable() {
        return state;
    }

    int logTable() {
        return log;
    }

    int expiryTable() {
        return expiry;
    }

    /** Entries of a table as a transaction sees it. */
    long entries(final long txn, final int table) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment stat = arena.allocate(STAT_BYTES, Long.BYTES);
            LmdbFailure.check("mdb_stat", LmdbCalls.stat(txn, table, stat.address()));
            return stat.get(ValueLayout.JAVA_LONG, STAT_ENTRIES_AT);
        }
    }

    /** Bytes of the pages of a table as a transaction sees it. */
    long bytes(final long txn, final int table) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment stat = arena.allocate(STAT_BYTES, Long.BYTES);
            LmdbFailure.check("mdb_stat", LmdbCalls.stat(txn, table, stat.address()));
            long pages = 0;
            for (int at = STAT_BRANCH_PAGES_AT; at < STAT_ENTRIES_AT; at += Long.BYTES) {
                pages += stat.get(ValueLayout.JAVA_LONG, at);
            }
            return pages * PAGE;
        }
    }

    void readerOpened() {
        openReaders.incrementAndGet();
    }

    void readerClosed() {
        openReaders.decrementAndGet();
    }

    /** Brings what is committed to the disk; the result code of LMDB. */
    int sync() {
        return LmdbCalls.envSync(handle(), 1);
    }

    /** Writes what is committed now to an empty directory, without the free pages; the result code of LMDB. */
    int copyTo(final Path target) {
        try (Arena arena = Arena.ofConfined()) {
            final long path = arena.allocateFrom(target.toString()).address();
            return LmdbCalls.envCopy(handle(), path, LmdbCalls.COPY_COMPACT);
        }
    }

    /** Closes the environment, unless readers are left: unmapping under them would stop the process. */
    boolean close() {
        if (closed) {
            return true;
        }
        closed = true;
        if (openReaders.get() > 0) {
            return false;
        }
        LmdbCalls.envClose(handle);
        return true;
    }
}
