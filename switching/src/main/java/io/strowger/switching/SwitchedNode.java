// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

/**
 * What placement knows of a cluster node beside the table: whether it is fit, how fast it answers,
 * how far it is ramped up. One thread.
 */
public final class SwitchedNode {
    /** A response time counts for an eighth, as in RFC 6298 §2. */
    private static final int SMOOTHING_SHIFT = 3;

    private static final long SHORTEST_NANOS = 1_000;

    private final int number;
    private final RampUp rampUp;
    private Fitness fitness = Fitness.NOTHING;
    private long responseNanos;
    private boolean measured;
    private int placedSinceMeasured;
    private long rampFrom;
    private boolean ramping;

    SwitchedNode(final int number, final RampUp rampUp, final long responseNanos) {
        this.number = number;
        this.rampUp = rampUp;
        this.responseNanos = responseNanos;
    }

    /** Its number, as the table has it. */
    public int number() {
        return number;
    }

    public Fitness fitness() {
        return fitness;
    }

    /**
     * Says what it may be given from now on. A node that comes back from {@link Fitness#NOTHING} is
     * ramped up.
     */
    public void fitness(final Fitness changed, final long nowNanos) {
        if (fitness == Fitness.NOTHING && changed != Fitness.NOTHING) {
            ramping = true;
            rampFrom = nowNanos;
        }
        fitness = changed;
    }

    /** A request of a kind that the node answers by itself was answered after so long. */
    public void answeredAfter(final long nanos) {
        final long measurement = Math.max(SHORTEST_NANOS, nanos);
        responseNanos =
                measured
                        ? responseNanos + ((measurement - responseNanos) >> SMOOTHING_SHIFT)
                        : measurement;
        measured = true;
        placedSinceMeasured = 0;
    }

    /** Smoothed response time. */
    public long responseNanos() {
        return responseNanos;
    }

    /** Call-IDs that it was given since its response time is known. */
    int placedSinceMeasured() {
        return placedSinceMeasured;
    }

    void onPlaced() {
        placedSinceMeasured++;
    }

    /** What it gets of its due, more than 0 up to 1. */
    public double share(final long nowNanos) {
        if (!ramping) {
            return 1;
        }
        final double share = rampUp.share(nowNanos - rampFrom);
        ramping = share < 1;
        return share;
    }
}
