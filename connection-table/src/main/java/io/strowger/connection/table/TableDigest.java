// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

/**
 * Order-free sum of 128 bits over the entries of a table: two tables with equal sums hold the same
 * Call-IDs at the same nodes. Not against somebody who looks for collisions by himself, but he would
 * have to know hashes whose key he does not have.
 */
public final class TableDigest {
    private static final long ODD_1 = 0x9E3779B97F4A7C15L;
    private static final long ODD_2 = 0xC2B2AE3D27D4EB4FL;

    private long sumHigh;
    private long sumLow;
    private long high;
    private long low;

    public long high() {
        return sumHigh;
    }

    public long low() {
        return sumLow;
    }

    void begin(final long startHigh, final long startLow) {
        high = startHigh;
        low = startLow;
    }

    void mix(final long word) {
        high = scatter(high ^ word) + low * ODD_1;
        low = scatter(low + word * ODD_2) ^ high;
    }

    /** Takes what was mixed into the sum (1) or out of it (-1). */
    void end(final int sign) {
        final long addHigh = scatter(high + ODD_1);
        final long addLow = scatter(low ^ addHigh);
        final long before = sumLow;
        if (sign > 0) {
            sumLow += addLow;
            sumHigh += addHigh + (Long.compareUnsigned(sumLow, before) < 0 ? 1 : 0);
        } else {
            sumLow -= addLow;
            sumHigh -= addHigh + (Long.compareUnsigned(before, addLow) < 0 ? 1 : 0);
        }
    }

    private static long scatter(final long word) {
        long mixed = (word ^ word >>> 32) * ODD_2;
        mixed = (mixed ^ mixed >>> 29) * ODD_1;
        return mixed ^ mixed >>> 32;
    }
}
