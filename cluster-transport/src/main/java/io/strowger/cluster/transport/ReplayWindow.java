// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

/**
 * Which counters of one sender have been seen, as in RFC 4303 §3.4.3: a datagram is taken once, however the network
 * orders or repeats it.
 */
final class ReplayWindow {
    /** How far behind the newest a datagram may be; a power of two. */
    static final int SIZE = 4096;

    private final long[] seen = new long[SIZE / Long.SIZE];
    private long newest;

    /** Whether this counter is new; it is not from now on. */
    boolean take(final long counter) {
        if (counter <= 0 || counter <= newest - SIZE) {
            return false;
        }
        if (counter > newest) {
            forgetUpTo(counter);
            newest = counter;
        }
        final int word = (int) (counter / Long.SIZE) & (seen.length - 1);
        final long bit = 1L << (counter % Long.SIZE);
        final boolean isNew = (seen[word] & bit) == 0;
        seen[word] |= bit;
        return isNew;
    }

    private void forgetUpTo(final long counter) {
        final long last = counter / Long.SIZE;
        final long first = Math.max(newest / Long.SIZE + 1, last - seen.length + 1);
        for (long word = first; word <= last; word++) {
            seen[(int) word & (seen.length - 1)] = 0;
        }
    }
}
