// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

/** Counts since the start of one machine. Written by its thread; others may read a value a little late. */
public final class ReplicationCounters {
    private final long[] counts = new long[ReplicationCounter.values().length];

    /** The count so far. */
    public long get(final ReplicationCounter counter) {
        return counts[counter.ordinal()];
    }

    void increment(final ReplicationCounter counter) {
        counts[counter.ordinal()]++;
    }

    /** Counts a frame that was offered to the way out. */
    boolean sent(final boolean taken, final int length) {
        increment(taken ? ReplicationCounter.FRAMES_SENT : ReplicationCounter.NOT_SENT);
        counts[ReplicationCounter.BYTES_SENT.ordinal()] += taken ? length : 0;
        return taken;
    }
}
