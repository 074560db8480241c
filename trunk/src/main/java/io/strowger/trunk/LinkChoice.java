// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.util.Arrays;

/**
 * Which link to a peer the next frame takes: of those that work the one with the least outstanding. When none works, the one that was answered last, for
 * then it is the peer that does not answer, and not its links. A function of events and the time that they are given; one thread.
 */
final class LinkChoice {
    /** Links of a trunk at most. */
    static final int MOST = 4;

    static final int NONE = -1;

    private final LinkHealth[] links = new LinkHealth[MOST];
    private int last;
    private long lookedAt;
    private boolean hasLooked;

    LinkChoice() {
        Arrays.setAll(links, _ -> new LinkHealth(0));
    }

    LinkHealth link(final int number) {
        return links[number];
    }

    /** Begins with a link of this number anew, or takes note that there is none any more. */
    void forget(final int number) {
        links[number] = new LinkHealth(links[number].position());
    }

    /** Another process is in the peer's place. */
    void forgive() {
        for (final LinkHealth link : links) {
            link.forgive();
        }
    }

    /** Takes note of the time, before anything that has come is told: when it is long after the last time, it was this end that stood still. */
    void look(final long now) {
        final long stoodStill = now - lookedAt;
        if (hasLooked && stoodStill > LinkHealth.STANDSTILL_NANOS) {
            for (final LinkHealth link : links) {
                link.excuse(stoodStill, now);
            }
        }
        hasLooked = true;
        lookedAt = now;
    }

    /** The peer has heard something over a link: see {@link LinkHealth#onAnswered}. */
    void onAnswered(
            final int number,
            final long position,
            final long sentAt,
            final long roundTripNanos,
            final long now) {
        if (links[number].onAnswered(position, sentAt, roundTripNanos, now)) {
            for (int i = 0; i < MOST; i++) {
                if (i != number) {
                    links[i].onPeerHeard(sentAt, now);
                }
            }
        }
    }

    /**
     * Draws conclusions from the time; once a turn, after everything that has come was told.
     *
     * @return the links whose frames are to be sent again by another one, a bit for each
     */
    int doWork(final long now) {
        look(now);
        int left = 0;
        for (int i = 0; i < MOST; i++) {
            if (links[i].step(hasUsableOtherThan(i, now), othersThan(i), now)) {
                left |= 1 << i;
            }
        }
        return left;
    }

    private boolean hasUsableOtherThan(final int number, final long now) {
        boolean found = false;
        for (int i = 0; i < MOST; i++) {
            found |= i != number && links[i].isUsable(now);
        }
        return found;
    }

    private long othersThan(final int number) {
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < MOST; i++) {
            if (i != number && links[i].isWorking() && links[i].roundTrip() > 0) {
                shortest = Math.min(shortest, links[i].roundTrip());
            }
        }
        return shortest == Long.MAX_VALUE ? 0 : shortest;
    }

    /** Whether a link works. */
    boolean hasWorking() {
        boolean found = false;
        for (final LinkHealth link : links) {
            found |= link.isWorking();
        }
        return found;
    }

    /** The link for the next frame; {@link #NONE} when nobody is at the other end of any. */
    int next() {
        int best = NONE;
        for (int i = 0; i < MOST; i++) {
            final int each = (last + i) % MOST;
            if (links[each].isConnected() && (best == NONE || isBetter(links[each], links[best]))) {
                best = each;
            }
        }
        if (best != NONE) {
            last = best;
        }
        return best;
    }

    /** Equal ones change nothing: frames of one turn stay in their order by themselves. */
    private static boolean isBetter(final LinkHealth one, final LinkHealth other) {
        if (one.isWorking() != other.isWorking()) {
            return one.isWorking();
        }
        return one.isWorking()
                ? one.outstanding() < other.outstanding()
                : one.answeredAt() - other.answeredAt() > 0;
    }
}
