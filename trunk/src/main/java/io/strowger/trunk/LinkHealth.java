// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.util.concurrent.TimeUnit;

/**
 * Whether one link can be used for sending (mission row D6). A link is proved by what the other end says it has heard over it, so a link that carries in
 * one direction only works for that one. A function of events and the time that they are given; one thread.
 */
final class LinkHealth {
    /** What is not answered for so long will not be: with a turn of both ends and a beat between, a link is left 100 ms after its end. */
    static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

    /** A link that comes back answers for so long before it is used; each time that it does not stay, for twice as long. */
    static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(1);

    static final long LONGEST_RETURN_NANOS = TimeUnit.SECONDS.toNanos(30);
    static final long STABLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** Of a link that is used: slower than this beside another one it is congested. Turns of a busy host take some milliseconds. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int SLOW_TIMES = 3;

    /** Of a link that is not: it has to be so fast to be tried again. */
    private static final long FAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int FAST_TIMES = 2;

    private LinkState state = LinkState.CLOSED;
    private boolean connected;
    private boolean answered;
    private boolean everWorked;
    private boolean waits;
    private long sent;
    private long received;
    private long waitsSince;
    private long answeredAt;
    private long goodSince;
    private long workingSince;
    private long returnNanos;
    private long roundTrip;
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

    /** When it was left last: how long what had been sent had waited for an answer, in nanoseconds. */
    long leftAfter() {
        return leftAfter;
    }

    long leftTimes() {
        return left;
    }

    void onSent(final long bytes, final long now) {
        sent += bytes;
        if (!waits) {
            waits = true;
            waitsSince = now;
        }
    }

    /**
     * The other end has heard something over this link.
     *
     * @param position of the link up to which it has heard
     * @param sentAt when that was sent
     * @param roundTripNanos without the time for which the other end kept the answer
     */
    void onAnswered(
            final long position, final long sentAt, final long roundTripNanos, final long now) {
        if (position <= received || position > sent) {
            return;
        }
        received = position;
        waits = received < sent;
        // What is still to be answered was sent after this, at the earliest.
        waitsSince = sentAt;
        answered = true;
        answeredAt = now;
        roundTrip = roundTrip == 0 ? roundTripNanos : (roundTrip + roundTripNanos) / 2;
    }

    /** This end itself stood still: what had come meanwhile was not taken. */
    void excuse(final long nanos) {
        waitsSince += nanos;
    }

    void connected(final boolean isSo) {
        connected = isSo;
        if (!isSo) {
            received = sent;
            waits = false;
            answered = false;
            roundTrip = 0;
        }
    }

    /**
     * Draws conclusions from the time.
     *
     * @param others the shortest round trip of other links that work, 0 when there is none that is known
     * @param hasOther whether another link works
     * @return whether it is left by this
     */
    boolean step(final boolean hasOther, final long others, final long now) {
        final LinkState fault = fault(others, now);
        if (isWorking()) {
            if (fault == LinkState.WORKING) {
                return false;
            }
            leave(fault, now);
            return true;
        }
        if (fault != LinkState.WORKING || !answered) {
            state = fault == LinkState.WORKING ? LinkState.CLOSED : fault;
            return false;
        }
        if (state != LinkState.RETURNING) {
            state = LinkState.RETURNING;
            goodSince = now;
        }
        if (!hasOther || !everWorked || now - goodSince >= returnNanos) {
            state = LinkState.WORKING;
            everWorked = true;
            workingSince = now;
        }
        return false;
    }

    private LinkState fault(final long others, final long now) {
        if (!connected) {
            return LinkState.CLOSED;
        }
        if (waits && now - waitsSince > LATE_NANOS) {
            return LinkState.SILENT;
        }
        final long limit =
                isWorking() ? SLOW_TIMES * others + SLOW_NANOS : FAST_TIMES * others + FAST_NANOS;
        return others > 0 && roundTrip > limit ? LinkState.CONGESTED : LinkState.WORKING;
    }

    private void leave(final LinkState fault, final long now) {
        state = fault;
        left++;
        leftAfter = waits ? now - waitsSince : 0;
        final boolean hasStayed = now - workingSince >= STABLE_NANOS;
        returnNanos =
                hasStayed || returnNanos == 0
                        ? RETURN_NANOS
                        : Math.min(2 * returnNanos, LONGEST_RETURN_NANOS);
    }
}
