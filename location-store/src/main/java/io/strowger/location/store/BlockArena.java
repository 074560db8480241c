// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of memory by size. One that is given up is retired with the epoch in which readers could still see it, and used
 * again when all of them have gone on to later ones. One thread.
 *
 * <p>Each block begins with: next block of its list (8) · epoch in which it was retired (8) · size (4); what comes then is
 * its owner's.
 */
final class BlockArena {
    /** Bytes of a block before its owner's. */
    static final int HEADER = 20;

    /** Sizes and addresses are multiples of this. */
    static final int UNIT = 32;

    static final int LARGEST = 32 * 1024;

    private static final long CHUNK = 64L << 20;
    private static final int NEXT_AT = 0;
    private static final int EPOCH_AT = 8;
    private static final int SIZE_AT = 16;

    private final long limit;
    private final List<HugePages> chunks = new ArrayList<>();
    private final long[] free = new long[LARGEST / UNIT + 1];
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);
    private long mapped;
    private long fresh;
    private long end;
    private long firstRetired;
    private long lastRetired;
    private long used;

    /**
     * @param limit bytes mapped at most
     */
    BlockArena(final long limit) {
        this.limit = limit;
    }

    /** A block of at least so many bytes, header included; 0 when the limit is reached. */
    long allocate(final int bytes) {
        if (bytes < HEADER || bytes > LARGEST) {
            throw new IllegalArgumentException("a block of " + bytes + " bytes");
        }
        final int size = bytes + UNIT - 1 & -UNIT;
        long address = free[size / UNIT];
        if (address != 0) {
            free[size / UNIT] = at(address).getLong(NEXT_AT);
        } else if (end - fresh >= size || addChunk()) {
            address = fresh;
            fresh += size;
            at(address).putInt(SIZE_AT, size);
        } else {
            return 0;
        }
        used += size;
        return address;
    }

    private boolean addChunk() {
        final long bytes = Math.min(CHUNK, limit - mapped) & -HugePages.SIZE;
        final @Nullable HugePages chunk = bytes <= 0 ? null : HugePages.map(bytes);
        if (chunk == null) {
            return false;
        }
        chunks.add(chunk);
        mapped += bytes;
        fresh = chunk.address();
        end = fresh + bytes;
        return true;
    }

    /** Gives a block up that readers of this epoch and of earlier ones may still look at. Epochs never fall. */
    void retire(final long address, final long epoch) {
        at(address).putLong(NEXT_AT, 0);
        block.putLong(EPOCH_AT, epoch);
        if (lastRetired == 0) {
            firstRetired = address;
        } else {
            at(lastRetired).putLong(NEXT_AT, address);
        }
        lastRetired = address;
    }

    boolean hasRetired() {
        return firstRetired != 0;
    }

    /** Takes back what was retired in epochs before this one. */
    void reclaim(final long before) {
        while (firstRetired != 0 && at(firstRetired).getLong(EPOCH_AT) < before) {
            final long address = firstRetired;
            final int size = block.getInt(SIZE_AT);
            firstRetired = block.getLong(NEXT_AT);
            block.putLong(NEXT_AT, free[size / UNIT]);
            free[size / UNIT] = address;
            used -= size;
        }
        if (firstRetired == 0) {
            lastRetired = 0;
        }
    }

    /** Bytes of the blocks that are given out, retired ones included. */
    long used() {
        return used;
    }

    /** Gives everything back to the system; nobody may look at a block any more. */
    void close() {
        for (final HugePages chunk : chunks) {
            chunk.unmap();
        }
        chunks.clear();
    }

    private UnsafeBuffer at(final long address) {
        block.wrap(address, HEADER);
        return block;
    }
}
