// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/**
 * Places of transactions in their pool by the transactions' 128-bit key: open addressing with linear
 * probing at half load, bounded, without allocation. Removal closes the gap at once, so the table
 * does not age. One thread.
 *
 * <p>It holds numbers and no references: a collector would have to look through all of it, for
 * every call writes to places all over the table.
 *
 * <p>The keys are outputs of a keyed hash (see {@link TransactionKey}), so their bits are the place
 * already and no peer can aim at a place. (0, 0) is no key.
 */
public final class TransactionTable {
    /** No transaction has this key. */
    public static final int NONE = -1;

    private final int limit;
    private final int mask;
    private final long[] keys;
    private final int[] places;
    private int size;

    /**
     * @param limit most transactions at a time
     */
    public TransactionTable(final int limit) {
        if (limit < 1 || limit > 1 << 28) {
            throw new IllegalArgumentException("transaction limit out of range: " + limit);
        }
        this.limit = limit;
        final int capacity = Integer.highestOneBit(2 * limit - 1) << 1;
        this.mask = capacity - 1;
        this.keys = new long[2 * capacity];
        this.places = new int[capacity];
    }

    /** Transactions in the table. */
    public int size() {
        return size;
    }

    /** The place, or {@link #NONE}. */
    public int find(final long high, final long low) {
        int at = (int) low & mask;
        while (true) {
            final long foundHigh = keys[2 * at];
            final long foundLow = keys[2 * at + 1];
            if (foundLow == low && foundHigh == high) {
                return places[at];
            }
            if ((foundHigh | foundLow) == 0) {
                return NONE;
            }
            at = (at + 1) & mask;
        }
    }

    /** Adds under a key that is not in the table yet; false when it is, or at the limit. */
    public boolean add(final long high, final long low, final int place) {
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
        put(at, high, low, place);
        size++;
        return true;
    }

    /** Removes a key; false when it is not in the table. */
    public boolean remove(final long high, final long low) {
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
                put(gap, 0, 0, 0);
                return;
            }
            final int distanceFromHome = (at - (int) low) & mask;
            if (distanceFromHome >= ((at - gap) & mask)) {
                put(gap, high, low, places[at]);
                gap = at;
            }
        }
    }

    private void put(final int at, final long high, final long low, final int place) {
        keys[2 * at] = high;
        keys[2 * at + 1] = low;
        places[at] = place;
    }
}
