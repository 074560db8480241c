// SPDX-License-Identifier: Apache-2.0
package io.strowger.lease;

/**
 * Which of two switches sees more of the outside (mission row D7). The active role goes to the other one when that has
 * seen more for longer than both may differ in noticing the same thing, and when what it sees is not new: a gateway
 * that is down, comes back or flaps is seen by both, one of them a little earlier. And not soon again. One thread.
 */
final class Outlook {
    /** Both ask ten times a second, and beats come each 50 ms: by then both have noticed that a gateway is gone. */
    static final long PATIENCE_NANOS = 200_000_000L;

    /** That it is back, one of them may notice a second later: so long its system waits before it asks for a link address again. */
    static final long STEADY_NANOS = 3_000_000_000L;

    /** Between two times; twice as long with each. */
    static final long PAUSE_NANOS = 10_000_000_000L;

    static final long LONGEST_PAUSE_NANOS = 300_000_000_000L;

    private final long silenceNanos;
    private int own;
    private int other;
    private long otherHeardAt;
    private long otherRisenAt;
    private boolean isWorse;
    private long worseSince;
    private long handedOverAt;
    private long pauseNanos;

    /**
     * @param silenceNanos after so long what the other one said counts no longer
     */
    Outlook(final long silenceNanos, final long nowNanos) {
        this.silenceNanos = silenceNanos;
        otherHeardAt = nowNanos;
        handedOverAt = nowNanos;
    }

    void own(final int sight) {
        own = sight;
    }

    int own() {
        return own;
    }

    void other(final int sight, final long nowNanos) {
        forgetIfSilent(nowNanos);
        if (sight > other) {
            otherRisenAt = nowNanos;
        }
        other = sight;
        otherHeardAt = nowNanos;
    }

    private void forgetIfSilent(final long nowNanos) {
        if (nowNanos - otherHeardAt >= silenceNanos) {
            other = 0;
        }
    }

    /** Whether the other one should be the active one. To be asked at each turn. */
    boolean isBetterElsewhere(final long nowNanos) {
        forgetIfSilent(nowNanos);
        final boolean wasWorse = isWorse;
        isWorse = other > own;
        if (isWorse && !wasWorse) {
            worseSince = nowNanos;
        }
        return isWorse
                && nowNanos - worseSince >= PATIENCE_NANOS
                && nowNanos - otherRisenAt >= STEADY_NANOS
                && nowNanos - handedOverAt >= pauseNanos;
    }

    /** This switch has given the active role away. */
    void onHandOver(final long nowNanos) {
        final boolean isSoon = pauseNanos > 0 && nowNanos - handedOverAt < 2 * LONGEST_PAUSE_NANOS;
        pauseNanos = isSoon ? Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos) : PAUSE_NANOS;
        handedOverAt = nowNanos;
        isWorse = false;
    }
}
