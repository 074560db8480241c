// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

/**
 * Which counters of one sender have been seen, as in RFC 4303 §3.4.3: a datagram is taken once, however the network
 * orders or repeats it.
 */
final class ReplayWindow {
    /** How far behind the newest a datagram may be; a power of two. */
    static final int SIZE = 8192;

    private final long[] seen = new long[SIZE / Long.SIZE];
    private long newest;

    /** OPENED when a datagram with this counter may be opened, from 1; else why not. */
    OpenOutcome check(final long counter) {
        if (counter <= 0 || counter <= newest - SIZE) {
            return OpenOutcome.TOO_OLD;
        }
        final boolean isSeen = counter <= newest && (seen[word(counter)] & bit(counter)) != 0;
        return isSeen ? OpenOutcome.DUPLICATE : OpenOutcome.OPENED;
    }

    /** A datagram with this counter has been opened. Only after its tag has been found right. */
    void mark(final long counter) {
        if (counter > newest) {
            forgetUpTo(counter);
            newest = counter;
        }
        seen[word(counter)] |= bit(counter);
    }

    private void forgetUpTo(final long counter) {
        final long last = counter / Long.SIZE;
        final long first = Math.max(newest / Long.SIZE + 1, last - seen.length + 1);
        for (long word = first; word <= last; word++) {
            seen[(int) word & (seen.length - 1)] = 0;
        }
    }

    private int word(final long counter) {
        return (int) (counter / Long.SIZE) & (seen.length - 1);
    }

    private static long bit(final long counter) {
        return 1L << (counter % Long.SIZE);
    }
}
