// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

/**
 * How long changes are gathered for the next frame, counted from the last one. A frame costs a write, a flush and a
 * database commit however little is in it, so under load it should carry much; who changes one record after another
 * and waits for each should not wait for company that never comes. So the time doubles while frames carry several
 * changes, up to the commit interval, and falls to an eighth of it while they carry one.
 *
 * <p>A function of what it is told; one thread.
 */
final class GatherTime {
    private static final int SHORTEST_PART = 8;

    private final long longestNanos;
    private final long shortestNanos;
    private long nanos;
    private long lastFrameNanos;

    /**
     * Begins with the shortest time, and as if it were over.
     *
     * @param longestNanos the commit interval, 0 or more
     */
    GatherTime(final long longestNanos, final long nowNanos) {
        this.longestNanos = longestNanos;
        shortestNanos = longestNanos / SHORTEST_PART;
        nanos = shortestNanos;
        lastFrameNanos = nowNanos - longestNanos;
    }

    /** A frame with so many changes leaves now. */
    void onFrame(final int changes, final long nowNanos) {
        nanos =
                changes > 1
                        ? Math.min(2 * nanos, longestNanos)
                        : Math.max(nanos / 2, shortestNanos);
        lastFrameNanos = nowNanos;
    }

    /** How long the next frame should still wait; 0 or less = not any more. */
    long nanosLeft(final long nowNanos) {
        return lastFrameNanos + nanos - nowNanos;
    }
}
