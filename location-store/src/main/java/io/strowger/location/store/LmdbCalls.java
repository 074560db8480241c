// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The functions of LMDB that the store uses, one method each, with its names and result codes (lmdb.h). Pointers are
 * plain longs, so a call allocates nothing. Needs {@code --enable-native-access}.
 */
final class LmdbCalls {
    static final int SUCCESS = 0;
    static final int KEY_EXISTS = -30799;
    static final int NOT_FOUND = -30798;
    static final int PAGE_NOT_FOUND = -30797;
    static final int CORRUPTED = -30796;
    static final int VERSION_MISMATCH = -30794;
    static final int INVALID = -30793;
    static final int MAP_FULL = -30792;
    static final int TXN_FULL = -30788;

    /** LMDB also says this of a write that came out short, which is how some file systems tell that they are full. */
    static final int INPUT_OUTPUT = 5;

    static final int NO_SPACE = 28;
    static final int FILE_TOO_BIG = 27;
    static final int QUOTA_EXCEEDED = 122;

    static final int OPEN_NO_SYNC = 0x1_0000;
    static final int READ_ONLY = 0x2_0000;
    static final int OPEN_NO_THREAD_LOCAL = 0x20_0000;
    static final int OPEN_NO_READ_AHEAD = 0x80_0000;
    static final int DATABASE_CREATE = 0x4_0000;
    static final int DATABASE_INTEGER_KEY = 0x08;
    static final int COPY_COMPACT = 0x01;
    static final int PUT_RESERVE = 0x1_0000;
    static final int PUT_APPEND = 0x2_0000;

    static final int FIRST = 0;
    static final int CURRENT = 4;
    static final int LAST = 6;
    static final int NEXT = 8;
    static final int PREVIOUS = 12;
    static final int SET_RANGE = 17;

    private static final SymbolLookup LIBRARY =
            SymbolLookup.libraryLookup(LmdbLibrary.file(), Arena.global());

    private static final MethodHandle STRERROR = function("mdb_strerror", JAVA_LONG, JAVA_INT);
    private static final MethodHandle ENV_CREATE = function("mdb_env_create", JAVA_INT, JAVA_LONG);
    private static final MethodHandle ENV_SET_MAP_SIZE =
            function("mdb_env_set_mapsize", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle ENV_SET_MAX_DATABASES =
            function("mdb_env_set_maxdbs", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle ENV_SET_MAX_READERS =
            function("mdb_env_set_maxreaders", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle ENV_OPEN =
            function("mdb_env_open", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle ENV_SYNC =
            function("mdb_env_sync", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle ENV_COPY =
            function("mdb_env_copy2", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle ENV_INFORMATION =
            function("mdb_env_info", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle ENV_CLOSE = function("mdb_env_close", null, JAVA_LONG);
    private static final MethodHandle READER_CHECK =
            function("mdb_reader_check", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle BEGIN =
            function("mdb_txn_begin", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
    private static final MethodHandle COMMIT = function("mdb_txn_commit", JAVA_INT, JAVA_LONG);
    private static final MethodHandle ABORT = function("mdb_txn_abort", null, JAVA_LONG);
    private static final MethodHandle RESET = function("mdb_txn_reset", null, JAVA_LONG);
    private static final MethodHandle RENEW = function("mdb_txn_renew", JAVA_INT, JAVA_LONG);
    private static final MethodHandle DATABASE_OPEN =
            function("mdb_dbi_open", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG);
    private static final MethodHandle STAT =
            function("mdb_stat", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
    private static final MethodHandle GET =
            function("mdb_get", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle PUT =
            function("mdb_put", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle DELETE =
            function("mdb_del", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle DROP =
            function("mdb_drop", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle CURSOR_DELETE =
            function("mdb_cursor_del", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CURSOR_OPEN =
            function("mdb_cursor_open", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG);
    private static final MethodHandle CURSOR_CLOSE = function("mdb_cursor_close", null, JAVA_LONG);
    private static final MethodHandle CURSOR_RENEW =
            function("mdb_cursor_renew", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CURSOR_GET =
            function("mdb_cursor_get", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);

    private LmdbCalls() {}

    private static MethodHandle function(
            final String name,
            final @Nullable MemoryLayout result,
            final MemoryLayout... arguments) {
        final FunctionDescriptor descriptor =
                result == null
                        ? FunctionDescriptor.ofVoid(arguments)
                        : FunctionDescriptor.of(result, arguments);
        return Linker.nativeLinker().downcallHandle(LIBRARY.findOrThrow(name), descriptor);
    }

    /** What LMDB says about a result code. */
    static String message(final int code) {
        return MemorySegment.ofAddress(strerror(code)).reinterpret(1024).getString(0)
                + " ("
                + code
                + ")";
    }

    /** Whether a code means that there is no room for the change, on the disk or in the map. */
    static boolean isFull(final int code) {
        return code == MAP_FULL
                || code == TXN_FULL
                || code == INPUT_OUTPUT
                || code == NO_SPACE
                || code == QUOTA_EXCEEDED
                || code == FILE_TOO_BIG;
    }

    private static AssertionError unexpected(final Throwable thrown) {
        return new AssertionError("a call of LMDB does not throw", thrown);
    }

    private static long strerror(final int code) {
        try {
            return (long) STRERROR.invokeExact(code);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int envCreate(final long into) {
        try {
            return (int) ENV_CREATE.invokeExact(into);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int envSetMapSize(final long env, final long bytes) {
        try {
            return (int) ENV_SET_MAP_SIZE.invokeExact(env, bytes);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int envSetMaxDatabases(final long env, final int count) {
        try {
            return (int) ENV_SET_MAX_DATABASES.invokeExact(env, count);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int envSetMaxReaders(final long env, final int count) {
        try {
            return (int) ENV_SET_MAX_READERS.invokeExact(env, count);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int envOpen(final long env, final long path, final int flags, final int mode) {
        try {
            return (int) ENV_OPEN.invokeExact(env, path, flags, mode);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int envSync(final long env, final int force) {
        try {
            return (int) ENV_SYNC.invokeExact(env, force);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int envCopy(final long env, final long path, final int flags) {
        try {
            return (int) ENV_COPY.invokeExact(env, path, flags);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int envInformation(final long env, final long into) {
        try {
            return (int) ENV_INFORMATION.invokeExact(env, into);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static void envClose(final long env) {
        try {
            ENV_CLOSE.invokeExact(env);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int readerCheck(final long env, final long deadInto) {
        try {
            return (int) READER_CHECK.invokeExact(env, deadInto);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int begin(final long env, final long parent, final int flags, final long into) {
        try {
            return (int) BEGIN.invokeExact(env, parent, flags, into);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int commit(final long txn) {
        try {
            return (int) COMMIT.invokeExact(txn);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static void abort(final long txn) {
        try {
            ABORT.invokeExact(txn);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static void reset(final long txn) {
        try {
            RESET.invokeExact(txn);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int renew(final long txn) {
        try {
            return (int) RENEW.invokeExact(txn);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int databaseOpen(final long txn, final long name, final int flags, final long into) {
        try {
            return (int) DATABASE_OPEN.invokeExact(txn, name, flags, into);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int stat(final long txn, final int dbi, final long into) {
        try {
            return (int) STAT.invokeExact(txn, dbi, into);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int get(final long txn, final int dbi, final long key, final long value) {
        try {
            return (int) GET.invokeExact(txn, dbi, key, value);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int put(
            final long txn, final int dbi, final long key, final long value, final int flags) {
        try {
            return (int) PUT.invokeExact(txn, dbi, key, value, flags);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int delete(final long txn, final int dbi, final long key, final long value) {
        try {
            return (int) DELETE.invokeExact(txn, dbi, key, value);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int drop(final long txn, final int dbi, final int flags) {
        try {
            return (int) DROP.invokeExact(txn, dbi, flags);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int cursorDelete(final long cursor, final int flags) {
        try {
            return (int) CURSOR_DELETE.invokeExact(cursor, flags);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int cursorOpen(final long txn, final int dbi, final long into) {
        try {
            return (int) CURSOR_OPEN.invokeExact(txn, dbi, into);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static void cursorClose(final long cursor) {
        try {
            CURSOR_CLOSE.invokeExact(cursor);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int cursorRenew(final long txn, final long cursor) {
        try {
            return (int) CURSOR_RENEW.invokeExact(txn, cursor);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static int cursorGet(final long cursor, final long key, final long value, final int operation) {
        try {
            return (int) CURSOR_GET.invokeExact(cursor, key, value, operation);
        } catch (final Throwable thrown) {
            throw unexpected(thrown);
        }
    }
}
