// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What comes from a peer over all its links: each frame once, in the order in which they were sent. What is ahead of one that is missing waits for it; what
 * there is no room for is sent again. One thread.
 */
final class LinkStream {
    private static final int BYTES = 512 << 10;

    private final FrameRing waiting = new FrameRing(BYTES);
    private final long[] times = new long[LinkChoice.MOST];
    private final long[] positions = new long[LinkChoice.MOST];
    private final long[] heardAt = new long[LinkChoice.MOST];
    private final LinkCounters counters;
    private long process;
    private long former;
    private long stream;
    private long next = 1;

    LinkStream(final LinkCounters counters) {
        this.counters = counters;
    }

    /** Of the peer that is heard, 0 when none has been. */
    long process() {
        return process;
    }

    /** The newest stream of that process. */
    long stream() {
        return stream;
    }

    /** All before this number has come. */
    long received() {
        return next - 1;
    }

    /**
     * Takes note of who sends, and of the link by which.
     *
     * @return false when it is one whose place another has taken, so that nothing of it counts
     */
    boolean accepts(final LinkHeader header, final long now) {
        if (header.process != process) {
            if (header.process == former || header.process == 0) {
                return false;
            }
            former = process;
            process = header.process;
            stream = 0;
            for (int i = 0; i < LinkChoice.MOST; i++) {
                positions[i] = 0;
            }
        }
        if (header.position > positions[header.link]) {
            positions[header.link] = header.position;
            times[header.link] = header.time;
            heardAt[header.link] = now;
        }
        if (header.stream > stream) {
            stream = header.stream;
            next = 1;
            waiting.clear();
        }
        return true;
    }

    /** Hands over a frame, and what has waited for it. */
    void onFrame(
            final LinkHeader header,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final FrameHandler to) {
        final long number = header.number;
        if (header.stream != stream || number < next) {
            counters.onTwice();
        } else if (number > next) {
            keep(number, buffer, offset, length);
        } else {
            next++;
            to.onFrame(buffer, offset, length);
            handOverWaiting(to);
        }
    }

    private void keep(
            final long number, final DirectBuffer buffer, final int offset, final int length) {
        if (waiting.offset(number) != FrameRing.NONE) {
            counters.onTwice();
            return;
        }
        final int at =
                number - next < FrameRing.FRAMES ? waiting.claim(number, length) : FrameRing.NONE;
        if (at == FrameRing.NONE) {
            counters.onNoRoom();
            return;
        }
        waiting.memory().putBytes(at, buffer, offset, length);
        waiting.put(number, length);
    }

    private void handOverWaiting(final FrameHandler to) {
        for (int at = waiting.offset(next); at != FrameRing.NONE; at = waiting.offset(next)) {
            final long number = next;
            next++;
            try {
                to.onFrame(waiting.memory(), at, waiting.length(number));
            } finally {
                waiting.release(number);
            }
        }
    }

    /** Says in a header that goes to the peer what has come from it. */
    void answer(
            final LinkHeader header,
            final MutableDirectBuffer buffer,
            final int offset,
            final long now) {
        header.answeredProcess = process;
        header.answeredStream = stream;
        header.answered = received();
        header.write(buffer, offset);
        for (int i = 0; i < LinkChoice.MOST; i++) {
            LinkHeader.writeEcho(buffer, offset, i, times[i], positions[i], now - heardAt[i]);
        }
    }
}
