// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import java.lang.foreign.Arena;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Off-heap blocks of a few sizes for the messages that transactions keep. One thread.
 *
 * <p>Memory is taken in chunks of 1 MiB, each cut into blocks of one size for good, up to a fixed
 * total; a free block holds the handle of the next one. When neither a free block nor a further
 * chunk is left, a larger block serves; when that fails too, {@link #NONE} is the answer and the
 * caller lives without.
 */
public final class MessageArena {
    /** No block: none was asked for, or none is left. */
    public static final long NONE = -1;

    /** Longest message that can be kept. */
    public static final int MAX_LENGTH = 65_536;

    static final int CHUNK_BYTES = 1 << 20;
    private static final int CHUNK_SHIFT = 20;
    private static final int[] SIZES = {512, 1024, 2048, 4096, 16_384, MAX_LENGTH};

    private final UnsafeBuffer[] chunks;
    private final int[] sizeIndexes;
    private final long[] free = new long[SIZES.length];
    private final long[] fresh = new long[SIZES.length];
    private int chunkCount;
    private long blocksInUse;
    private long bytesInUse;

    /**
     * @param maxBytes limit of all memory taken, rounded down to whole MiB, at least one
     */
    public MessageArena(final long maxBytes) {
        final long maxChunks = maxBytes / CHUNK_BYTES;
        if (maxChunks < 1 || maxChunks > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("message memory out of range: " + maxBytes);
        }
        chunks = new UnsafeBuffer[(int) maxChunks];
        sizeIndexes = new int[(int) maxChunks];
        java.util.Arrays.fill(free, NONE);
        java.util.Arrays.fill(fresh, NONE);
    }

    /** Copies a message into a block; the handle of the block, or {@link #NONE}. */
    public long keep(final DirectBuffer source, final int offset, final int length) {
        final long handle = allocate(length);
        if (handle != NONE) {
            chunk(handle).putBytes(offset(handle), source, offset, length);
        }
        return handle;
    }

    /** A block of at least {@code length} bytes with any content, or {@link #NONE}. */
    public long allocate(final int length) {
        if (length > MAX_LENGTH) {
            return NONE;
        }
        int size = 0;
        while (SIZES[size] < length) {
            size++;
        }
        long handle = take(size);
        if (handle == NONE && grow(size)) {
            handle = take(size);
        }
        for (int larger = size + 1; handle == NONE && larger < SIZES.length; larger++) {
            handle = take(larger);
        }
        if (handle != NONE) {
            blocksInUse++;
            bytesInUse += SIZES[sizeIndexes[(int) (handle >>> CHUNK_SHIFT)]];
        }
        return handle;
    }

    /** Gives a block back; it must not be used any more. {@link #NONE} is allowed. */
    public void release(final long handle) {
        if (handle == NONE) {
            return;
        }
        final int size = sizeIndexes[(int) (handle >>> CHUNK_SHIFT)];
        chunk(handle).putLong(offset(handle), free[size]);
        free[size] = handle;
        blocksInUse--;
        bytesInUse -= SIZES[size];
    }

    /** Buffer that holds the block. */
    public DirectBuffer buffer(final long handle) {
        return chunk(handle);
    }

    /** Where the block begins in its buffer. */
    public int offset(final long handle) {
        return (int) handle & (CHUNK_BYTES - 1);
    }

    /** Blocks handed out and not given back. */
    public long blocksInUse() {
        return blocksInUse;
    }

    /** Bytes of these blocks, by their sizes. */
    public long bytesInUse() {
        return bytesInUse;
    }

    /** Bytes taken from the operating system; never given back. */
    public long bytesTaken() {
        return (long) chunkCount << CHUNK_SHIFT;
    }

    private UnsafeBuffer chunk(final long handle) {
        return chunks[(int) (handle >>> CHUNK_SHIFT)];
    }

    private long take(final int size) {
        final long freed = free[size];
        if (freed != NONE) {
            free[size] = chunk(freed).getLong(offset(freed));
            return freed;
        }
        final long unused = fresh[size];
        if (unused != NONE) {
            final long next = unused + SIZES[size];
            fresh[size] = offset(next) == 0 ? NONE : next;
        }
        return unused;
    }

    private boolean grow(final int size) {
        if (chunkCount == chunks.length) {
            return false;
        }
        // The automatic arena is not counted against the limit of direct memory, which follows
        // -Xmx.
        final var memory = Arena.ofAuto().allocate(CHUNK_BYTES, 64).asByteBuffer();
        chunks[chunkCount] = new UnsafeBuffer(memory);
        sizeIndexes[chunkCount] = size;
        fresh[size] = (long) chunkCount << CHUNK_SHIFT;
        chunkCount++;
        return true;
    }
}
