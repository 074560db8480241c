// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import org.agrona.DirectBuffer;

/**
 * Refuses a share of what is new while what has come waits too long before it is worked on. Work that was begun goes on, so what is accepted
 * is also finished, and a refusal costs a small part of a call (RFC 6357 §4: the queue's delay tells more of overload than the load does).
 *
 * <p>The share follows the queue as a proportional-integral controller does (RFC 8033 §4.2): more while the queue is longer than half of what
 * it may be or grows, less while it is shorter or shrinks. So the router stays busy, and the queue neither overflows nor gets so long that
 * callers repeat themselves. What counts is the shortest queue of each look: a host that stands still for some milliseconds is not
 * overloaded, nor is one that has just been away for longer and works off what came meanwhile. Pure, one thread.
 */
public final class Overload {
    /** The queue has to be too long for so long; then refusing begins. */
    static final long PERSISTENT_NANOS = 500_000_000;

    /** For so long after the last refusal a queue that is too long is refused at once. */
    static final long MEMORY_NANOS = 10_000_000_000L;

    /** Between two looks at the queue. */
    static final long LOOK_NANOS = 5_000_000;

    /** What happened in a longer time between two looks is not known. */
    private static final long LONGEST_LOOK_NANOS = 100_000_000;

    /**
     * A queue that is so full, in percent, counts as too long whatever the time: fast hosts empty the receive buffer of a socket in less
     * time than messages may wait, so it would overflow first.
     */
    static final int TOO_FULL_PERCENT = 75;

    /** Lengths of the queue are parts of what is too long; this is what is aimed at, and no more than the longest is believed. */
    private static final double AIM = 0.5;

    private static final double LONGEST = 2;

    /**
     * Share for each second of a queue that is too long by its whole limit, and for a change by as much. At twice to ten times the capacity the
     * queue, whose length in limits changes by 10 to 200 a second, then follows without swinging (OverloadControlTest).
     */
    private static final double OF_LENGTH = 1;

    private static final double OF_CHANGE = 0.3;
    private static final double FIRST_SHARE = 0.25;

    /** An INVITE that was refused is acknowledged within 64*T1 (RFC 3261 §17.1.1.2). */
    private static final long ACKNOWLEDGED_NANOS = 32_000_000_000L;

    private static final double NANOS = 1e9;
    private static final int TAG_DIGITS = 16;
    private static final int REFUSED_AGAIN_AFTER_SECONDS = 5;
    private static final int SPREAD = 8;

    private long limitNanos;
    private final ProtectionCounters counters;
    private double share;
    private double shortest = LONGEST;
    private double lastLength;
    private long lookedAt;
    private boolean isLong;
    private boolean hasRefused;
    private long longSince;
    private long lastRefused;

    /**
     * @param limitNanos how long messages may wait; 0 = however long
     */
    Overload(final long limitNanos, final ProtectionCounters counters) {
        this.limitNanos = limitNanos;
        this.counters = counters;
    }

    /**
     * Messages may wait so long from now on.
     *
     * @param nanos 0 = however long
     */
    public void limit(final long nanos) {
        limitNanos = nanos;
        if (nanos == 0) {
            set(0);
        }
    }

    /** How long messages may wait, in nanoseconds; 0 = however long. */
    public long limitNanos() {
        return limitNanos;
    }

    /** Whether anything can be refused, and how long messages wait has to be known. */
    public boolean isOn() {
        return limitNanos > 0;
    }

    /**
     * Messages have been taken from a queue.
     *
     * @param waitedNanos how long the oldest of them had waited; 0 when the queue is empty now
     * @param fillPercent how full the queue was; 0 when it is empty now, or where nobody knows
     */
    public void onTaken(final long waitedNanos, final int fillPercent, final long nowNanos) {
        if (limitNanos == 0 || (waitedNanos == 0 && fillPercent == 0 && share == 0 && !isLong)) {
            rest(nowNanos);
            return;
        }
        final double length =
                Math.max(
                        (double) waitedNanos / limitNanos, (double) fillPercent / TOO_FULL_PERCENT);
        shortest = Math.min(shortest, length);
        if (nowNanos - lookedAt >= LOOK_NANOS) {
            counters.queueMicros().setRelease(waitedNanos / 1_000);
            look(nowNanos);
            lastLength = shortest;
            shortest = LONGEST;
            lookedAt = nowNanos;
        }
    }

    /** Nothing waits. */
    private void rest(final long nowNanos) {
        shortest = LONGEST;
        lookedAt = nowNanos;
        if (lastLength > 0) {
            lastLength = 0;
            counters.queueMicros().setRelease(0);
        }
    }

    private void look(final long nowNanos) {
        longSince = isLong ? longSince : nowNanos;
        isLong = shortest >= 1;
        if (share > 0) {
            final double seconds = Math.min(nowNanos - lookedAt, LONGEST_LOOK_NANOS) / NANOS;
            set(
                    share
                            + OF_LENGTH * (shortest - AIM) * seconds
                            + OF_CHANGE * (shortest - lastLength));
        } else if (isLong && isToBegin(nowNanos)) {
            set(FIRST_SHARE);
        }
        if (share > 0) {
            hasRefused = true;
            lastRefused = nowNanos;
        }
    }

    private boolean isToBegin(final long nowNanos) {
        return nowNanos - longSince >= PERSISTENT_NANOS
                || (hasRefused && nowNanos - lastRefused < MEMORY_NANOS);
    }

    private void set(final double next) {
        share = Math.clamp(next, 0, 1);
        counters.refusedPercent().setRelease(Math.round(100 * share));
    }

    /** Whether some new requests are to be refused now. */
    public boolean isRefusing() {
        return share > 0;
    }

    /**
     * Whether a new request is one of the share that is refused now.
     *
     * @param number of the request, evenly spread; a repetition has the same one, so that it is answered the same
     */
    public boolean refuses(final long number) {
        return share > 0 && (number >>> 11) * 0x1p-53 < share;
    }

    /**
     * Whether a request is new work, which may be refused: it is outside of dialogs and ends nothing. ACK, CANCEL, BYE and PRACK belong to
     * what has been begun.
     */
    public static boolean mayRefuse(final SipMessage request) {
        return request.isRequest()
                && request.toTag() == Span.NONE
                && switch (request.method()) {
                    case ACK, CANCEL, BYE, PRACK -> false;
                    default -> true;
                };
    }

    /** Whether an ACK may still come for an INVITE that was refused. */
    public boolean awaitsAck(final long nowNanos) {
        return hasRefused && nowNanos - lastRefused < ACKNOWLEDGED_NANOS;
    }

    /**
     * Whether an ACK that was awaited is for a refusal of ours, which nobody else has to hear of.
     *
     * @param tag that a refusal of the INVITE was given
     */
    public boolean isAckOfRefusal(final SipMessage ack, final long tag) {
        return isTag(ack.buffer(), ack.toTag(), tag);
    }

    /** A refusal's tag stands there in hexadecimal digits. */
    private static boolean isTag(final DirectBuffer buffer, final long span, final long tag) {
        if (span == Span.NONE || Span.length(span) != TAG_DIGITS) {
            return false;
        }
        for (int i = 0; i < TAG_DIGITS; i++) {
            final int digit = (int) (tag >>> (4 * (TAG_DIGITS - 1 - i))) & 15;
            if (buffer.getByte(Span.start(span) + i) != Character.forDigit(digit, 16)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Counts a refusal.
     *
     * @param number of the request, evenly spread
     * @return the value of Retry-After in seconds: not all are to come again at the same time
     */
    public int onRefused(final long number) {
        counters.refused().incrementRelease();
        return REFUSED_AGAIN_AFTER_SECONDS + Math.floorMod(number, SPREAD);
    }
}
