// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

/** Calls per second over the last few seconds, from a running total that is looked at every second. */
final class CallRate {
    private static final int SAMPLES = 6;

    private final long[] totals = new long[SAMPLES];
    private final long[] nanos = new long[SAMPLES];
    private int taken;
    private volatile double perSecond;

    /** Takes a look; called by one thread. */
    void sample(long total, long nowNanos) {
        int slot = taken % SAMPLES;
        int oldest = taken < SAMPLES ? 0 : slot;
        long since = taken == 0 ? 0 : nowNanos - nanos[oldest];
        perSecond = since <= 0 ? 0 : (total - totals[oldest]) * 1e9 / since;
        totals[slot] = total;
        nanos[slot] = nowNanos;
        taken++;
    }

    double perSecond() {
        return perSecond;
    }
}
