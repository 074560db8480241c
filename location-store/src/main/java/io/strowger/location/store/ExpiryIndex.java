// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.Limits;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Second → address-of-record, one entry for each record of bindings, never later than its first expiry. A refresh that
 * only moves the expiry later leaves the entry alone, so it costs nothing here; when the entry is due, the record says
 * what is really to be done. Derived from the records, so no part of the digest.
 */
final class ExpiryIndex {
    private static final int SECOND_LENGTH = 4;
    private static final int MILLIS = 1000;
    private static final long MAX_SECOND = 0xFFFF_FFFFL;

    private final WriteTransaction transaction;
    private final int table;
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[SECOND_LENGTH + Limits.KEY]);

    ExpiryIndex(final WriteTransaction transaction, final int table) {
        this.transaction = transaction;
        this.table = table;
    }

    /** The second of an expiry, rounded down: 0..2^32-1, whatever the milliseconds are. */
    static long secondOf(final long millis) {
        return Math.clamp(Math.floorDiv(millis, MILLIS), 0, MAX_SECOND);
    }

    /** Writes the key of an entry and gives its length. */
    static int writeKey(final UnsafeBuffer into, final long second, final DirectBuffer aor) {
        into.putInt(0, (int) second, ByteOrder.BIG_ENDIAN);
        into.putBytes(SECOND_LENGTH, aor, 0, aor.capacity());
        return SECOND_LENGTH + aor.capacity();
    }

    void add(final long second, final DirectBuffer aor) {
        transaction.putKey(table, key, writeKey(key, second, aor));
    }

    void remove(final long second, final DirectBuffer aor) {
        transaction.delete(table, key, writeKey(key, second, aor));
    }

    /**
     * Points the buffer at a copy of the first entry's address-of-record if its whole second is past; gives the second,
     * or -1 when nothing is due. With the whole second past, no due record can hide behind others of the same second.
     */
    long firstDue(final long nowMillis, final UnsafeBuffer aorInto) {
        if (!transaction.first(table)) {
            return -1;
        }
        final UnsafeBuffer found = transaction.key();
        final long second = found.getInt(0, ByteOrder.BIG_ENDIAN) & MAX_SECOND;
        if ((second + 1) * MILLIS > nowMillis) {
            return -1;
        }
        final int length = found.capacity() - SECOND_LENGTH;
        final byte[] copy = new byte[length];
        found.getBytes(SECOND_LENGTH, copy);
        aorInto.wrap(copy);
        return second;
    }
}
