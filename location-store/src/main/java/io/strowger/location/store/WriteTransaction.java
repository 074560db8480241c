// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The one write transaction. All calls from one thread. What finds no room throws {@link StoreFullSignal}; the owner
 * then aborts. Buffers that point at found values are stale after the next write.
 */
final class WriteTransaction {
    private final LmdbEnvironment environment;
    private final KeyValueCells cells = new KeyValueCells();
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer out =
            new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder()));
    private final @Nullable BindingMemory memory;
    private final int bindings;
    private long txn;

    /**
     * @param memory is told of each binding that is changed; null when bindings are not kept in memory
     */
    WriteTransaction(final LmdbEnvironment environment, final @Nullable BindingMemory memory) {
        this.environment = environment;
        this.memory = memory;
        bindings = environment.table(RecordTable.BINDING);
    }

    void begin() {
        check("mdb_txn_begin", LmdbCalls.begin(environment.handle(), 0, 0, out.addressOffset()));
        txn = out.getLong(0);
    }

    boolean isOpen() {
        return txn != 0;
    }

    /** Looks up a key; LMDB's code. On success {@link #value} holds what was found. */
    int get(final int table, final DirectBuffer keyBuffer, final int offset, final int length) {
        cells.key(keyBuffer, offset, length);
        return found(LmdbCalls.get(txn, table, cells.keyPointer(), cells.valuePointer()));
    }

    /** Looks up a number in the table of the log. */
    int get(final int table, final long number) {
        cells.key(number);
        return found(LmdbCalls.get(txn, table, cells.keyPointer(), cells.valuePointer()));
    }

    /** Stores room for a value under a key and gives it, to be filled before the next call. */
    UnsafeBuffer reserve(final int table, final DirectBuffer keyBuffer, final int valueLength) {
        changes(table, keyBuffer, keyBuffer.capacity());
        cells.key(keyBuffer, 0, keyBuffer.capacity());
        return reserve(table, valueLength, LmdbCalls.PUT_RESERVE);
    }

    /** Stores room for a value under a key that is above all others of the table. */
    UnsafeBuffer append(final int table, final DirectBuffer keyBuffer, final int valueLength) {
        changes(table, keyBuffer, keyBuffer.capacity());
        cells.key(keyBuffer, 0, keyBuffer.capacity());
        return reserve(table, valueLength, LmdbCalls.PUT_RESERVE | LmdbCalls.PUT_APPEND);
    }

    private void changes(final int table, final DirectBuffer keyBuffer, final int keyLength) {
        if (memory != null && table == bindings) {
            memory.changes(keyBuffer, keyLength);
        }
    }

    /** Stores room for a value under a number that is above all others of the table. */
    UnsafeBuffer append(final int table, final long number, final int valueLength) {
        cells.key(number);
        return reserve(table, valueLength, LmdbCalls.PUT_RESERVE | LmdbCalls.PUT_APPEND);
    }

    private UnsafeBuffer reserve(final int table, final int valueLength, final int flags) {
        cells.value(0, valueLength);
        check(
                "mdb_put",
                LmdbCalls.put(txn, table, cells.keyPointer(), cells.valuePointer(), flags));
        value.wrap(cells.valueAddress(), valueLength);
        return value;
    }

    /** Stores a key without a value. */
    void putKey(final int table, final DirectBuffer keyBuffer, final int keyLength) {
        cells.key(keyBuffer, 0, keyLength);
        cells.value(cells.keyPointer(), 0);
        check("mdb_put", LmdbCalls.put(txn, table, cells.keyPointer(), cells.valuePointer(), 0));
    }

    /** Deletes a key; false when it is not there. */
    boolean delete(final int table, final DirectBuffer keyBuffer, final int keyLength) {
        changes(table, keyBuffer, keyLength);
        cells.key(keyBuffer, 0, keyLength);
        return deleted(table);
    }

    /** Deletes everything in a table. */
    void clear(final int table) {
        check("mdb_drop", LmdbCalls.drop(txn, table, 0));
    }

    /** Deletes a number from the table of the log; false when it is not there. */
    boolean delete(final int table, final long number) {
        cells.key(number);
        return deleted(table);
    }

    private boolean deleted(final int table) {
        final int code = LmdbCalls.delete(txn, table, cells.keyPointer(), 0);
        if (code != LmdbCalls.NOT_FOUND) {
            check("mdb_del", code);
        }
        return code == LmdbCalls.SUCCESS;
    }

    /** The first key of a table, in {@link #key}; false when it is empty. */
    boolean first(final int table) {
        return moved(table, LmdbCalls.FIRST);
    }

    /** The first key of a table that is not below the given one, in {@link #key}; false when there is none. */
    boolean seek(final int table, final DirectBuffer keyBuffer, final int keyLength) {
        cells.key(keyBuffer, 0, keyLength);
        return moved(table, LmdbCalls.SET_RANGE);
    }

    private boolean moved(final int table, final int operation) {
        final long cursor = openCursor(table);
        final boolean found = move(cursor, operation);
        LmdbCalls.cursorClose(cursor);
        return found;
    }

    /** Opens a cursor of a table; it ends with the transaction at the latest. */
    long openCursor(final int table) {
        check("mdb_cursor_open", LmdbCalls.cursorOpen(txn, table, out.addressOffset()));
        return out.getLong(0);
    }

    /** Moves a cursor to the first key that is not below the given one; false when there is none. */
    boolean seek(final long cursor, final DirectBuffer keyBuffer, final int keyLength) {
        cells.key(keyBuffer, 0, keyLength);
        return move(cursor, LmdbCalls.SET_RANGE);
    }

    /** Moves a cursor; what it finds is in {@link #key} and {@link #value}. False when there is nothing. */
    boolean move(final long cursor, final int operation) {
        final int code =
                LmdbCalls.cursorGet(cursor, cells.keyPointer(), cells.valuePointer(), operation);
        if (code == LmdbCalls.NOT_FOUND) {
            return false;
        }
        check("mdb_cursor_get", code);
        cells.wrapKey(key);
        cells.wrapValue(value);
        return true;
    }

    /** Deletes the record at a cursor of a table, whose key is given; the next move finds the one after it. */
    void delete(
            final int table, final long cursor, final DirectBuffer keyBuffer, final int keyLength) {
        changes(table, keyBuffer, keyLength);
        check("mdb_cursor_del", LmdbCalls.cursorDelete(cursor, 0));
    }

    private int found(final int code) {
        return code == LmdbCalls.SUCCESS && !cells.wrapValue(value) ? LmdbCalls.CORRUPTED : code;
    }

    UnsafeBuffer value() {
        return value;
    }

    UnsafeBuffer key() {
        return key;
    }

    void commit() {
        final long ending = txn;
        txn = 0;
        final int code = LmdbCalls.commit(ending);
        if (memory != null) {
            if (code == LmdbCalls.SUCCESS) {
                memory.committed();
            } else {
                memory.forget();
            }
        }
        check("mdb_txn_commit", code);
    }

    void abort() {
        if (txn != 0) {
            final long ending = txn;
            txn = 0;
            LmdbCalls.abort(ending);
        }
        if (memory != null) {
            memory.forget();
        }
    }

    private static void check(final String call, final int code) {
        if (LmdbCalls.isFull(code)) {
            throw new StoreFullSignal(call + ": " + LmdbCalls.message(code));
        }
        LmdbFailure.check(call, code);
    }
}
