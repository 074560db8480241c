// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Two ends of a trunk, {@code node} that asks and {@code board} that is asked, over links on virtual time. Like the sessions of the bus a link keeps its
 * order, and brings what it has taken when it carries again; one that was closed has lost it.
 */
final class LinkedEnds {
    static final long MILLI = 1_000_000;
    private static final long NODE = 7;
    private static final long BOARD = 101;

    final List<Wire> wires = new ArrayList<>();
    End node;
    final End board;
    long now = 1_000_000 * MILLI;
    private long processes = 40;

    LinkedEnds(final int links) {
        for (int i = 0; i < links; i++) {
            wires.add(new Wire());
        }
        board = new End(NODE, 0, 0, 1, 0);
        node = newNode();
    }

    private End newNode() {
        final long first = node == null ? 0 : node.offered + 1_000_000;
        return new End(BOARD, 1, first, processes++, BOARD);
    }

    /** Another process is in the node's place; what was under way to the former one is lost. */
    void restartNode() {
        wires.forEach(Wire::lose);
        node = newNode();
        board.delivered.clear();
    }

    void pass(final long millis) {
        final long end = now + millis * MILLI;
        while (now < end) {
            now += 2 * MILLI;
            board.turn();
            node.turn();
        }
    }

    /** A link more, at both ends. */
    void add(final String address) {
        wires.add(new Wire());
        for (final End end : List.of(node, board)) {
            end.ends.add(new WireEnd(wires.getLast(), end.out, end.peer));
            final int _ = end.links.add(end.ends.getLast(), address);
        }
    }

    /** One link. Directions: 0 to the node, 1 to the board. */
    static final class Wire {
        long delay = MILLI / 2;
        final boolean[] carries = {true, true};
        boolean open = true;
        private final List<Deque<Sent>> ways = List.of(new ArrayDeque<>(), new ArrayDeque<>());

        void carry(final boolean isSo) {
            carries[0] = isSo;
            carries[1] = isSo;
        }

        void lose() {
            ways.forEach(Deque::clear);
        }
    }

    private record Sent(long at, UnsafeBuffer frame) {}

    /** One end of a wire. */
    final class WireEnd implements TrunkLink {
        private final Wire wire;
        private final int out;
        private final long peer;

        WireEnd(final Wire wire, final int out, final long peer) {
            this.wire = wire;
            this.out = out;
            this.peer = peer;
        }

        @Override
        public @Nullable String host(final long of) {
            return null;
        }

        @Override
        public int poll(final FrameHandler to, final long nowNanos) {
            final Deque<Sent> way = wire.ways.get(1 - out);
            int count = 0;
            for (Sent first = way.peek();
                    first != null && wire.carries[1 - out] && first.at + wire.delay <= nowNanos;
                    first = way.peek()) {
                way.remove();
                to.onFrame(first.frame, 0, first.frame.capacity());
                count++;
            }
            return count;
        }

        @Override
        public long sender() {
            return peer;
        }

        @Override
        public boolean isConnected(final long whom) {
            return wire.open && whom == peer;
        }

        @Override
        public boolean offer(final long whom, final DirectBuffer frame, final int length) {
            if (!wire.open) {
                return false;
            }
            final byte[] copy = new byte[length];
            frame.getBytes(0, copy);
            wire.ways.get(out).add(new Sent(now, new UnsafeBuffer(copy)));
            return true;
        }

        @Override
        public void close() {
            // A wire belongs to both ends.
        }
    }

    /** One end, which sends numbers and notes which have come, and how long they took. */
    final class End implements FrameHandler {
        final TrunkLinks links;
        private final CountersManager counters = TrunkLadder.counters();
        final List<Long> delivered = new ArrayList<>();
        final List<WireEnd> ends = new ArrayList<>();
        private final long peer;
        private final int out;
        private final UnsafeBuffer frame = new UnsafeBuffer(new byte[300]);
        boolean stands;
        long offered;
        long longest;

        End(
                final long peer,
                final int out,
                final long first,
                final long process,
                final long asked) {
            this.peer = peer;
            this.out = out;
            links = new TrunkLinks(process, asked, 4, counters);
            offered = first;
            for (final Wire wire : wires) {
                ends.add(new WireEnd(wire, out, peer));
                final int _ = links.add(ends.getLast(), "link " + ends.size());
            }
        }

        long peer() {
            return peer;
        }

        boolean send() {
            frame.putByte(0, (byte) FrameHeader.VERSION);
            frame.putLong(8, offered + 1);
            frame.putLong(16, now);
            final boolean isTaken = links.offer(peer, frame, 300);
            offered += isTaken ? 1 : 0;
            return isTaken;
        }

        void turn() {
            if (!stands) {
                links.doWork(this, now);
            }
        }

        @Override
        public void onFrame(final DirectBuffer buffer, final int offset, final int length) {
            delivered.add(buffer.getLong(offset + 8));
            longest = Math.max(longest, now - buffer.getLong(offset + 16));
        }

        long badFrames() {
            final long[] found = {0};
            counters.forEach(
                    (id, label) -> {
                        if (label.startsWith("strowger_trunk_link_bad_frames_total")) {
                            found[0] = counters.getCounterValue(id);
                        }
                    });
            return found[0];
        }

        LinkState state(final int link) {
            return links.figures(peer).get(link).state();
        }

        long sentOver(final int link) {
            return links.figures(peer).get(link).framesSent();
        }
    }
}
