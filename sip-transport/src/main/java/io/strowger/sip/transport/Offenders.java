// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/**
 * The few sources that send far beyond their share, and the part of what they send that is within
 * it: what the system can discard before it takes room in the receive buffer. After {@link
 * #HOLD_NANOS} twice as much is let through; if that is too much it shrinks again, and once it is
 * all, the source is forgotten. Pure. Owned by the signaling thread.
 */
final class Offenders {
    static final int LIMIT = 16;

    /** A source of which fewer are discarded in a window, or less than half, needs no place. */
    static final int LEAST_DISCARDED = 32;

    static final double LEAST_SHARE = 0x1p-16;

    static final long HOLD_NANOS = 1_000_000_000L;

    private final long[] highs = new long[LIMIT];
    private final long[] lows = new long[LIMIT];
    private final double[] shares = new double[LIMIT];
    private final long[] until = new long[LIMIT];
    private int count;

    private final long[] seenHighs = new long[LIMIT];
    private final long[] seenLows = new long[LIMIT];
    private final int[] seenPassed = new int[LIMIT];
    private final int[] seenDiscarded = new int[LIMIT];
    private int seen;
    private boolean changed;

    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    long addressHigh(final int i) {
        return highs[i];
    }

    /** Meaningless for IPv6: there a source is the network, which is {@link #addressHigh}. */
    long addressLow(final int i) {
        return lows[i];
    }

    /** The part that is to come through, above 0 and below 1. */
    double share(final int i) {
        return shares[i];
    }

    /** Index of the one that sends most beyond its share; not of an empty list. */
    int worst() {
        int worst = 0;
        for (int i = 1; i < count; i++) {
            worst = shares[i] < shares[worst] ? i : worst;
        }
        return worst;
    }

    /** Whether anything has been discarded since the last window ended. */
    boolean hasDiscarded() {
        return seen > 0;
    }

    /** Whether the list is another one than at the last call. */
    boolean takeChange() {
        final boolean result = changed;
        changed = false;
        return result;
    }

    /**
     * A datagram was beyond its source's share. The heaviest sources are the first to be so; when
     * there are more than {@value #LIMIT} the others wait for the next window.
     *
     * @param passed how many of the same source were not, in this window
     */
    void discarded(final long addressHigh, final long addressLow, final int passed) {
        int i = 0;
        while (i < seen && !isSame(seenHighs[i], seenLows[i], addressHigh, addressLow)) {
            i++;
        }
        if (i == LIMIT) {
            return;
        }
        if (i == seen) {
            seen++;
            seenHighs[i] = addressHigh;
            seenLows[i] = addressLow;
            seenDiscarded[i] = 0;
        }
        seenPassed[i] = passed;
        seenDiscarded[i]++;
    }

    /** Lets those through again that have kept to their share, and adds those of this window. */
    void endWindow(final long nowNanos) {
        for (int i = count - 1; i >= 0; i--) {
            if (nowNanos - until[i] >= 0) {
                relent(i, nowNanos);
            }
        }
        for (int i = 0; i < seen; i++) {
            if (seenDiscarded[i] >= Math.max(LEAST_DISCARDED, seenPassed[i])) {
                add(i, nowNanos);
            }
        }
        seen = 0;
    }

    private void relent(final int i, final long nowNanos) {
        changed = true;
        shares[i] *= 2;
        until[i] = nowNanos + HOLD_NANOS;
        if (shares[i] >= 1) {
            remove(i);
        }
    }

    private void remove(final int i) {
        count--;
        highs[i] = highs[count];
        lows[i] = lows[count];
        shares[i] = shares[count];
        until[i] = until[count];
    }

    /** One that offends although it is listed was let through too generously: its share shrinks. */
    private void add(final int from, final long nowNanos) {
        final double share =
                Math.max(1, seenPassed[from]) / (double) (seenPassed[from] + seenDiscarded[from]);
        int i = 0;
        while (i < count && !isSame(highs[i], lows[i], seenHighs[from], seenLows[from])) {
            i++;
        }
        if (i == LIMIT) {
            return;
        }
        shares[i] = Math.max(LEAST_SHARE, i < count ? shares[i] * share : share);
        if (i == count) {
            count++;
            highs[i] = seenHighs[from];
            lows[i] = seenLows[from];
        }
        until[i] = nowNanos + HOLD_NANOS;
        changed = true;
    }

    private static boolean isSame(
            final long high, final long low, final long otherHigh, final long otherLow) {
        return high == otherHigh && (high != 0 || low == otherLow);
    }
}
