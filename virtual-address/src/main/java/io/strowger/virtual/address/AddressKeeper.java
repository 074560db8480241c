// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

/**
 * Decides when an address is to be held, announced and removed. The kernel is given the address for three
 * seconds at a time: when the process dies or stands still, the address goes by itself. And when the thread
 * that switches does not confirm for a second that it is active, it is taken away. One thread.
 */
final class AddressKeeper {
    /** After so long the kernel takes an address away that nobody has lengthened. */
    static final int LIFETIME_SECONDS = 3;

    /** For so long a confirmation counts. */
    static final long CONFIRMED_NANOS = 1_000_000_000L;

    static final long RENEWAL_NANOS = 500_000_000L;

    /** What did not work is tried again after so long. */
    static final long RETRY_NANOS = 100_000_000L;

    /** The first announcements come quickly, for one may get lost. */
    static final int QUICK_ANNOUNCEMENTS = 5;

    static final long QUICK_NANOS = 200_000_000L;

    /** Then they go on: a host whose switch has died answers for the address for some seconds. */
    static final long STEADY_NANOS = 2_000_000_000L;

    private static final long NOTHING_YET = -1;

    private final AddressOutput output;
    private long wanted = NOTHING_YET;
    private long lastTerm;
    private boolean done;
    private int announcements;
    private long actAt;
    private long announceAt;

    AddressKeeper(final AddressOutput output) {
        this.output = output;
    }

    /**
     * Does what is due.
     *
     * @param term that the switch holds, 0 when it is not active
     * @param confirmedAtNanos when the switch has last said so
     */
    void doWork(final long term, final long confirmedAtNanos, final long nowNanos) {
        final boolean isConfirmed = nowNanos - confirmedAtNanos < CONFIRMED_NANOS;
        final long now = isConfirmed ? term : 0;
        if (now != wanted) {
            change(now);
            actAt = nowNanos;
        }
        if (wanted > 0) {
            hold(nowNanos);
        } else if (!done && nowNanos - actAt >= 0) {
            // At the start, too: the process that was here before may have left it.
            done = output.remove();
            actAt = nowNanos + RETRY_NANOS;
        }
    }

    private void change(final long term) {
        if (term == 0) {
            output.onState(AddressState.STANDBY, lastTerm);
        }
        wanted = term;
        lastTerm = term > 0 ? term : lastTerm;
        done = false;
    }

    private void hold(final long nowNanos) {
        if (nowNanos - actAt >= 0) {
            final boolean wasDone = done;
            done = output.hold();
            actAt = nowNanos + (done ? RENEWAL_NANOS : RETRY_NANOS);
            if (done && !wasDone) {
                announcements = 0;
                announceAt = nowNanos;
                output.onState(AddressState.ACTIVE, wanted);
            }
        }
        if (done && nowNanos - announceAt >= 0) {
            announcements++;
            announceAt =
                    nowNanos + (announcements < QUICK_ANNOUNCEMENTS ? QUICK_NANOS : STEADY_NANOS);
            output.announce();
        }
    }

    boolean isHeld() {
        return wanted > 0 && done;
    }
}
