// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

/**
 * What is remembered of sources, in a table of fixed size: each source may stand in one of {@value
 * #WAYS} places that its hash names. When all of them are taken, one that has nothing left to
 * remember gives way, else the one that was quiet for longest; a ban gives way only where all are
 * bans, the one that ends first.
 *
 * <p>A bucket is one time: when it will be full again (the virtual scheduling of ITU-T I.371). Times
 * are nanoseconds from a beginning of the owner's and are positive. One thread.
 */
final class SourceTable {
    static final int WAYS = 8;
    static final int NONE = -1;

    private final int mask;
    private final long seed;
    private final long[] keys;
    private final long[] rateFull;
    private final long[] failuresOver;
    private final long[] endsAt;
    private final byte[] measures;
    private final byte[] reasons;
    private final int[] seenRules;
    private final long[] networkEndsAt;
    private int inForce;
    private long displaced;

    /** What is done to a source until {@link #endsAt}. */
    enum Measure {
        NOTHING,
        SLOWED,
        BANNED
    }

    private static final Measure[] MEASURES = Measure.values();
    private static final Reason[] REASONS = Reason.values();

    /**
     * @param sources a power of two of at least {@value #WAYS}
     * @param seed random, so that nobody outside can choose sources that stand in each other's way
     */
    SourceTable(final int sources, final long seed) {
        if (sources < WAYS || Integer.bitCount(sources) != 1) {
            throw new IllegalArgumentException("sources: " + sources + " not a power of 2 above 7");
        }
        this.seed = seed;
        mask = sources / WAYS - 1;
        keys = new long[sources];
        rateFull = new long[sources];
        failuresOver = new long[sources];
        endsAt = new long[sources];
        measures = new byte[sources];
        reasons = new byte[sources];
        seenRules = new int[sources];
        networkEndsAt = new long[sources];
    }

    /** One number for a source; 0 is none. */
    static long key(final long addressHigh, final long addressLow) {
        return addressHigh == 0 ? addressLow : addressHigh;
    }

    /** What {@link #key} was made of: no IPv6 network in use begins with 16 bits of zero (RFC 4291 §2.4). */
    static Network networkOf(final long key) {
        return key >>> 48 == 0 ? Network.ofSource(0, key) : Network.ofSource(key, 0);
    }

    int find(final long key) {
        final int first = first(key);
        for (int at = first; at < first + WAYS; at++) {
            if (keys[at] == key) {
                return at;
            }
        }
        return NONE;
    }

    /** Makes a place for a source that was not found. */
    int add(final long key, final long now) {
        final int first = first(key);
        int worst = first;
        for (int at = first; at < first + WAYS; at++) {
            if (keys[at] == 0 || isForgettable(at, now)) {
                worst = at;
                break;
            }
            worst = isLessWorth(at, worst, now) ? at : worst;
        }
        clear(worst, now);
        keys[worst] = key;
        return worst;
    }

    private boolean isForgettable(final int at, final long now) {
        return endsAt[at] <= now && rateFull[at] <= now && failuresOver[at] <= now;
    }

    private boolean isLessWorth(final int one, final int other, final long now) {
        final int oneRank = endsAt[one] <= now ? 0 : measures[one];
        final int otherRank = endsAt[other] <= now ? 0 : measures[other];
        if (oneRank != otherRank) {
            return oneRank < otherRank;
        }
        return oneRank == 0 ? rateFull[one] < rateFull[other] : endsAt[one] < endsAt[other];
    }

    private void clear(final int at, final long now) {
        if (measures[at] != 0) {
            displaced += endsAt[at] > now ? 1 : 0;
            lift(at);
        }
        rateFull[at] = 0;
        failuresOver[at] = 0;
        seenRules[at] = 0;
        networkEndsAt[at] = 0;
    }

    /** Takes one message from the bucket of a source; false when there is none left. */
    boolean take(final int at, final long intervalNanos, final long burstNanos, final long now) {
        final long full = Math.max(rateFull[at], now) + intervalNanos;
        if (full - now > burstNanos) {
            return false;
        }
        rateFull[at] = full;
        return true;
    }

    /** Adds a failure; false when they are more than what is forgotten in the given time. */
    boolean fail(final int at, final long costNanos, final long mostNanos, final long now) {
        failuresOver[at] = Math.max(failuresOver[at], now) + costNanos;
        return failuresOver[at] - now <= mostNanos;
    }

    void forgive(final int at, final long nanos) {
        failuresOver[at] -= nanos;
    }

    boolean hasFailures(final int at, final long now) {
        return failuresOver[at] > now;
    }

    void impose(final int at, final Measure measure, final Reason reason, final long until) {
        inForce += measures[at] == 0 ? 1 : 0;
        measures[at] = (byte) measure.ordinal();
        reasons[at] = (byte) reason.ordinal();
        endsAt[at] = until;
        failuresOver[at] = 0;
    }

    void lift(final int at) {
        inForce -= measures[at] == 0 ? 0 : 1;
        measures[at] = 0;
        endsAt[at] = 0;
    }

    Measure measure(final int at, final long now) {
        return endsAt[at] > now ? MEASURES[measures[at]] : Measure.NOTHING;
    }

    Reason reason(final int at) {
        return REASONS[reasons[at]];
    }

    long endsAt(final int at) {
        return endsAt[at];
    }

    /** Lifts what is over. Looks at everything, so not for each message. */
    void expire(final long now) {
        for (int at = 0; at < keys.length && inForce > 0; at++) {
            if (measures[at] != 0 && endsAt[at] <= now) {
                lift(at);
            }
        }
    }

    /** Whether the place was held against these rules about networks. */
    boolean hasSeen(final int at, final int rules) {
        return seenRules[at] == rules;
    }

    void onSeen(final int at, final int rules, final long banEndsAt) {
        seenRules[at] = rules;
        networkEndsAt[at] = banEndsAt;
    }

    /** Whether a network that the source belongs to is banned. */
    boolean isNetworkBanned(final int at, final long now) {
        return networkEndsAt[at] > now;
    }

    int size() {
        return keys.length;
    }

    long keyAt(final int at) {
        return keys[at];
    }

    /** Sources that are slowed or banned, or were and have not been looked at since. */
    int inForce() {
        return inForce;
    }

    /** Bans and suspicions that gave way to others. */
    long displaced() {
        return displaced;
    }

    private int first(final long key) {
        long hash = (key ^ seed) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ hash >>> 32) * 0xC2B2AE3D27D4EB4FL;
        return ((int) (hash >>> 32) & mask) * WAYS;
    }
}
