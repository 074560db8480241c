// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import org.agrona.concurrent.UnsafeBuffer;

/** Frames of changes that wait for the link, in memory taken once. The last one is being filled. */
final class FrameQueue {
    private final TableFrame[] frames;
    private int first;
    private int size;

    FrameQueue(final int limit) {
        frames = new TableFrame[limit];
        final UnsafeBuffer memory = new UnsafeBuffer(new byte[limit * TableFrame.MAX_LENGTH]);
        for (int i = 0; i < limit; i++) {
            frames[i] =
                    new TableFrame(
                            new UnsafeBuffer(
                                    memory, i * TableFrame.MAX_LENGTH, TableFrame.MAX_LENGTH));
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == frames.length && last().changes() == TableFrame.MOST_CHANGES;
    }

    /** Whether the last frame takes one more change. */
    boolean hasRoom() {
        return size > 0 && last().changes() < TableFrame.MOST_CHANGES;
    }

    TableFrame first() {
        return frames[first];
    }

    TableFrame last() {
        return frames[(first + size - 1) % frames.length];
    }

    /** Opens one more; the queue is not full. */
    TableFrame add() {
        size++;
        return last();
    }

    void remove() {
        first = (first + 1) % frames.length;
        size--;
    }

    void clear() {
        size = 0;
    }
}
