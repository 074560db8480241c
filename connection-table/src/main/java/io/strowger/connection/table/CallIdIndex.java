// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Entries by the 128-bit keyed hash of their Call-ID: open addressing with linear probing at half
 * load at most, outside the heap. Removal closes the gap at once, so the index does not age. The
 * hash's bits are the place already, and no peer can aim at a place.
 */
final class CallIdIndex {
    private final EntryMemory entries;
    private final UnsafeBuffer places;
    private final int mask;

    CallIdIndex(final int limit, final EntryMemory entries) {
        this.entries = entries;
        final int capacity = capacityFor(limit);
        this.places = EntryMemory.allocate((long) capacity * Integer.BYTES);
        this.mask = capacity - 1;
    }

    static int capacityFor(final int limit) {
        return Integer.highestOneBit(2 * limit - 1) << 1;
    }

    long bytes() {
        return places.capacity();
    }

    int find(final long high, final long low) {
        int at = (int) low & mask;
        int entry = entryAt(at);
        while (entry != EntryMemory.NONE
                && (entries.callIdLow(entry) != low || entries.callIdHigh(entry) != high)) {
            at = at + 1 & mask;
            entry = entryAt(at);
        }
        return entry;
    }

    /** The entry holds its Call-ID already, and no other one holds the same. */
    void add(final int entry) {
        int at = home(entry);
        while (entryAt(at) != EntryMemory.NONE) {
            at = at + 1 & mask;
        }
        put(at, entry);
    }

    /** The entry is in the index and still holds its Call-ID. */
    void remove(final int entry) {
        int gap = home(entry);
        while (entryAt(gap) != entry) {
            gap = gap + 1 & mask;
        }
        // Moves back what the gap cuts off from its home (Knuth, vol. 3, §6.4, algorithm R).
        int at = gap + 1 & mask;
        for (int next = entryAt(at); next != EntryMemory.NONE; next = entryAt(at)) {
            if ((at - home(next) & mask) >= (at - gap & mask)) {
                put(gap, next);
                gap = at;
            }
            at = at + 1 & mask;
        }
        put(gap, EntryMemory.NONE);
    }

    private int home(final int entry) {
        return (int) entries.callIdLow(entry) & mask;
    }

    /** Zeroed memory is an empty index: entries stand in it by their number plus one. */
    private int entryAt(final int at) {
        return places.getInt(at * Integer.BYTES) - 1;
    }

    private void put(final int at, final int entry) {
        places.putInt(at * Integer.BYTES, entry + 1);
    }
}
