// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import org.agrona.DirectBuffer;

/**
 * Refuses what is new while what has come waits too long before it is worked on. Work that was begun goes on, so what is accepted is also
 * finished, and a refusal costs a small part of a call (RFC 6357 §4: the queue's delay tells more of overload than the load does).
 *
 * <p>A queue that is long for a moment only, after a pause of the process, is worked off and nobody is refused. Pure, one thread.
 */
public final class Overload {
    /** The queue has to be too long for so long; then refusing begins. */
    static final long PERSISTENT_NANOS = 500_000_000;

    /** For so long after the last refusal a queue that is too long is refused at once. */
    static final long MEMORY_NANOS = 10_000_000_000L;

    /**
     * A queue that is so full, in percent, counts as too long whatever the time: fast hosts empty the receive buffer of a socket in less
     * time than messages may wait, so it would overflow first.
     */
    static final int TOO_FULL_PERCENT = 75;

    /** An INVITE that was refused is acknowledged within 64*T1 (RFC 3261 §17.1.1.2). */
    private static final long ACKNOWLEDGED_NANOS = 32_000_000_000L;

    private static final int TAG_DIGITS = 16;
    private static final int REFUSED_AGAIN_AFTER_SECONDS = 5;
    private static final int SPREAD = 8;

    private long limitNanos;
    private final ProtectionCounters counters;
    private boolean isLong;
    private boolean hasRefused;
    private boolean refusing;
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
        refusing &= nanos > 0;
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
        final boolean isTooFull = fillPercent >= TOO_FULL_PERCENT;
        if (waitedNanos == 0 && !isTooFull && !isLong) {
            return;
        }
        counters.queueMicros().setRelease(waitedNanos / 1_000);
        if (limitNanos == 0 || (waitedNanos < limitNanos && !isTooFull)) {
            isLong = false;
            refusing = false;
            return;
        }
        longSince = isLong ? longSince : nowNanos;
        isLong = true;
        refusing =
                nowNanos - longSince >= PERSISTENT_NANOS
                        || (hasRefused && nowNanos - lastRefused < MEMORY_NANOS);
        if (refusing) {
            hasRefused = true;
            lastRefused = nowNanos;
        }
    }

    /** Whether new requests are to be refused now. */
    public boolean isRefusing() {
        return refusing;
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
