// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The two MDB_val structures of a call and room for the key, in memory that LMDB can reach. One per transaction. */
final class KeyValueCells {
    private static final int LENGTH_AT = 0;
    private static final int POINTER_AT = 8;
    private static final int VAL = 16;
    private static final int KEY_ROOM = 512;

    /** Longer than any value we write: a length beyond it comes from a damaged page. */
    private static final int MAX_VALUE = Limits.LOG_ENTRY;

    private final UnsafeBuffer cells =
            new UnsafeBuffer(
                    ByteBuffer.allocateDirect(2 * VAL + KEY_ROOM).order(ByteOrder.nativeOrder()));
    private final long address = cells.addressOffset();

    /** Copies the key for the next call. */
    void key(final DirectBuffer buffer, final int offset, final int length) {
        cells.putBytes(2 * VAL, buffer, offset, length);
        cells.putLong(LENGTH_AT, length);
        cells.putLong(POINTER_AT, address + 2 * VAL);
    }

    /** A key of eight bytes in native order, as the log's table has them. */
    void key(final long number) {
        cells.putLong(2 * VAL, number);
        cells.putLong(LENGTH_AT, Long.BYTES);
        cells.putLong(POINTER_AT, address + 2 * VAL);
    }

    /** The value of the next call lies at this address; 0 when LMDB is to reserve room for it. */
    void value(final long pointer, final int length) {
        cells.putLong(VAL + LENGTH_AT, length);
        cells.putLong(VAL + POINTER_AT, pointer);
    }

    long keyPointer() {
        return address;
    }

    long valuePointer() {
        return address + VAL;
    }

    /** Where the value that LMDB named lies. */
    long valueAddress() {
        return cells.getLong(VAL + POINTER_AT);
    }

    /** Points the buffer at the key that LMDB named. */
    void wrapKey(final UnsafeBuffer into) {
        into.wrap(cells.getLong(POINTER_AT), (int) Math.min(cells.getLong(LENGTH_AT), KEY_ROOM));
    }

    /** Points the buffer at the value that LMDB named; false when its length cannot be right. */
    boolean wrapValue(final UnsafeBuffer into) {
        final long length = cells.getLong(VAL + LENGTH_AT);
        if (length < 0 || length > MAX_VALUE) {
            return false;
        }
        into.wrap(cells.getLong(VAL + POINTER_AT), (int) length);
        return true;
    }
}
