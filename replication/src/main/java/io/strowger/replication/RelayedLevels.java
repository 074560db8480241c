// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

/** Which of the last levels have been passed on already, so that each goes down once, also out of order. */
final class RelayedLevels {
    private static final int WINDOW = Long.SIZE;

    private long highest;
    private long bits;

    /** True when this level is passed on for the first time; levels far below the highest are not passed on any more. */
    boolean add(final long level) {
        if (level > highest) {
            final long up = level - highest;
            bits = up >= WINDOW ? 1 : bits << up | 1;
            highest = level;
            return true;
        }
        final long down = highest - level;
        if (down >= WINDOW || (bits >>> down & 1) != 0) {
            return false;
        }
        bits |= 1L << down;
        return true;
    }

    /** Another database or another leader is followed, whose levels may be other ones. */
    void clear() {
        highest = 0;
        bits = 0;
    }
}
