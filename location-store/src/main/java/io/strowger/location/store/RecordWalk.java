// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordTable;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Walks through the records of one table within the writer's transaction, while others before them are written. */
final class RecordWalk {
    private static final int KEY_ROOM = 512;

    private final ReplicaBatch batch;

    /** A copy of the key here, for its page moves when others are written. */
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_ROOM]);

    private int keyLength;
    private @Nullable RecordTable table;
    private int dbi;
    private long cursor;
    private boolean found;

    RecordWalk(final ReplicaBatch batch) {
        this.batch = batch;
    }

    /** The table that is walked through, null behind the last. */
    @Nullable RecordTable table() {
        return table;
    }

    /** Begins with the first record of a table; null is behind the last. */
    void begin(final @Nullable RecordTable next) {
        end();
        if (next != null) {
            open(next);
            move(LmdbCalls.FIRST);
        }
    }

    /** Begins with the first record after this key. */
    void beginAfter(final RecordTable next, final DirectBuffer after, final int length) {
        end();
        open(next);
        found = batch.transaction().seek(cursor, after, length);
        keepKey();
        if (found && compare(key, keyLength, after, length) == 0) {
            move(LmdbCalls.NEXT);
        }
    }

    /** Goes on in a new transaction with the record where the last one ended. */
    void resume(final @Nullable RecordTable here) {
        final boolean wasFound = keyLength > 0;
        if (here != null) {
            open(here);
            found = wasFound && batch.transaction().seek(cursor, key, keyLength);
            keepKey();
        }
    }

    private void open(final RecordTable next) {
        table = next;
        dbi = batch.environment().table(next);
        cursor = batch.transaction().openCursor(dbi);
    }

    /** Whether there is a record here. */
    boolean isAtRecord() {
        return found;
    }

    /** Compares the key here with another. */
    int compareTo(final DirectBuffer other) {
        return compare(key, keyLength, other, other.capacity());
    }

    /** The order of keys in LMDB: by unsigned bytes, the shorter of two that begin alike first. */
    static int compare(
            final DirectBuffer left,
            final int leftLength,
            final DirectBuffer right,
            final int rightLength) {
        final int common = Math.min(leftLength, rightLength);
        for (int i = 0; i < common; i++) {
            final int difference = (left.getByte(i) & 0xFF) - (right.getByte(i) & 0xFF);
            if (difference != 0) {
                return difference;
            }
        }
        return Integer.compare(leftLength, rightLength);
    }

    /** The value of the record here, until the next write. */
    UnsafeBuffer value() {
        if (!batch.transaction().move(cursor, LmdbCalls.CURRENT)) {
            throw new IllegalStateException("the record walked to is gone");
        }
        return batch.transaction().value();
    }

    void advance() {
        move(LmdbCalls.NEXT);
    }

    /** Deletes the record here and goes to the next. */
    void remove() {
        batch.transaction().delete(dbi, cursor, key, keyLength);
        move(LmdbCalls.NEXT);
    }

    /** Ends the walk; before the transaction ends at the latest. The key is kept for {@link #resume}. */
    void end() {
        if (cursor != 0) {
            LmdbCalls.cursorClose(cursor);
        }
        forget();
    }

    /** The transaction has ended, and the cursor with it. */
    void forget() {
        cursor = 0;
        table = null;
        found = false;
    }

    private void move(final int operation) {
        found = batch.transaction().move(cursor, operation);
        keepKey();
    }

    private void keepKey() {
        keyLength = 0;
        if (found) {
            final UnsafeBuffer at = batch.transaction().key();
            keyLength = at.capacity();
            key.putBytes(0, at, 0, keyLength);
        }
    }
}
