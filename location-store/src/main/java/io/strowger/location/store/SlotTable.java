// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where the block of each key is: open addressing with linear probing. One thread changes it, many look, and each slot is
 * read and written as a whole: 21 bits of the hash (so that hardly a block is looked at in vain) · 43 bits of the block's
 * address without its last five, which are zero. At most half of the slots are in use.
 */
final class SlotTable {
    static final int LEAST_SLOTS = 1 << 12;
    static final int MOST_SLOTS = 1 << 27;

    private static final long EMPTY = 0;

    /** Was taken; a search goes on behind it. */
    private static final long REMOVED = 1;

    private static final int UNIT_SHIFT = Integer.numberOfTrailingZeros(BlockArena.UNIT);
    private static final int TAG_SHIFT = 43;
    private static final long ADDRESS = (1L << TAG_SHIFT) - 1;

    private final HugePages pages;
    private final UnsafeBuffer slots;
    private final int mask;
    private int used;
    private int keys;

    private SlotTable(final HugePages pages, final int count) {
        this.pages = pages;
        slots = new UnsafeBuffer(pages.address(), count * Long.BYTES);
        mask = count - 1;
    }

    /** A table that takes half as many keys; null when there is no memory, or that is more than it can have. */
    static @Nullable SlotTable of(final int count) {
        final @Nullable HugePages pages =
                count > MOST_SLOTS ? null : HugePages.map((long) count * Long.BYTES);
        return pages == null ? null : new SlotTable(pages, count);
    }

    /** Slots, taken or not. */
    int size() {
        return mask + 1;
    }

    long bytes() {
        return pages.bytes();
    }

    /** Whether so many slots are in use, by keys or by removed ones, that searches would become long. */
    boolean isFull() {
        return used > mask >>> 1;
    }

    /** Slots for a table with room for as many keys again as are in this one. */
    int nextSize() {
        return keys > size() / 4 ? 2 * size() : size();
    }

    int first(final long hash) {
        return (int) hash & mask;
    }

    int next(final int slot) {
        return slot + 1 & mask;
    }

    /** The slot's content, for the questions below. */
    long entry(final int slot) {
        return slots.getLongVolatile(slot * Long.BYTES);
    }

    static boolean isEmpty(final long entry) {
        return entry == EMPTY;
    }

    /** Whether the entry can be that of a key with this hash. */
    static boolean mayBe(final long entry, final long hash) {
        return entry >>> TAG_SHIFT == hash >>> TAG_SHIFT && isBlock(entry);
    }

    static boolean isBlock(final long entry) {
        return entry != EMPTY && entry != REMOVED;
    }

    static long address(final long entry) {
        return (entry & ADDRESS) << UNIT_SHIFT;
    }

    /** Puts a block of a key that is not in the table into the first slot without one. */
    void add(final long hash, final long address) {
        int slot = first(hash);
        long entry = entry(slot);
        while (isBlock(entry)) {
            slot = next(slot);
            entry = entry(slot);
        }
        used += isEmpty(entry) ? 1 : 0;
        keys++;
        set(slot, entryOf(hash, address));
    }

    /** Puts another block in place of one that is in the table. */
    void replace(final long hash, final long before, final long address) {
        set(slotOf(hash, before), entryOf(hash, address));
    }

    /** Takes a block out that is in the table. */
    void remove(final long hash, final long address) {
        keys--;
        set(slotOf(hash, address), REMOVED);
    }

    private int slotOf(final long hash, final long address) {
        final long wanted = entryOf(hash, address);
        int slot = first(hash);
        while (entry(slot) != wanted) {
            slot = next(slot);
        }
        return slot;
    }

    private static long entryOf(final long hash, final long address) {
        return hash >>> TAG_SHIFT << TAG_SHIFT | address >>> UNIT_SHIFT;
    }

    private void set(final int slot, final long entry) {
        slots.putLongRelease(slot * Long.BYTES, entry);
    }

    void unmap() {
        pages.unmap();
    }
}
