// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

/** One question at a time, asked again and again: how often, and for how long, it was not answered. */
final class Probe {
    private final long timeoutNanos;
    private long number;
    private boolean waiting;
    private long sentAt;
    private int failures;
    private int successes;
    private long succeededAt;
    private long firstSuccessAt;

    Probe(final long timeoutNanos, final long nowNanos) {
        this.timeoutNanos = timeoutNanos;
        succeededAt = nowNanos;
    }

    /** Whether it is too early for the next question: the last one is not answered, and not late. */
    boolean isWaiting(final long nowNanos) {
        return waiting && nowNanos - sentAt < timeoutNanos / 2;
    }

    /** Asks, and gives up an answer that has not come; the question's number. */
    long ask(final long nowNanos) {
        if (waiting) {
            fail();
        }
        waiting = true;
        sentAt = nowNanos;
        return ++number;
    }

    /** How long the answer took, or -1 when nobody waits for this one. */
    long answered(final long answeredNumber, final long nowNanos) {
        if (!waiting || answeredNumber != number) {
            return -1;
        }
        waiting = false;
        firstSuccessAt = successes == 0 ? nowNanos : firstSuccessAt;
        successes++;
        failures = 0;
        succeededAt = nowNanos;
        return nowNanos - sentAt;
    }

    /** Gives up an answer that has taken too long. */
    void expire(final long nowNanos) {
        if (waiting && nowNanos - sentAt >= timeoutNanos) {
            fail();
        }
    }

    private void fail() {
        waiting = false;
        failures++;
        successes = 0;
    }

    /** Forgets an open question, and that there were answers. */
    void abandon() {
        waiting = false;
        successes = 0;
    }

    /** Both limits are passed. */
    boolean hasFailed(final int most, final long longestNanos, final long nowNanos) {
        return failures >= most && nowNanos - succeededAt >= longestNanos;
    }

    /** So many answers in a row, over so long. */
    boolean hasSucceeded(final int least, final long shortestNanos, final long nowNanos) {
        return successes >= least && nowNanos - firstSuccessAt >= shortestNanos;
    }
}
