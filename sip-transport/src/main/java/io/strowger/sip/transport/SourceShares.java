// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import java.util.Arrays;

/**
 * Who may have how much of one socket's receive buffer while it fills faster than it is emptied.
 * Without pressure nothing is limited and nothing is counted.
 *
 * <p>Under pressure each source, an IPv4 address or an IPv6 network of 64 bits, has an account for
 * each window of time. A datagram costs 1, a malformed one {@value #MALFORMED_COST} more; a source
 * that has spent the {@link #level} is discarded until the window ends. The level is the same for
 * all: it is cut in each window at whose end the buffer is more than half full, rises while
 * there is room, and never falls below what is guaranteed to each source. So the largest sources are
 * cut first, to equal shares, and what they leave over is theirs (max-min fairness; the level is
 * found by the queue as in Pan, Breslau, Prabhakar and Shenker, "Approximate fair dropping", 2003).
 *
 * <p>Accounts are a table of fixed size without keys. Two sources that meet in one of them share it
 * for one window only: the hash has another seed in the next (McKenney, "Stochastic fairness
 * queueing", 1990). Pure: time and fill are given. Owned by the signaling thread.
 */
final class SourceShares {
    static final long WINDOW_NANOS = 20_000_000;

    /** In addition to the 1 that every datagram costs. */
    static final int MALFORMED_COST = 31;

    /** Percent of the receive buffer at which sources are limited, and limited more. */
    static final int PRESSURE_PERCENT = 50;

    /** Percent of the receive buffer at which the level loses a quarter instead of a sixteenth. */
    static final int HIGH_PERCENT = 75;

    /** Percent of the receive buffer at which the level is halved; soon the system drops. */
    static final int FULL_PERCENT = 90;

    /** Percent of the receive buffer below which the pressure is over. */
    static final int CALM_PERCENT = 25;

    /** Calm for so long ends the limiting. */
    static final long CALM_NANOS = 5_000_000_000L;

    /** The level rises by an eighth after so much time without pressure. */
    static final long RISE_NANOS = 100_000_000L;

    private static final int ACCOUNTS = 1 << 14;
    private static final int WINDOWS_PER_SECOND = (int) (1_000_000_000L / WINDOW_NANOS);
    private static final long NEXT_SEED = 0x9E3779B97F4A7C15L;

    private final int floor;
    private final Offenders offenders = new Offenders();
    private final int[] spent = new int[ACCOUNTS];
    private final int[] passed = new int[ACCOUNTS];
    private long seed;
    private boolean limiting;
    private int level;
    private int highest;
    private boolean hasLooked;
    private long windowEndNanos;
    private long lastPressureNanos;
    private long lastChangeNanos;

    /**
     * @param guaranteedPerSecond datagrams that each source may send whatever others do
     * @param seed random, so that nobody outside can choose sources that share an account
     */
    SourceShares(final int guaranteedPerSecond, final long seed) {
        this.floor =
                guaranteedPerSecond == UdpLimits.MOST_GUARANTEED
                        ? Integer.MAX_VALUE
                        : Math.max(1, guaranteedPerSecond / WINDOWS_PER_SECOND);
        this.seed = seed;
    }

    boolean isLimiting() {
        return limiting;
    }

    /** What a source may spend in a window; meaningless while nothing is limited. */
    int level() {
        return level;
    }

    Offenders offenders() {
        return offenders;
    }

    /** While limiting: counts a datagram; whether it is to be handed over. */
    boolean admits(final long addressHigh, final long addressLow) {
        final int account = accountOf(addressHigh, addressLow);
        final int cost = ++spent[account];
        highest = Math.max(highest, cost);
        if (cost <= level) {
            passed[account]++;
            return true;
        }
        offenders.discarded(addressHigh, addressLow, passed[account]);
        return false;
    }

    /** What was admitted last from this source was malformed. */
    void onMalformed(final long addressHigh, final long addressLow) {
        if (limiting) {
            final int account = accountOf(addressHigh, addressLow);
            spent[account] += MALFORMED_COST;
            highest = Math.max(highest, spent[account]);
        }
    }

    /** Whether {@link #look} is due. */
    boolean isWindowOver(final long nowNanos) {
        return !hasLooked || nowNanos - windowEndNanos >= 0;
    }

    /**
     * Ends a window.
     *
     * @param fillPercent how full the receive buffer is
     * @return whether sources began or ceased to be limited
     */
    boolean look(final int fillPercent, final long nowNanos) {
        hasLooked = true;
        windowEndNanos = nowNanos + WINDOW_NANOS;
        final boolean pressure = fillPercent >= PRESSURE_PERCENT;
        if (!limiting) {
            if (pressure) {
                begin(nowNanos);
            }
            return pressure;
        }
        changeLevel(fillPercent, nowNanos);
        if (fillPercent >= CALM_PERCENT || offenders.hasDiscarded() || !offenders.isEmpty()) {
            lastPressureNanos = nowNanos;
        }
        offenders.endWindow(nowNanos);
        clear();
        limiting = nowNanos - lastPressureNanos < CALM_NANOS;
        return !limiting;
    }

    private void changeLevel(final int fillPercent, final long nowNanos) {
        if (fillPercent >= PRESSURE_PERCENT) {
            final int effective = Math.min(level, highest);
            level = Math.max(floor, effective - (effective >> cut(fillPercent)));
            lastChangeNanos = nowNanos;
        } else if (nowNanos - lastChangeNanos >= RISE_NANOS) {
            level = (int) Math.min(Integer.MAX_VALUE, 1L + level + (level >> 3));
            lastChangeNanos = nowNanos;
        }
    }

    /**
     * Little by little at first: what waits in the buffer belongs to those who are cut, and a peer
     * that is only a little too fast is to lose the excess and no more.
     */
    private static int cut(final int fillPercent) {
        if (fillPercent >= FULL_PERCENT) {
            return 1;
        }
        return fillPercent >= HIGH_PERCENT ? 2 : 4;
    }

    /** The first window only counts: its highest account is where the level starts from. */
    private void begin(final long nowNanos) {
        limiting = true;
        level = Integer.MAX_VALUE;
        lastPressureNanos = nowNanos;
        lastChangeNanos = nowNanos;
        clear();
    }

    private void clear() {
        Arrays.fill(spent, 0);
        Arrays.fill(passed, 0);
        highest = 0;
        seed += NEXT_SEED;
    }

    private int accountOf(final long addressHigh, final long addressLow) {
        final long source = addressHigh == 0 ? addressLow : addressHigh;
        long hash = (source ^ seed) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ hash >>> 32) * 0xC2B2AE3D27D4EB4FL;
        return (int) (hash >>> 40) & ACCOUNTS - 1;
    }
}
