// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

/** Remembers which of a sender's last 8,192 frames have been opened (RFC 4303 §3.4.3). Allocated once per sender. */
final class ReplayWindow {
    static final int SIZE = 8192;

    private static final int WORD = 64;

    private final long[] seen = new long[SIZE / WORD];
    private long newest = -1;

    /** DUPLICATE, TOO_OLD, or OPENED when a frame with this counter may be opened. */
    OpenOutcome check(final long counter) {
        if (counter > newest) {
            return OpenOutcome.OPENED;
        }
        if (newest - counter >= SIZE) {
            return OpenOutcome.TOO_OLD;
        }
        final boolean isSeen = (seen[word(counter)] & bit(counter)) != 0;
        return isSeen ? OpenOutcome.DUPLICATE : OpenOutcome.OPENED;
    }

    /** A frame with this counter has been opened. Only after its tag has been found right. */
    void mark(final long counter) {
        if (counter > newest) {
            forgetBetween(newest, counter);
            newest = counter;
        }
        seen[word(counter)] |= bit(counter);
    }

    private void forgetBetween(final long last, final long next) {
        final long from = Math.max(last + 1, next - SIZE + 1);
        for (long counter = from; counter <= next; counter++) {
            seen[word(counter)] &= ~bit(counter);
        }
    }

    private static int word(final long counter) {
        return (int) (counter / WORD % (SIZE / WORD));
    }

    private static long bit(final long counter) {
        return 1L << counter % WORD;
    }
}
