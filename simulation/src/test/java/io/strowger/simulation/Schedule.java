// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import java.util.PriorityQueue;

/** The virtual clock: what is to happen, in order of time and then of being said. */
final class Schedule {
    private record Due(long at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(final Due other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long now;
    private long order;

    /** Nanoseconds since the start. */
    long now() {
        return now;
    }

    /** Something is to happen after so many nanoseconds. */
    void after(final long nanos, final Runnable what) {
        queue.add(new Due(now + nanos, order++, what));
    }

    /** Lets the next thing happen; false when nothing is left. */
    boolean step() {
        final Due next = queue.poll();
        if (next == null) {
            return false;
        }
        now = next.at();
        next.what().run();
        return true;
    }
}
