// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.Limits;
import io.strowger.location.NumberKey;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Finds the route of a telephone number: exact, then range, then longest prefix, then default. Needs one get, one seek,
 * a few seeks and one get; see {@link NumberKey} for the order of the keys.
 */
final class NumberLookup {
    private final ReadTransaction transaction;
    private final int table;
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[0]);
    private final UnsafeBuffer wanted =
            new UnsafeBuffer(new byte[NumberKey.RANGE_HEADER + Limits.DIGITS]);

    NumberLookup(final ReadTransaction transaction, final int table) {
        this.transaction = transaction;
        this.table = table;
    }

    /** LMDB's code; on success the transaction's value is the route's and {@link #key} its key. */
    int find(final DirectBuffer digits, final int offset, final int length) {
        if (length <= 0 || length > Limits.DIGITS) {
            return LmdbCalls.NOT_FOUND;
        }
        int code = exact(digits, offset, length);
        if (code == LmdbCalls.NOT_FOUND) {
            code = range(digits, offset, length);
        }
        if (code == LmdbCalls.NOT_FOUND) {
            code = longestPrefix(digits, offset, length);
        }
        return code == LmdbCalls.NOT_FOUND ? defaultRoute() : code;
    }

    /** The key of the route that was found. */
    UnsafeBuffer key() {
        return key;
    }

    private int exact(final DirectBuffer digits, final int offset, final int length) {
        wanted.putByte(0, NumberKey.Kind.EXACT.code());
        wanted.putBytes(1, digits, offset, length);
        key.wrap(wanted, 0, 1 + length);
        return transaction.get(table, wanted, 0, 1 + length);
    }

    private int defaultRoute() {
        wanted.putByte(0, NumberKey.Kind.DEFAULT.code());
        key.wrap(wanted, 0, 1);
        return transaction.get(table, wanted, 0, 1);
    }

    /** Ranges do not overlap, so the one with the lowest last number that is not below ours is the only candidate. */
    private int range(final DirectBuffer digits, final int offset, final int length) {
        wanted.putByte(0, NumberKey.Kind.RANGE.code());
        wanted.putByte(1, (byte) length);
        wanted.putBytes(NumberKey.RANGE_HEADER, digits, offset, length);
        final int end = NumberKey.RANGE_HEADER + length;
        final int code = transaction.seek(table, wanted, 0, end);
        if (code != LmdbCalls.SUCCESS) {
            return code;
        }
        final UnsafeBuffer found = transaction.key();
        if (found.capacity() != end + length
                || found.getByte(0) != NumberKey.Kind.RANGE.code()
                || found.getByte(1) != length
                || compare(found, end, wanted, NumberKey.RANGE_HEADER, length) > 0) {
            return LmdbCalls.NOT_FOUND;
        }
        key.wrap(found, 0, found.capacity());
        return LmdbCalls.SUCCESS;
    }

    private static int compare(
            final DirectBuffer a,
            final int aOffset,
            final DirectBuffer b,
            final int bOffset,
            final int length) {
        for (int i = 0; i < length; i++) {
            final int difference = a.getByte(aOffset + i) - b.getByte(bOffset + i);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /**
     * Let K be the greatest key that is not above the digits. If K begins the digits, nothing longer does. Else whatever
     * begins the digits is no longer than what K and the digits have in common: cut the digits there and seek again.
     */
    private int longestPrefix(final DirectBuffer digits, final int offset, final int length) {
        wanted.putByte(0, NumberKey.Kind.PREFIX.code());
        wanted.putBytes(1, digits, offset, length);
        int end = 1 + length;
        while (end > 1) {
            final int code = greatestNotAbove(end);
            if (code != LmdbCalls.SUCCESS) {
                return code;
            }
            final UnsafeBuffer found = transaction.key();
            final int common = commonLength(found, end);
            if (common == found.capacity() && common > 1) {
                key.wrap(found, 0, common);
                return LmdbCalls.SUCCESS;
            }
            end = common;
        }
        return LmdbCalls.NOT_FOUND;
    }

    private int greatestNotAbove(final int end) {
        final int code = transaction.seek(table, wanted, 0, end);
        if (code == LmdbCalls.NOT_FOUND) {
            return transaction.move(table, LmdbCalls.LAST);
        }
        if (code != LmdbCalls.SUCCESS) {
            return code;
        }
        final UnsafeBuffer found = transaction.key();
        return found.capacity() == end && commonLength(found, end) == end
                ? code
                : transaction.move(table, LmdbCalls.PREVIOUS);
    }

    private int commonLength(final DirectBuffer found, final int end) {
        final int most = Math.min(found.capacity(), end);
        int common = 0;
        while (common < most && found.getByte(common) == wanted.getByte(common)) {
            common++;
        }
        return common;
    }
}
