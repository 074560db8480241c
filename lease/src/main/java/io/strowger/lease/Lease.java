// SPDX-License-Identifier: Apache-2.0
package io.strowger.lease;

import java.util.Arrays;

/**
 * Whether this switch is the active one. Two are never active at once, whatever is cut, as long as
 * clocks run at the same speed to within the margin:
 *
 * <ul>
 *   <li>A switch is active while it holds the lease of the location server group, counted from when
 *       it asked, which is before the group granted it.
 *   <li>When the group does not answer it, it asks the other switch. That one promises, if the group
 *       does not answer it either, not to be active for the length of a lease from when it was
 *       asked; the active one counts from when it asked.
 *   <li>A switch that has just started acts as if it had promised, for it might have.
 * </ul>
 *
 * A switch that stops gives the lease back ({@link #leave}), and the other one, told so, asks for it
 * at once. So does an active switch that sees less of the outside than the other one, and goes on as
 * the standby ({@link Outlook}). So a group without quorum leaves the active switch active as long as link
 * 213 shows that the other one has no quorum either; and when both are cut off, nobody is active for long.
 * One thread.
 */
public final class Lease {
    /** Beats, and requests, whose answers can still be told apart; a power of two. */
    private static final int REMEMBERED = 16;

    private final LeaseConfig config;
    private final LeaseOutput output;
    private final long lengthNanos;
    private final long marginNanos;
    private final Outlook outlook;
    private long term;
    private boolean active;
    private long activeUntil;
    private long grantedTerm;
    private long grantedUntil;
    private long promisedUntil;
    private long heardActiveAt;
    private long requestNumber;
    private long requestedAt;
    private long newestTerm;
    private boolean waiting;
    private long unansweredSince;
    private long beatNumber;
    private long beatAt;
    private boolean othersQuestion;
    private long othersBeat;
    private long othersTerm;
    private boolean otherActs;
    private boolean leaving;
    private long leftTerm;
    private final long[] askedBeats = new long[REMEMBERED];
    private final long[] askedAt = new long[REMEMBERED];
    private final long[] requests = new long[REMEMBERED];
    private final long[] requestsAt = new long[REMEMBERED];

    public Lease(final LeaseConfig config, final LeaseOutput output, final long nowNanos) {
        this.config = config;
        this.output = output;
        lengthNanos = config.length().toNanos();
        marginNanos = config.margin().toNanos();
        outlook = new Outlook(config.silence().toNanos(), nowNanos);
        promisedUntil = nowNanos + lengthNanos;
        heardActiveAt = nowNanos;
        requestedAt = nowNanos - lengthNanos;
        beatAt = nowNanos - lengthNanos;
        // What is answered to the process that was here before is not taken for an answer to this
        // one: it counts its numbers from where the other one has not been.
        requestNumber = nowNanos;
        beatNumber = nowNanos;
        Arrays.fill(askedBeats, Long.MIN_VALUE);
        Arrays.fill(requests, Long.MIN_VALUE);
    }

    /**
     * Whether this switch may act as the active one at this moment. To be asked with a fresh time
     * before anything goes out: a process that stood still does not know that its time is over.
     */
    public boolean isActive(final long nowNanos) {
        return active && nowNanos - activeUntil < 0;
    }

    /** When its being active ends, should nothing lengthen it. */
    public long activeUntil() {
        return activeUntil;
    }

    /** The term that this switch holds; it goes with everything that is sent to nodes. */
    public long term() {
        return term;
    }

    /** Ends what is over, asks for what is needed, tells the other switch. */
    public void doWork(final long nowNanos) {
        if (active && nowNanos - activeUntil >= 0) {
            standBy(nowNanos);
        }
        takeUp(nowNanos);
        // Without the group nobody could take up what is given back.
        if (active && !hasNoQuorum(nowNanos) && outlook.isBetterElsewhere(nowNanos)) {
            handOver(nowNanos);
        }
        if (wantsLease(nowNanos)) {
            unansweredSince = waiting ? unansweredSince : nowNanos;
            waiting = true;
            request(nowNanos);
        }
        if (nowNanos - beatAt >= config.silence().toNanos() / 3) {
            beat(0, nowNanos);
        }
        answerQuestion(nowNanos);
    }

    /**
     * How much of the outside this switch sees, and could serve; the other one is told. 0, as at first,
     * for nothing: never is the active role given to who sees nothing.
     */
    public void sees(final int sight) {
        outlook.own(leaving ? 0 : sight);
    }

    /**
     * This switch stops: it is active no longer, gives the lease back, says so to the other one, and
     * never asks again. What it has been granted and has not taken up, or is granted yet, it gives back
     * as well.
     */
    public void leave(final long nowNanos) {
        leaving = true;
        outlook.own(0);
        final long granted = grantedTerm;
        grantedTerm = 0;
        if (active) {
            leftTerm = term;
            standBy(nowNanos);
            output.releaseLease(leftTerm);
            beat(0, nowNanos);
        }
        giveBack(granted);
    }

    private void giveBack(final long granted) {
        if (granted != 0 && granted != leftTerm) {
            output.releaseLease(granted);
        }
    }

    /** As {@link #leave}, but it goes on as the standby, and asks again when the other one does not take the lease. */
    private void handOver(final long nowNanos) {
        waiting = false;
        grantedTerm = 0;
        Arrays.fill(requests, Long.MIN_VALUE);
        final long left = term;
        output.onHandOver();
        standBy(nowNanos);
        outlook.onHandOver(nowNanos);
        heardActiveAt = nowNanos + lengthNanos - config.silence().toNanos();
        output.releaseLease(left);
        beat(0, nowNanos);
    }

    /**
     * Whether there is nothing to wait for any more since this switch has left: the other one is active,
     * if this one was, and all that this one had asked for within the length of a lease is answered.
     */
    public boolean hasHeir(final long nowNanos) {
        boolean isOver = leaving && (leftTerm == 0 || othersTerm > leftTerm);
        for (int i = 0; i < REMEMBERED && isOver; i++) {
            isOver = requests[i] == Long.MIN_VALUE || nowNanos - requestsAt[i] >= lengthNanos;
        }
        return isOver;
    }

    private void standBy(final long nowNanos) {
        active = false;
        term = 0;
        heardActiveAt = nowNanos;
        output.onStandby();
    }

    /**
     * The group has answered. It may take longer than until the next request: each answer counts from
     * when its own request was sent.
     *
     * @param grantedOrNone the term, 0 when another switch has the lease
     */
    public void onAnswer(final long number, final long grantedOrNone, final long nowNanos) {
        final int asked = (int) number & (REMEMBERED - 1);
        if (requests[asked] != number) {
            return;
        }
        requests[asked] = Long.MIN_VALUE;
        waiting = false;
        if (leaving) {
            giveBack(grantedOrNone);
            return;
        }
        if (grantedOrNone == 0 || grantedOrNone < newestTerm) {
            return;
        }
        newestTerm = grantedOrNone;
        final long until = requestsAt[asked] + lengthNanos - marginNanos;
        if (active && grantedOrNone == term) {
            activeUntil = later(activeUntil, until);
        } else {
            grantedUntil = grantedTerm == grantedOrNone ? later(grantedUntil, until) : until;
            grantedTerm = grantedOrNone;
            takeUp(nowNanos);
        }
    }

    /** The other switch has said something. */
    public void onBeat(final SwitchBeat beat, final long nowNanos) {
        othersTerm = beat.active() ? beat.term() : othersTerm;
        if (beat.active()) {
            heardActiveAt = nowNanos;
        } else if (otherActs) {
            // It says itself that it is active no longer: nobody need wait for its silence.
            heardActiveAt = nowNanos - config.silence().toNanos();
        }
        otherActs = beat.active();
        outlook.other(beat.sight(), nowNanos);
        othersQuestion = beat.asksPromise();
        othersBeat = beat.number();
        answerQuestion(nowNanos);
        final int asked = (int) beat.promiseFor() & (REMEMBERED - 1);
        if (active && askedBeats[asked] == beat.promiseFor()) {
            activeUntil = later(activeUntil, askedAt[asked] + lengthNanos - marginNanos);
        }
    }

    private void request(final long nowNanos) {
        requestedAt = nowNanos;
        requestNumber++;
        requests[(int) requestNumber & (REMEMBERED - 1)] = requestNumber;
        requestsAt[(int) requestNumber & (REMEMBERED - 1)] = nowNanos;
        output.requestLease(requestNumber, term, config.length().toMillis());
    }

    /** A lease that was granted counts from when no promise stands against it. */
    private void takeUp(final long nowNanos) {
        if (grantedTerm == 0 || nowNanos - promisedUntil < 0) {
            return;
        }
        if (nowNanos - grantedUntil < 0) {
            active = true;
            term = grantedTerm;
            activeUntil = grantedUntil;
            output.onActive(term);
        }
        grantedTerm = 0;
    }

    private boolean wantsLease(final long nowNanos) {
        final long since = nowNanos - requestedAt;
        if (leaving) {
            return false;
        }
        if (waiting) {
            return since >= config.silence().toNanos();
        }
        if (active) {
            return since >= config.renewal().toNanos();
        }
        final boolean othersAreSilent =
                nowNanos - heardActiveAt >= config.silence().toNanos() || othersQuestion;
        return othersAreSilent && grantedTerm == 0 && since >= config.renewal().toNanos() / 2;
    }

    /** What the group was asked is without an answer for a while. */
    private boolean hasNoQuorum(final long nowNanos) {
        return waiting && nowNanos - unansweredSince >= config.silence().toNanos();
    }

    private void answerQuestion(final long nowNanos) {
        if (othersQuestion && !active && grantedTerm == 0 && hasNoQuorum(nowNanos)) {
            promisedUntil = later(promisedUntil, nowNanos + lengthNanos);
            othersQuestion = false;
            beat(othersBeat, nowNanos);
        }
    }

    private void beat(final long promiseFor, final long nowNanos) {
        beatAt = nowNanos;
        beatNumber++;
        final boolean acts = isActive(nowNanos);
        final boolean asks = acts && hasNoQuorum(nowNanos);
        if (asks) {
            askedBeats[(int) beatNumber & (REMEMBERED - 1)] = beatNumber;
            askedAt[(int) beatNumber & (REMEMBERED - 1)] = nowNanos;
        }
        output.sendBeat(new SwitchBeat(beatNumber, acts, term, asks, promiseFor, outlook.own()));
    }

    private static long later(final long one, final long other) {
        return one - other < 0 ? other : one;
    }
}
