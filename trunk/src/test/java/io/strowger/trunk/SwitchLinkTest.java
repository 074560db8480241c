// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.bus.FrameHandler;
import io.strowger.doorbell.Doorbell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two switches on virtual time: what one of them is reached by, the other one uses (link 213). */
class SwitchLinkTest {
    private static final String FIRST = "10.0.1.5:7450";
    private static final String SECOND = "10.0.2.5:7450";
    private static final long MILLI = 1_000_000;

    private final Side a = new Side(101);
    private final Side b = new Side(102);
    private long now = 5_000 * MILLI;

    SwitchLinkTest() {
        a.other = b;
        b.other = a;
        a.bus.links.add(FIRST);
        b.bus.links.add("10.0.1.6:7450");
        turn(0);
    }

    private void turn(final long millis) {
        now += millis * MILLI;
        for (int i = 0; i < 2; i++) {
            a.trunk.poll(new Nobody(), now);
            b.trunk.poll(new Nobody(), now);
        }
    }

    /** Neither needs to be active for that. */
    @Test
    void aLinkThatIsAddedOrRemovedIsSoAtTheOtherSwitchToo() {
        assertThat(a.trunk.changeLink(SECOND, true)).isEqualTo(LinkChange.DONE);
        turn(1);
        assertThat(b.wayLinks()).containsExactly(FIRST, SECOND);
        assertThat(a.trunk.changeLink(FIRST, false)).isEqualTo(LinkChange.DONE);
        turn(1);
        assertThat(b.wayLinks()).containsExactly(SECOND);
        assertThat(a.wayLinks()).as("its own way is another one").containsExactly("10.0.1.6:7450");
        assertThat(b.heard).isEmpty();
    }

    @Test
    void aWayThatIsOpenedAnewHearsItAgain() {
        a.trunk.changeLink(SECOND, true);
        turn(1);
        b.way.isBroken = true;
        turn(1);
        turn(100);
        assertThat(b.wayLinks()).as("as configured").containsExactly(FIRST);
        turn(900);
        assertThat(b.wayLinks()).containsExactly(FIRST, SECOND);
    }

    @Test
    void whatElseTheOtherSwitchSaysGoesOn() {
        final UnsafeBuffer beat = new UnsafeBuffer(new byte[] {16, 1, 0, 0});
        assertThat(b.trunk.sendToOther(beat, 0, 4)).isTrue();
        turn(1);
        assertThat(a.heard).containsExactly(16);
    }

    @Test
    void whatCannotBeChangesNothing() {
        final byte[] text = SECOND.getBytes(StandardCharsets.US_ASCII);
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[LinksFrame.HEADER + text.length]);
        LinksFrame.write(frame, text.length);
        frame.putBytes(LinksFrame.HEADER, text);
        for (int length = 1; length < frame.capacity(); length++) {
            a.trunk.sendToOther(frame, 0, length);
            turn(1);
        }
        LinksFrame.write(frame, -1);
        a.trunk.sendToOther(frame, 0, frame.capacity());
        LinksFrame.write(frame, text.length);
        frame.putByte(1, (byte) 0);
        a.trunk.sendToOther(frame, 0, frame.capacity());
        turn(1);
        assertThat(b.wayLinks()).containsExactly(FIRST);
        LinksFrame.write(frame, text.length);
        a.trunk.sendToOther(frame, 0, frame.capacity());
        turn(1);
        assertThat(b.wayLinks()).containsExactly(SECOND);
    }

    /** A switch: its bus, and its way to the other one. */
    private static final class Side {
        private final Queue bus = new Queue();
        private final List<Integer> heard = new ArrayList<>();
        private final SwitchTrunk trunk;
        private final long id;
        private @Nullable Side other;
        private Queue way = new Queue();

        Side(final long id) {
            this.id = id;
            trunk =
                    new SwitchTrunk(
                                    bus,
                                    Path.of("/nonexistent"),
                                    TrunkLadder.POINTS,
                                    id,
                                    1,
                                    TrunkLadder.counters())
                            .beside(
                                    new SwitchAddress(203 - id, "other", this::open),
                                    (buffer, offset, _) -> heard.add((int) buffer.getByte(offset)),
                                    Runnable::run);
        }

        private Carrier open() {
            final Side peer = Objects.requireNonNull(other);
            way = new Queue();
            way.sends = peer.bus;
            way.from = id;
            way.links.add(peer.bus.links.getFirst());
            return way;
        }

        List<String> wayLinks() {
            return way.links;
        }
    }

    private static final class Nobody implements SwitchTrunk.Listener {
        @Override
        public void onNode(final int node, final long id) {}

        @Override
        public void onEnded(final int node) {}

        @Override
        public void onDraining(final int node, final boolean drains) {}

        @Override
        public void onFull(final int node, final boolean full) {}

        @Override
        public void onHeard(final int node) {}

        @Override
        public void onRecord(final int node, final TrunkRecord record) {}
    }

    private record Framed(long from, UnsafeBuffer frame) {}

    /** Takes frames of others, and puts those of its own into another one. */
    private static final class Queue implements Carrier {
        private final Deque<Framed> frames = new ArrayDeque<>();
        private final List<String> links = new ArrayList<>();
        private @Nullable Queue sends;
        private long from;
        private long sender;
        private boolean isBroken;

        @Override
        public int doWork(final FrameHandler to, final long nowNanos) {
            if (isBroken) {
                throw new IllegalStateException("broken");
            }
            final int count = frames.size();
            for (int i = 0; i < count; i++) {
                final Framed next = frames.removeFirst();
                sender = next.from;
                to.onFrame(next.frame, 0, next.frame.capacity());
            }
            return count;
        }

        @Override
        public boolean isBroken() {
            return isBroken;
        }

        @Override
        public long sender() {
            return sender;
        }

        @Override
        public @Nullable String hostOf(final long peer) {
            return null;
        }

        @Override
        public boolean isConnected(final long peer) {
            return true;
        }

        @Override
        public boolean offer(final long peer, final DirectBuffer frame, final int length) {
            final byte[] copy = new byte[length];
            frame.getBytes(0, copy);
            return sends != null && sends.frames.add(new Framed(from, new UnsafeBuffer(copy)));
        }

        @Override
        public List<String> links() {
            return List.copyOf(links);
        }

        @Override
        public LinkChange addLink(final String address) {
            links.add(address);
            return LinkChange.DONE;
        }

        @Override
        public LinkChange removeLink(final String address) {
            return links.remove(address) ? LinkChange.DONE : LinkChange.NOT_THERE;
        }

        @Override
        public @Nullable Doorbell bell() {
            return null;
        }

        @Override
        public void rest(final LongConsumer sleep, final boolean isRung, final long nanos) {}

        @Override
        public void await(final long nanos) {}

        @Override
        public void wake() {}

        @Override
        public void close() {}
    }
}
