// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.RecordPosition;
import org.jspecify.annotations.Nullable;

/**
 * What one requester has been sent in a round of a continuous reload, and what of that is still under way to it. Who does
 * not keep up is left behind: the round goes on without it until half of what is under way has arrived, and comes back to
 * what it lacks.
 */
final class RoundShare {
    private static final int LEAST_CHUNKS = 2;
    private static final int MOST_RANGES = 64;

    private final RecordCoverage sent = new RecordCoverage(MOST_RANGES);
    private final long[] underWay;
    private int oldest;
    private int count;
    private boolean isBehind;

    /**
     * The share of a requester that takes so many bytes before it says that they have arrived.
     *
     * @param lackingAfter what it has of somebody else is not sent: all records up to here
     * @param lackingTo and those after this one
     */
    RoundShare(
            final int windowBytes,
            final RecordPosition lackingAfter,
            final RecordPosition lackingTo) {
        if (lackingAfter.compareTo(RecordPosition.START) > 0) {
            sent.add(RecordPosition.START, lackingAfter);
        }
        if (lackingTo.compareTo(RecordPosition.END) < 0) {
            sent.add(lackingTo, RecordPosition.END);
        }
        underWay = new long[Math.max(LEAST_CHUNKS, windowBytes / WireLimits.FRAME)];
    }

    /** Whether a chunk may be sent before the requester says more. */
    boolean hasRoom() {
        return count < underWay.length;
    }

    /** Whether little is under way: it will have nothing to do soon. */
    boolean isHungry() {
        return count <= underWay.length / 4;
    }

    boolean isBehind() {
        return isBehind;
    }

    void leaveBehind() {
        isBehind = true;
    }

    /** Whether something was sent of which it is not known that it has arrived. */
    boolean isAwaited() {
        return count > 0;
    }

    /** Everything up to a chunk has arrived; false when that was known. */
    boolean acknowledged(final long sequence) {
        final int before = count;
        while (count > 0 && underWay[oldest] <= sequence) {
            oldest = (oldest + 1) % underWay.length;
            count--;
        }
        isBehind &= count > underWay.length / 2;
        return count < before;
    }

    /** A chunk of what lies after one place up to another was sent. */
    void sent(final RecordPosition after, final RecordPosition to, final long sequence) {
        sent.add(after, to);
        underWay[(oldest + count) % underWay.length] = sequence;
        count++;
    }

    /** The first place at or after another from where on it lacks records; null when it lacks none. */
    @Nullable RecordPosition nextLacking(final RecordPosition from) {
        return sent.nextLacking(from);
    }

    /** Whether it was sent everything. */
    boolean isComplete() {
        return sent.isComplete();
    }
}
