// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

/** Sum modulo 2^128 of record hashes: the order in which records were written does not show in it. */
final class Digest {
    private long high;
    private long low;

    void set(final long high, final long low) {
        this.high = high;
        this.low = low;
    }

    void add(final long hashHigh, final long hashLow) {
        low += hashLow;
        high += hashHigh + (Long.compareUnsigned(low, hashLow) < 0 ? 1 : 0);
    }

    void subtract(final long hashHigh, final long hashLow) {
        high -= hashHigh + (Long.compareUnsigned(low, hashLow) < 0 ? 1 : 0);
        low -= hashLow;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }
}
