// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import java.util.Arrays;

/**
 * Which gateways are seen, and how much of the outside that is (mission row D7). A gateway is seen when it answers, and
 * no longer when three questions in a row have no answer and 200 ms have passed since the last one: neither lost packets
 * nor a process that stood still take it away. What is not answered at once is asked again sooner. A machine that is given the time and what comes; one thread.
 */
public final class GatewayWatch {
    /** Asks a gateway; an answer goes to {@link #onAnswer} with the same number. */
    public interface Output {
        /** What cannot be sent counts as not answered. */
        void ask(int gateway, long number);
    }

    /** Between two questions. */
    public static final long INTERVAL_NANOS = 100_000_000L;

    /** While a gateway that is seen owes an answer. */
    static final long SOON_NANOS = 50_000_000L;

    static final long GONE_NANOS = 200_000_000L;
    static final int GONE_QUESTIONS = 3;

    /** There is no carrier at the interface. */
    public static final int NO_CARRIER = 1;

    /** There is one, and no gateway answers. */
    public static final int NO_GATEWAY = 2;

    private final Output output;
    private final boolean[] seen;
    private final int[] unanswered;
    private final long[] answeredAt;
    private long number;
    private long askedAt;
    private boolean hasCarrier = true;

    /**
     * None is seen yet.
     *
     * @param gateways how many there are; they are numbered from 0
     */
    public GatewayWatch(final int gateways, final Output output, final long nowNanos) {
        this.output = output;
        seen = new boolean[gateways];
        unanswered = new int[gateways];
        answeredAt = new long[gateways];
        Arrays.fill(answeredAt, nowNanos);
        number = nowNanos;
        askedAt = nowNanos - INTERVAL_NANOS;
    }

    /**
     * Gives up answers that are late, asks again. Answers that have come are to be handed over before.
     *
     * @return whether it was time to ask
     */
    public boolean doWork(final long nowNanos) {
        final boolean isTime = nowNanos - askedAt >= (isAnswerOwed() ? SOON_NANOS : INTERVAL_NANOS);
        if (isTime) {
            // What was missed while the process stood still is not made up for.
            askedAt = nowNanos;
            number++;
        }
        for (int i = 0; i < seen.length; i++) {
            if (isTime) {
                unanswered[i]++;
                output.ask(i, number);
            }
            // The newest question may still be answered.
            seen[i] &= unanswered[i] <= GONE_QUESTIONS || nowNanos - answeredAt[i] < GONE_NANOS;
        }
        return isTime;
    }

    private boolean isAnswerOwed() {
        boolean isOwed = false;
        for (int i = 0; i < seen.length; i++) {
            isOwed |= seen[i] && unanswered[i] > 0;
        }
        return isOwed;
    }

    /** A gateway has answered the question of this number; an old one says nothing of now. */
    public void onAnswer(final int gateway, final long ofNumber, final long nowNanos) {
        final boolean isOfLate = number - ofNumber >= 0 && number - ofNumber < GONE_QUESTIONS;
        if (gateway >= 0 && gateway < seen.length && isOfLate) {
            seen[gateway] = true;
            unanswered[gateway] = 0;
            answeredAt[gateway] = nowNanos;
        }
    }

    /** Whether the interface to the outside has a carrier. */
    public void carrier(final boolean isThere) {
        hasCarrier = isThere;
    }

    /** {@link #NO_CARRIER}, {@link #NO_GATEWAY}, and one more for each gateway that is seen. */
    public int sight() {
        int sight = NO_GATEWAY;
        for (final boolean isSeen : seen) {
            sight += isSeen ? 1 : 0;
        }
        return hasCarrier ? sight : NO_CARRIER;
    }

    /** Whether a gateway is seen. */
    public boolean isSeen(final int gateway) {
        return hasCarrier && seen[gateway];
    }
}
