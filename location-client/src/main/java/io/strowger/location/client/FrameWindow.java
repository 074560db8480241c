// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

/**
 * The frames under way, oldest first; sequences are contiguous and start at 1.
 *
 * <p>A frame leaves in order even when a younger one was answered first, so a frame is only ever sent again together
 * with all that follow it.
 */
final class FrameWindow {
    /** Most frames under way; a power of two. */
    static final int LIMIT = 8;

    private final InFlightFrame[] frames = new InFlightFrame[LIMIT];
    private long oldest = 1;
    private long next = 1;

    FrameWindow() {
        for (int i = 0; i < LIMIT; i++) {
            frames[i] = new InFlightFrame();
        }
    }

    boolean isEmpty() {
        return oldest == next;
    }

    boolean isFull() {
        return next - oldest == LIMIT;
    }

    long oldest() {
        return oldest;
    }

    long next() {
        return next;
    }

    /** The frame with this sequence, which must be inside the window or the next one to be added. */
    InFlightFrame frame(final long sequence) {
        return frames[(int) sequence & LIMIT - 1];
    }

    boolean contains(final long sequence) {
        return sequence >= oldest && sequence < next && !frame(sequence).done();
    }

    /** Takes {@link #frame frame(next())} into the window. */
    void add() {
        next++;
    }

    /** Lets go of the frames at the old end that have been answered. */
    void trim() {
        while (oldest < next && frame(oldest).done()) {
            oldest++;
        }
    }

    /**
     * After the session was lost, or the leader, nobody knows what arrived: everything is sent again, in order.
     *
     * @return number of frames that had been sent
     */
    int sendAgain() {
        int frames = 0;
        for (long sequence = oldest; sequence < next; sequence++) {
            frames += frame(sequence).sent() && !frame(sequence).done() ? 1 : 0;
            frame(sequence).sent(false);
        }
        return frames;
    }
}
