// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A read transaction that is begun by the first call after {@link #release} and reused. One thread at a time. */
final class ReadTransaction implements AutoCloseable {
    private final LmdbEnvironment environment;
    private final KeyValueCells cells = new KeyValueCells();
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
    private long txn;
    private long cursor;
    private int cursorTable = -1;
    private boolean cursorIsCurrent;
    private boolean active;
    private boolean closed;

    ReadTransaction(final LmdbEnvironment environment) {
        this.environment = environment;
        environment.readerOpened();
    }

    /** Begins the transaction on the newest committed state unless one is under way. */
    void ensure() {
        if (active) {
            return;
        }
        if (closed) {
            throw new IllegalStateException("this reader is closed");
        }
        final long env = environment.handle();
        if (txn == 0) {
            try (Arena arena = Arena.ofConfined()) {
                final MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
                LmdbFailure.check(
                        "mdb_txn_begin",
                        LmdbCalls.begin(env, 0, LmdbCalls.READ_ONLY, out.address()));
                txn = out.get(ValueLayout.JAVA_LONG, 0);
            }
        } else {
            LmdbFailure.check("mdb_txn_renew", LmdbCalls.renew(txn));
        }
        active = true;
        cursorIsCurrent = false;
    }

    /** Looks up a key; the code of LMDB. On success {@link #value} holds what was found. */
    int get(final int table, final DirectBuffer keyBuffer, final int offset, final int length) {
        ensure();
        cells.key(keyBuffer, offset, length);
        return found(LmdbCalls.get(txn, table, cells.keyPointer(), cells.valuePointer()));
    }

    /** Looks up a number in the table of the log. */
    int get(final int table, final long number) {
        ensure();
        cells.key(number);
        return found(LmdbCalls.get(txn, table, cells.keyPointer(), cells.valuePointer()));
    }

    /** Moves the cursor of a table to the first key that is not below the given one. */
    int seek(final int table, final DirectBuffer keyBuffer, final int offset, final int length) {
        cells.key(keyBuffer, offset, length);
        return move(table, LmdbCalls.SET_RANGE);
    }

    /** Moves the cursor of a table; the code of LMDB. */
    int move(final int table, final int operation) {
        ensure();
        final int prepared = prepareCursor(table);
        if (prepared != LmdbCalls.SUCCESS) {
            return prepared;
        }
        final int code =
                found(
                        LmdbCalls.cursorGet(
                                cursor, cells.keyPointer(), cells.valuePointer(), operation));
        if (code == LmdbCalls.SUCCESS) {
            cells.wrapKey(key);
        }
        return code;
    }

    private int found(final int code) {
        if (code == LmdbCalls.SUCCESS && !cells.wrapValue(value)) {
            return LmdbCalls.CORRUPTED;
        }
        return code;
    }

    private int prepareCursor(final int table) {
        if (cursor != 0 && cursorTable != table) {
            LmdbCalls.cursorClose(cursor);
            cursor = 0;
        }
        if (cursor != 0) {
            final int code = cursorIsCurrent ? 0 : LmdbCalls.cursorRenew(txn, cursor);
            cursorIsCurrent = code == LmdbCalls.SUCCESS;
            return code;
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            final int code = LmdbCalls.cursorOpen(txn, table, out.address());
            if (code == LmdbCalls.SUCCESS) {
                cursor = out.get(ValueLayout.JAVA_LONG, 0);
                cursorTable = table;
                cursorIsCurrent = true;
            }
            return code;
        }
    }

    /** The value found last, in LMDB's memory; re-pointed by the next call. */
    UnsafeBuffer value() {
        return value;
    }

    /** The key that the cursor found last. */
    UnsafeBuffer key() {
        return key;
    }

    /** Entries of a table as this transaction sees it. */
    long entries(final int table) {
        ensure();
        return environment.entries(txn, table);
    }

    /** Bytes of a table's pages as this transaction sees it. */
    long bytes(final int table) {
        ensure();
        return environment.bytes(txn, table);
    }

    /** Ends the transaction; the next call begins one on the state of then. */
    void release() {
        if (active) {
            LmdbCalls.reset(txn);
            active = false;
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        active = false;
        if (cursor != 0) {
            LmdbCalls.cursorClose(cursor);
        }
        if (txn != 0) {
            LmdbCalls.abort(txn);
        }
        environment.readerClosed();
    }
}
