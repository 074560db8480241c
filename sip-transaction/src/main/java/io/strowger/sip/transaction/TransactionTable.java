// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Transactions by their 128-bit key: open addressing with linear probing at half load, bounded,
 * without allocation. Removal closes the gap at once, so the table does not age. One thread.
 *
 * <p>The keys are outputs of a keyed hash (see {@link TransactionKey}), so their bits are the place
 * already and no peer can aim at a place. (0, 0) is no key.
 */
final class TransactionTable<T> {
    private final int limit;
    private final int mask;
    private final long[] keys;
    private final @Nullable T[] values;
    private int size;

    /**
     * @param limit most transactions at a time
     */
    TransactionTable(final int limit, final IntFunction<@Nullable T[]> newArray) {
        if (limit < 1 || limit > 1 << 28) {
            throw new IllegalArgumentException("transaction limit out of range: " + limit);
        }
        this.limit = limit;
        final int capacity = Integer.highestOneBit(2 * limit - 1) << 1;
        this.mask = capacity - 1;
        this.keys = new long[2 * capacity];
        this.values = newArray.apply(capacity);
    }

    int size() {
        return size;
    }

    @Nullable T find(final long high, final long low) {
        int at = (int) low & mask;
        while (true) {
            final long foundHigh = keys[2 * at];
            final long foundLow = keys[2 * at + 1];
            if (foundLow == low && foundHigh == high) {
                return values[at];
            }
            if ((foundHigh | foundLow) == 0) {
                return null;
            }
            at = (at + 1) & mask;
        }
    }

    /** Adds under a key that is not in the table yet; false when it is, or at the limit. */
    boolean add(final long high, final long low, final T transaction) {
        if (size == limit) {
            return false;
        }
        int at = (int) low & mask;
        while ((keys[2 * at] | keys[2 * at + 1]) != 0) {
            if (keys[2 * at + 1] == low && keys[2 * at] == high) {
                return false;
            }
            at = (at + 1) & mask;
        }
        put(at, high, low, transaction);
        size++;
        return true;
    }

    boolean remove(final long high, final long low) {
        int at = (int) low & mask;
        while (keys[2 * at + 1] != low || keys[2 * at] != high) {
            if ((keys[2 * at] | keys[2 * at + 1]) == 0) {
                return false;
            }
            at = (at + 1) & mask;
        }
        closeGap(at);
        size--;
        return true;
    }

    /** Moves back what the gap cuts off from its home (Knuth, vol. 3, §6.4, algorithm R). */
    private void closeGap(final int removed) {
        int gap = removed;
        int at = removed;
        while (true) {
            at = (at + 1) & mask;
            final long high = keys[2 * at];
            final long low = keys[2 * at + 1];
            if ((high | low) == 0) {
                put(gap, 0, 0, null);
                return;
            }
            final int distanceFromHome = (at - (int) low) & mask;
            if (distanceFromHome >= ((at - gap) & mask)) {
                put(gap, high, low, values[at]);
                gap = at;
            }
        }
    }

    private void put(final int at, final long high, final long low, final @Nullable T transaction) {
        keys[2 * at] = high;
        keys[2 * at + 1] = low;
        values[at] = transaction;
    }
}
