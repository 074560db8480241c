// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/**
 * Which datagrams of a batch leave as segments of one send (UDP generic segmentation offload, {@code UDP_SEGMENT}, Linux 4.18): what
 * goes to the same place and is equally long passes the layers of the system once for all of them, and arrives as the datagrams that
 * they are. Datagrams of a call keep their order; those of different calls may pass each other, as they may on any network.
 *
 * <p>Groups leave in the order in which they were begun. A datagram joins no group before the last one that has something of its
 * call.
 */
final class SegmentPlan {
    /** The system takes no more in one send. */
    static final int MOST_SEGMENTS = 64;

    /** What fits into every path (IPv6's least MTU of 1,280 bytes without the headers); longer ones leave alone. */
    static final int LONGEST_SEGMENT = 1_232;

    /** Of a group, below the 65,535 of an IP packet. */
    static final int MOST_BYTES = 64_000;

    /** Groups that a datagram is compared with. */
    static final int LOOK_BACK = 16;

    /** Power of two; calls that share a place keep their order toward each other, too. */
    private static final int CALLS = 256;

    private static final int NOTHING = -1;

    /** Of two datagrams of the batch, by their index: whether they go to the same place. */
    interface Destinations {
        boolean areSame(int i, int k);
    }

    private final Destinations destinations;
    private final int[] next;
    private final int[] first;
    private final int[] last;
    private final int[] segments;
    private final int[] segmentBytes;
    private final int[] latestOfCall = new int[CALLS];
    private int groups;

    SegmentPlan(final int datagrams, final Destinations destinations) {
        this.destinations = destinations;
        next = new int[datagrams];
        first = new int[datagrams];
        last = new int[datagrams];
        segments = new int[datagrams];
        segmentBytes = new int[datagrams];
    }

    void begin() {
        groups = 0;
        java.util.Arrays.fill(latestOfCall, 0);
    }

    /**
     * The next datagram of the batch.
     *
     * @param i its index
     * @param bytes its length
     * @param call tells calls apart, {@link CallIds#NONE} when it is of none and may pass everything
     */
    void add(final int i, final int bytes, final int call) {
        next[i] = NOTHING;
        final int place = call & (CALLS - 1);
        final boolean isOfACall = call != CallIds.NONE;
        int group =
                bytes > LONGEST_SEGMENT
                        ? NOTHING
                        : find(i, bytes, isOfACall ? latestOfCall[place] : 0);
        if (group == NOTHING) {
            group = open(i, bytes);
        } else {
            next[last[group]] = i;
            last[group] = i;
            segments[group]++;
        }
        if (isOfACall) {
            latestOfCall[place] = group;
        }
    }

    private int find(final int i, final int bytes, final int earliest) {
        final int from = Math.max(earliest, groups - LOOK_BACK);
        for (int group = groups - 1; group >= from; group--) {
            if (segmentBytes[group] == bytes
                    && hasRoom(group)
                    && destinations.areSame(first[group], i)) {
                return group;
            }
        }
        return NOTHING;
    }

    private boolean hasRoom(final int group) {
        final int more = segments[group] + 1;
        return more <= MOST_SEGMENTS && more * segmentBytes[group] <= MOST_BYTES;
    }

    private int open(final int i, final int bytes) {
        first[groups] = i;
        last[groups] = i;
        segments[groups] = 1;
        segmentBytes[groups] = bytes;
        return groups++;
    }

    int groups() {
        return groups;
    }

    int segments(final int group) {
        return segments[group];
    }

    int segmentBytes(final int group) {
        return segmentBytes[group];
    }

    /** Index of the first datagram of a group. */
    int first(final int group) {
        return first[group];
    }

    /** The one behind datagram {@code i} in its group, negative behind the last. */
    int next(final int i) {
        return next[i];
    }
}
