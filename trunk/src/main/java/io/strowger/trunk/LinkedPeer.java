// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One peer and all links to it. Each frame has a number and is kept until the peer says that it has all up to it; what was sent over a link that is left goes
 * over another one, and the peer takes each number once and in order. So to those above it is one way, which a link that fails holds up for a tenth of
 * a second. One thread.
 */
final class LinkedPeer implements AutoCloseable {
    /** Frames that the peer has not confirmed, in bytes; when there is no room the trunk is full. */
    static final int KEPT_BYTES = 512 << 10;

    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    /** For so long an answer to a frame waits for something that goes the same way. */
    private static final long ANSWER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Over a link that works nothing takes as long, unless the peer had no room for it or its session was replaced. */
    private static final long REPAIR_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int MASK = FrameRing.FRAMES - 1;

    private final long id;
    private final LinkSet links;
    private final boolean asks;
    private final LinkCounters counters;
    private final LinkChoice choice = new LinkChoice();
    private final LinkStream coming;
    private final FrameRing kept = new FrameRing(KEPT_BYTES);
    private final int[] linkOf = new int[FrameRing.FRAMES];
    private final long[] sentAt = new long[FrameRing.FRAMES];
    private final long[] beatAt = new long[LinkChoice.MOST];
    private final LinkHeader out = new LinkHeader();
    private final UnsafeBuffer beat = new UnsafeBuffer(new byte[LinkHeader.LENGTH]);
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private long heardProcess;
    private long next = 1;
    private long confirmed;
    private int toSendAgain;
    private boolean owesAnswer;
    private long answerAt;
    private long lastSentAt;
    private int seen;

    /**
     * @param process a random number of this end
     * @param asks whether this end opens the ways
     */
    LinkedPeer(
            final long id,
            final long process,
            final boolean asks,
            final LinkSet links,
            final LinkCounters counters) {
        this.id = id;
        this.links = links;
        this.asks = asks;
        this.counters = counters;
        coming = new LinkStream(counters);
        out.process = process;
        out.stream = 1;
        Arrays.fill(linkOf, LinkChoice.NONE);
    }

    /** By which link the next frame would go. */
    int next() {
        return choice.next();
    }

    /** False when no link takes it, or too much is not confirmed. */
    boolean offer(final DirectBuffer frame, final int length, final long now) {
        final int link = choice.next();
        final int size = LinkHeader.LENGTH + length;
        final int at = link == LinkChoice.NONE ? FrameRing.NONE : kept.claim(next, size);
        if (at == FrameRing.NONE) {
            return false;
        }
        kept.memory().putBytes(at + LinkHeader.LENGTH, frame, 0, length);
        if (!send(link, next, at, size, now)) {
            return false;
        }
        kept.put(next, size);
        next++;
        return true;
    }

    private boolean send(
            final int link, final long number, final int at, final int size, final long now) {
        view.wrap(kept.memory(), at, size);
        if (!sendOver(link, number, view, size, now)) {
            return false;
        }
        linkOf[(int) number & MASK] = link;
        sentAt[(int) number & MASK] = now;
        return true;
    }

    private boolean sendOver(
            final int link,
            final long number,
            final UnsafeBuffer frame,
            final int size,
            final long now) {
        final LinkHealth health = choice.link(link);
        out.link = link;
        out.number = number;
        out.time = now;
        out.position = health.position() + size;
        coming.answer(out, frame, 0, now);
        if (!links.offer(link, id, frame, size)) {
            return false;
        }
        health.onSent(size, now);
        beatAt[link] = now + BEAT_NANOS;
        lastSentAt = now;
        owesAnswer = false;
        counters.onSent(link);
        return true;
    }

    /** A frame has come from the peer, whose header has been read. */
    void onFrame(
            final LinkHeader header,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final FrameHandler to,
            final long now) {
        choice.look(now);
        if (!coming.accepts(header, now)) {
            counters.onTwice();
            return;
        }
        if (heardProcess != coming.process()) {
            beginAnew();
        }
        if (header.answeredProcess == out.process) {
            onAnswer(header, now);
        }
        if (header.number == 0) {
            // Two beats that cross do not answer each other without end.
            oweAnswer(now, now - lastSentAt >= BEAT_NANOS / 2);
        } else {
            oweAnswer(now + ANSWER_NANOS, true);
            final int skipped = header.length();
            coming.onFrame(header, buffer, offset + skipped, length - skipped, to);
        }
    }

    private void oweAnswer(final long at, final boolean isDue) {
        if (isDue && (!owesAnswer || at - answerAt < 0)) {
            owesAnswer = true;
            answerAt = at;
        }
    }

    /** Its header says what it cannot say. */
    void onBadFrame() {
        counters.onBadFrame();
    }

    /** What the former process in the peer's place was to get is not for this one. */
    private void beginAnew() {
        if (heardProcess != 0) {
            choice.forgive();
            kept.clear();
            Arrays.fill(linkOf, LinkChoice.NONE);
            out.stream++;
            next = 1;
            confirmed = 0;
            toSendAgain = 0;
        }
        heardProcess = coming.process();
    }

    private void onAnswer(final LinkHeader header, final long now) {
        for (int i = 0; i < header.echoes(); i++) {
            if (header.echoedPosition(i) > 0) {
                final long sent = header.echoedTime(i);
                final long roundTrip = Math.max(1, now - sent - header.echoKeptFor(i));
                choice.onAnswered(i, header.echoedPosition(i), sent, roundTrip, now);
            }
        }
        if (header.answeredStream == out.stream && header.answered < next) {
            while (confirmed < header.answered) {
                confirmed++;
                if (linkOf[(int) confirmed & MASK] == LinkChoice.NONE) {
                    toSendAgain--;
                }
                kept.release(confirmed);
            }
        }
    }

    /** After everything that has come was taken; the number of frames that were sent again. */
    int doWork(final long now) {
        for (int i = 0; i < LinkChoice.MOST; i++) {
            choice.link(i).connected(links.isConnected(i, id));
        }
        final int left = choice.doWork(now);
        final boolean isStuck =
                confirmed + 1 < next && now - sentAt[(int) (confirmed + 1) & MASK] > REPAIR_NANOS;
        if (left != 0 || (isStuck && choice.hasWorking())) {
            takeBack(left, now);
        }
        final int sent = toSendAgain > 0 && choice.hasWorking() ? sendAgain(now) : 0;
        if (owesAnswer && now - answerAt >= 0) {
            answer(now);
        }
        for (int i = 0; i < LinkChoice.MOST; i++) {
            if (links.has(i) && now - beatAt[i] >= 0) {
                beat(i, now);
            }
        }
        show();
        return sent;
    }

    /** By the link that has to be proved next anyway. */
    private void answer(final long now) {
        int best = LinkChoice.NONE;
        for (int i = 0; i < LinkChoice.MOST; i++) {
            final boolean isLater = best == LinkChoice.NONE || beatAt[i] - beatAt[best] < 0;
            if (choice.link(i).isWorking() && isLater) {
                best = i;
            }
        }
        final int link = best == LinkChoice.NONE ? choice.next() : best;
        owesAnswer = false;
        if (link != LinkChoice.NONE) {
            beat(link, now);
        }
    }

    private void takeBack(final int left, final long now) {
        for (long number = confirmed + 1; number < next; number++) {
            final int slot = (int) number & MASK;
            final int link = linkOf[slot];
            if (link != LinkChoice.NONE
                    && ((left & 1 << link) != 0 || now - sentAt[slot] > REPAIR_NANOS)) {
                linkOf[slot] = LinkChoice.NONE;
                toSendAgain++;
            }
        }
    }

    private int sendAgain(final long now) {
        int sent = 0;
        for (long number = confirmed + 1; number < next && toSendAgain > 0; number++) {
            if (linkOf[(int) number & MASK] == LinkChoice.NONE) {
                final int size = kept.length(number);
                if (!send(choice.next(), number, kept.offset(number), size, now)) {
                    break;
                }
                toSendAgain--;
                sent++;
                counters.onResent();
            }
        }
        return sent;
    }

    /** Says that this end is there and what has come, and proves the link. */
    private void beat(final int link, final long now) {
        beatAt[link] = now + BEAT_NANOS;
        if (asks || choice.link(link).isConnected()) {
            final boolean _ = sendOver(link, 0, beat, LinkHeader.LENGTH, now);
        }
    }

    private void show() {
        for (int i = 0; i < LinkChoice.MOST; i++) {
            if (links.has(i)) {
                counters.show(i, choice.link(i));
            } else if ((seen & 1 << i) != 0) {
                counters.forget(i);
                choice.forget(i);
            }
            seen = links.has(i) ? seen | 1 << i : seen & ~(1 << i);
        }
    }

    /** When something is due, in nanoseconds from now; at most so many. */
    long dueIn(final long most, final long now) {
        long due = most;
        for (int i = 0; i < LinkChoice.MOST; i++) {
            if (links.has(i)) {
                due = Math.min(due, beatAt[i] - now);
            }
        }
        return Math.max(0, owesAnswer ? Math.min(due, answerAt - now) : due);
    }

    /**
     * Whether the peer is reached by this link and by no other. Who asks needs it until another one works; of who is asked
     * nobody may be left.
     */
    boolean needs(final int link) {
        if (!asks && !choice.link(link).isWorking()) {
            return false;
        }
        for (int i = 0; i < LinkChoice.MOST; i++) {
            if (i != link && choice.link(i).isWorking()) {
                return false;
            }
        }
        return true;
    }

    List<LinkFigures> figures() {
        final List<LinkFigures> figures = new ArrayList<>();
        for (int i = 0; i < LinkChoice.MOST; i++) {
            if (links.has(i)) {
                final LinkHealth health = choice.link(i);
                figures.add(
                        new LinkFigures(
                                i,
                                links.address(i),
                                health.state(),
                                counters.framesSent(i),
                                TimeUnit.NANOSECONDS.toMicros(health.roundTrip()),
                                health.leftTimes()));
            }
        }
        return figures;
    }

    @Override
    public void close() {
        counters.close();
    }
}
