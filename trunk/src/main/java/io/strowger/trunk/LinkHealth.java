// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.util.concurrent.TimeUnit;

/**
 * Whether one link can be used for sending (mission row D6). A link is proved by what the other end says it has heard over it, so a link that carries in
 * one direction only works for that one. A link that is silent is left, but it has failed only when the peer was heard by another link meanwhile: before
 * that it may be the peer that stands still. A function of events and the time that they are given; one thread.
 */
final class LinkHealth {
    /** What is not answered for so long will not be: with a turn of both ends and a beat between, a link is left 100 ms after its end. */
    static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

    /** A link that has failed answers for so long in all before it is used; each time that it fails again, for twice as long. */
    static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final long LONGEST_RETURN_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Each time that it works for so long, half of that is forgotten. */
    static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** After the peer is heard by another link it takes so long to say what it has heard by this one: its turn, and its answer. */
    private static final long PROOF_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A turn that comes later than this after the one before has stood still. */
    static final long STANDSTILL_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

    /** Of a link that is used: slower than this beside another one it is congested. Turns of a busy host take some milliseconds. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int SLOW_TIMES = 3;

    /** Of a link that has failed: it has to be so fast to be tried again. */
    private static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int FAST_TIMES = 2;

    private LinkState state = LinkState.CLOSED;
    private boolean connected;
    private boolean answered;
    private boolean everWorked;
    private boolean hasFailed;
    private boolean waits;
    private boolean isPeerHeard;
    private long sent;
    private long received;
    private long waitsSince;
    private long peerHeardAt;
    private long answeredAt;
    private long stoodStillUntil;
    private long stoodStill;
    private long steppedAt;
    private long good;
    private long workingSince;
    private long returnNanos;
    private long roundTrip;
    private long latest;
    private long latestButOne;
    private long waited;
    private long leftAfter;
    private long left;

    /**
     * @param position where the link that had this place before has come to: what the other end knows of a place only rises
     */
    LinkHealth(final long position) {
        sent = position;
        received = position;
    }

    LinkState state() {
        return state;
    }

    boolean isWorking() {
        return state == LinkState.WORKING;
    }

    /** Whether it works, or will at the next {@link #step} without having to prove itself first. */
    boolean isUsable(final long now) {
        return connected && answered && !hasFailed && !isLate(now);
    }

    boolean isConnected() {
        return connected;
    }

    /** Bytes that the other end has not said it has. */
    long outstanding() {
        return sent - received;
    }

    /** Bytes sent over it so far: where in the link a frame is. */
    long position() {
        return sent;
    }

    /** Smoothed, in nanoseconds; 0 when nothing has been answered. */
    long roundTrip() {
        return roundTrip;
    }

    long answeredAt() {
        return answeredAt;
    }

    /** When it failed last: how long what had been sent had waited for an answer when it was left, in nanoseconds. */
    long leftAfter() {
        return leftAfter;
    }

    /** How often it has failed. */
    long leftTimes() {
        return left;
    }

    void onSent(final long bytes, final long now) {
        sent += bytes;
        if (!waits) {
            waits = true;
            isPeerHeard = false;
            waitsSince = now;
        }
    }

    /**
     * The other end has heard something over this link.
     *
     * @param position of the link up to which it has heard
     * @param sentAt when that was sent
     * @param roundTripNanos without the time for which the other end kept the answer
     * @return whether that is news
     */
    boolean onAnswered(
            final long position, final long sentAt, final long roundTripNanos, final long now) {
        if (position <= received || position > sent) {
            return false;
        }
        received = position;
        waits = received < sent;
        // What is still to be answered was sent after this, at the earliest.
        waitsSince = sentAt;
        isPeerHeard = false;
        answered = true;
        answeredAt = now;
        final boolean isOlder = stoodStill > 0 && sentAt - stoodStillUntil < 0;
        final long took = isOlder ? Math.max(1, roundTripNanos - stoodStill) : roundTripNanos;
        roundTrip = roundTrip == 0 ? took : (roundTrip + took) / 2;
        latestButOne = latest;
        latest = took;
        return true;
    }

    /** The peer has heard over another link what was sent there at this time. */
    void onPeerHeard(final long sentAt, final long now) {
        if (waits && !isPeerHeard && sentAt - waitsSince > 0) {
            isPeerHeard = true;
            peerHeardAt = now;
        }
    }

    /** This end itself stood still until now: what had come meanwhile was not taken. */
    void excuse(final long nanos, final long now) {
        waitsSince += nanos;
        peerHeardAt += nanos;
        stoodStill = nanos;
        stoodStillUntil = now;
    }

    /** Another process is in the peer's place: how the link was to the former does not count. */
    void forgive() {
        everWorked = false;
        hasFailed = false;
        returnNanos = 0;
    }

    void connected(final boolean isSo) {
        connected = isSo;
        if (!isSo) {
            received = sent;
            waits = false;
            answered = false;
            roundTrip = 0;
            latest = 0;
            latestButOne = 0;
        }
    }

    /**
     * Draws conclusions from the time.
     *
     * @param others the shortest round trip of other links that work, 0 when there is none that is known
     * @param hasOther whether another link works
     * @return whether what was sent over it is to be sent again by another one
     */
    boolean step(final boolean hasOther, final long others, final long now) {
        final long passed = Math.min(now - steppedAt, STANDSTILL_NANOS);
        steppedAt = now;
        final LinkState fault = fault(others, now);
        if (fault == LinkState.WORKING) {
            recover(hasOther, passed, now);
            return false;
        }
        final boolean wasWorking = isWorking();
        if (wasWorking) {
            waited = waits ? now - waitsSince : 0;
        }
        state = fault;
        if (fault == LinkState.SILENT && !isProven(now)) {
            return wasWorking && hasOther;
        }
        if (fault != LinkState.CONGESTED) {
            good = 0;
        }
        if (hasFailed || !everWorked) {
            return false;
        }
        fail(now);
        return true;
    }

    private LinkState fault(final long others, final long now) {
        if (!connected) {
            return LinkState.CLOSED;
        }
        if (isLate(now)) {
            return LinkState.SILENT;
        }
        final long limit =
                hasFailed ? FAST_TIMES * others + FAST_NANOS : SLOW_TIMES * others + SLOW_NANOS;
        // One round trip may be a turn of the peer that took long; a link that is congested has the
        // next one as long.
        return others > 0 && Math.min(latest, latestButOne) > limit
                ? LinkState.CONGESTED
                : LinkState.WORKING;
    }

    private boolean isLate(final long now) {
        return waits && now - waitsSince > LATE_NANOS;
    }

    private boolean isProven(final long now) {
        return isPeerHeard && now - peerHeardAt > PROOF_NANOS;
    }

    private void recover(final boolean hasOther, final long passed, final long now) {
        if (!answered) {
            state = LinkState.CLOSED;
            return;
        }
        if (hasFailed && hasOther) {
            // In all, not at a stretch: on a host that stands still now and then there is no long
            // stretch.
            good += state == LinkState.RETURNING ? passed : 0;
            if (good < returnNanos) {
                state = LinkState.RETURNING;
                return;
            }
        }
        if (hasFailed || !everWorked) {
            workingSince = now;
        }
        hasFailed = false;
        everWorked = true;
        state = LinkState.WORKING;
    }

    private void fail(final long now) {
        hasFailed = true;
        good = 0;
        left++;
        leftAfter = waited;
        final long halves = Math.min((now - workingSince) / FORGET_NANOS, Long.SIZE - 2);
        returnNanos = Math.clamp(2 * (returnNanos >> halves), RETURN_NANOS, LONGEST_RETURN_NANOS);
    }
}
