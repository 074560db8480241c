// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames by their numbers, in memory of fixed size, in which nothing is allocated for a frame. They are put in by any order of numbers, and let go by any;
 * the memory of one is used anew when all that were put in before it are gone as well. One thread.
 */
final class FrameRing {
    /** Frames at most; numbers in the ring differ by less. */
    static final int FRAMES = 1024;

    static final int NONE = -1;
    private static final int MASK = FRAMES - 1;

    private final UnsafeBuffer memory;
    private final long[] numbers = new long[FRAMES];
    private final int[] offsets = new int[FRAMES];
    private final int[] lengths = new int[FRAMES];
    private final long[] order = new long[FRAMES];
    private final long[] ends = new long[FRAMES];
    private long first;
    private long count;
    private long head;
    private long tail;
    private long claimed;

    /**
     * @param capacity in bytes, outside the heap
     */
    FrameRing(final int capacity) {
        memory = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity));
    }

    MutableDirectBuffer memory() {
        return memory;
    }

    /**
     * Finds room for a frame, which is in the ring from {@link #put} on.
     *
     * @return where the room is, {@link #NONE} when there is none
     */
    int claim(final long number, final int length) {
        final int capacity = memory.capacity();
        if (count == FRAMES || length > capacity || numbers[(int) number & MASK] != 0) {
            return NONE;
        }
        final int at = (int) (head % capacity);
        final long start = at + length > capacity ? head + capacity - at : head;
        if (start + length - tail > capacity) {
            return NONE;
        }
        claimed = start;
        return (int) (start % capacity);
    }

    /** Puts the frame in for which room was found just now. */
    void put(final long number, final int length) {
        final int slot = (int) number & MASK;
        numbers[slot] = number;
        offsets[slot] = (int) (claimed % memory.capacity());
        lengths[slot] = length;
        head = claimed + length;
        final int last = (int) (first + count) & MASK;
        order[last] = number;
        ends[last] = head;
        count++;
    }

    /** Where the frame of a number is; {@link #NONE} when it is not here. */
    int offset(final long number) {
        final int slot = (int) number & MASK;
        return numbers[slot] == number && number != 0 ? offsets[slot] : NONE;
    }

    /** Of a frame that is here. */
    int length(final long number) {
        return lengths[(int) number & MASK];
    }

    void release(final long number) {
        final int slot = (int) number & MASK;
        if (numbers[slot] != number) {
            return;
        }
        numbers[slot] = 0;
        while (count > 0 && offset(order[(int) first & MASK]) == NONE) {
            tail = ends[(int) first & MASK];
            first++;
            count--;
        }
    }

    void clear() {
        Arrays.fill(numbers, 0);
        count = 0;
        head = 0;
        tail = 0;
    }
}
