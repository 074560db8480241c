// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

/** What a replica knows of levels that it does not hold: how far behind it is, since when, and whether one is missing. */
final class LevelWatch {
    static final long NEVER = Long.MIN_VALUE;
    private static final long MILLI = 1_000_000;

    private long known;
    private long behindSince = NEVER;
    private long gapSince = NEVER;
    private long aheadSince = NEVER;

    /** Highest level heard of. */
    long known() {
        return known;
    }

    /** A level was heard of; held is what we have. */
    void heard(final long level, final long held, final long now) {
        known = Math.max(known, level);
        if (behindSince == NEVER && known > held) {
            behindSince = now;
        }
    }

    /** From now on this is the highest level there is: another database, or one that lost some. */
    void restart(final long level) {
        known = level;
        behindSince = NEVER;
        gapSince = NEVER;
        aheadSince = NEVER;
    }

    /** The next level is missing. */
    void gap(final long now) {
        gapSince = gapSince == NEVER ? now : gapSince;
    }

    /** An entry was applied: what was missing is there. */
    void progressed() {
        gapSince = NEVER;
    }

    /** A level is committed. */
    void reached(final long level) {
        if (level >= known) {
            behindSince = NEVER;
            gapSince = NEVER;
        }
    }

    boolean isGapOlderThan(final long nanos, final long now) {
        return gapSince != NEVER && now - gapSince >= nanos;
    }

    /**
     * Whether the leader announces a lower level than the one that was taken. What it said before our last entry may
     * still be on the way; only when it goes on saying so for this long is it true.
     */
    boolean isAhead(final long taken, final long announced, final long patience, final long now) {
        if (taken <= announced) {
            aheadSince = NEVER;
            return false;
        }
        aheadSince = aheadSince == NEVER ? now : aheadSince;
        return now - aheadSince >= patience;
    }

    long lagMillis(final long now) {
        return behindSince == NEVER ? 0 : (now - behindSince) / MILLI;
    }
}
