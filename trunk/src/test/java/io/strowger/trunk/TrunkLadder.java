// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.bus.BusFailure;
import io.strowger.bus.FrameHandler;
import io.strowger.doorbell.Doorbell;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Plays a ladder with two switches {@code s}, {@code t} and two nodes {@code n}, {@code m} on virtual time, over queues in the
 * place of the bus, and compares the whole of it with what happened.
 *
 * <p>{@code s => n : text} is a SIP message sent and flushed, {@code s += n : text} one that waits for the flush; {@code n =>
 * out : text} goes to the switch that the node listens to. {@code ~~ 100ms} turns everybody, {@code n : word} does something to
 * one: {@code stands}, {@code goes on}, {@code ends}, {@code starts}, {@code drains}, {@code blocks} (takes no frames),
 * {@code takes}; {@code s : term 2}. {@code n -> x} lines are what it heard. Text after a bar is for the reader.
 */
final class TrunkLadder {
    static final TrunkPoints POINTS =
            TrunkPoints.of(List.of("udp:192.0.2.1:5060", "tcp:192.0.2.1:5060"));
    static final LocalPoint UDP = new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);
    private static final long MILLI = 1_000_000;
    private static final Pattern ARROW = Pattern.compile("(\\w+) (=>|\\+=) (\\w+) : (.*)");
    private static final Path NOWHERE = Path.of("/nonexistent");

    private final List<String> happened = new ArrayList<>();
    private final Map<String, SwitchSide> switches = new HashMap<>();
    private final Map<String, NodeSide> nodes = new HashMap<>();
    private final Map<Long, Queue> queues = new HashMap<>();
    private long now;
    private long processes = 1;

    TrunkLadder() {
        switches.put("s", new SwitchSide("s", 101));
        switches.get("s").term = 1;
        switches.put("t", new SwitchSide("t", 102));
        nodes.put("n", new NodeSide("n", 7));
        nodes.put("m", new NodeSide("m", 8));
    }

    static TrunkLadder plays(final String diagram) {
        final List<String> lines =
                diagram.lines()
                        .map(line -> line.replaceAll("\\|.*", "").strip().replaceAll(" +", " "))
                        .filter(line -> !line.isEmpty())
                        .toList();
        final TrunkLadder ladder = new TrunkLadder();
        for (final String line : lines) {
            if (!line.contains(" -> ")) {
                ladder.happened.add(line);
                ladder.play(line);
            }
        }
        assertThat(String.join("\n", ladder.happened)).isEqualTo(String.join("\n", lines));
        return ladder;
    }

    private void play(final String line) {
        final Matcher arrow = ARROW.matcher(line);
        if (line.startsWith("~~ ")) {
            pass(Long.parseLong(line.replaceAll("\\D", "")));
        } else if (arrow.matches()) {
            send(arrow.group(1), arrow.group(3), arrow.group(4));
            if (arrow.group(2).equals("=>")) {
                turn();
            }
        } else {
            final int colon = line.indexOf(" : ");
            act(line.substring(0, colon), line.substring(colon + 3));
        }
    }

    private void act(final String who, final String what) {
        if (what.startsWith("term ")) {
            switches.get(who).term = Long.parseLong(what.substring(5));
            return;
        }
        final NodeSide node = nodes.get(who);
        switch (what) {
            case "stands" -> node.stands = true;
            case "goes on" -> node.stands = false;
            case "ends" -> node.end();
            case "starts" -> node.start();
            case "drains" -> node.trunk.drain();
            case "blocks" -> queue(node.id).blocks = true;
            case "takes" -> queue(node.id).blocks = false;
            default -> throw new IllegalArgumentException(what);
        }
    }

    private void send(final String from, final String to, final String text) {
        final byte[] sip = text.getBytes(StandardCharsets.US_ASCII);
        final SwitchSide side = switches.get(from);
        final boolean taken =
                side == null
                        ? nodes.get(from).trunk.send(flow(0), new UnsafeBuffer(sip), 0, sip.length)
                        : side.send(nodes.get(to).id, sip);
        if (!taken) {
            happened.add(from + " -> refused : " + text);
        }
    }

    static Flow flow(final long connection) {
        final IpAddress address = Objects.requireNonNull(IpAddress.parse("198.51.100.9"));
        return new Flow(UDP, address.high(), address.low(), 5062, connection);
    }

    /** A record as a switch makes it. */
    static UnsafeBuffer record(final Flow flow, final byte[] sip) {
        final UnsafeBuffer record = new UnsafeBuffer(new byte[TrunkRecord.HEADER + sip.length]);
        TrunkRecord.write(record, 0, RecordKind.MESSAGE, flow, sip.length);
        record.putBytes(TrunkRecord.HEADER, sip);
        return record;
    }

    private void pass(final long millis) {
        final long end = now + millis * MILLI;
        while (now < end) {
            now = Math.min(end, now + 10 * MILLI);
            turn();
        }
    }

    private void turn() {
        for (int i = 0; i < 3; i++) {
            switches.values().forEach(SwitchSide::turn);
            nodes.values().forEach(NodeSide::turn);
        }
    }

    private Queue queue(final long id) {
        return queues.computeIfAbsent(id, _ -> new Queue());
    }

    static CountersManager counters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(256 * 1024)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)));
    }

    long counter(final String who, final String series) {
        final CountersManager table =
                nodes.containsKey(who) ? nodes.get(who).counters : switches.get(who).counters;
        final long[] value = {-1};
        table.forEach(
                (id, label) -> {
                    if (label.equals("strowger_trunk_" + series)) {
                        value[0] = table.getCounterValue(id);
                    }
                });
        return value[0];
    }

    /** Puts a frame into the way to somebody, as if the first had sent it. */
    void inject(final String from, final String to, final byte[] frame) {
        final long sender = switches.containsKey(from) ? switches.get(from).id : nodes.get(from).id;
        final long receiver = switches.containsKey(to) ? switches.get(to).id : nodes.get(to).id;
        queue(receiver).frames.add(new Framed(sender, new UnsafeBuffer(frame)));
        turn();
    }

    List<String> happened() {
        return happened;
    }

    private record Framed(long from, UnsafeBuffer frame) {}

    private static final class Queue {
        private final Deque<Framed> frames = new ArrayDeque<>();
        private boolean blocks;
    }

    private final class QueueCarrier implements Carrier {
        private final long id;
        private final long only;
        private long sender;

        QueueCarrier(final long id, final long only) {
            this.id = id;
            this.only = only;
        }

        @Override
        public int doWork(final FrameHandler to, final long nowNanos) {
            final Deque<Framed> frames = queue(id).frames;
            int count = 0;
            for (int i = frames.size(); i > 0; i--) {
                final Framed frame = frames.removeFirst();
                if (only != 0 && frame.from != only) {
                    frames.addLast(frame);
                    continue;
                }
                sender = frame.from;
                to.onFrame(frame.frame, 0, frame.frame.capacity());
                count++;
            }
            return count;
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
            if (queue(peer).blocks) {
                return false;
            }
            final byte[] copy = new byte[length];
            frame.getBytes(0, copy);
            queue(peer).frames.add(new Framed(id, new UnsafeBuffer(copy)));
            return true;
        }

        @Override
        public boolean isBroken() {
            return false;
        }

        @Override
        public @Nullable Doorbell bell() {
            return null;
        }

        @Override
        public void rest(final LongConsumer sleep, final boolean isRung, final long nanos) {
            throw new IllegalStateException("nobody waits here");
        }

        @Override
        public void await(final long nanos) {
            throw new IllegalStateException("nobody waits here");
        }

        @Override
        public void wake() {
            throw new IllegalStateException("nobody waits here");
        }

        @Override
        public void close() {
            // A queue belongs to the ladder.
        }
    }

    private final class SwitchSide implements SwitchTrunk.Listener {
        private final String name;
        private final long id;
        private final CountersManager counters = counters();
        private final SwitchTrunk trunk;

        /** 0 = stands by, and sends nothing. */
        private long term;

        SwitchSide(final String name, final long id) {
            this.name = name;
            this.id = id;
            trunk =
                    new SwitchTrunk(
                            new QueueCarrier(id, 0), NOWHERE, POINTS, processes++, 2, counters);
        }

        boolean send(final long node, final byte[] sip) {
            for (int i = 0; i < trunk.nodes(); i++) {
                if (trunk.id(i) == node) {
                    return trunk.send(i, record(flow(0), sip), 0, TrunkRecord.HEADER + sip.length);
                }
            }
            return false;
        }

        void turn() {
            trunk.poll(this, now);
            if (term > 0) {
                trunk.flush(term);
            }
        }

        private void say(final int node, final String what) {
            for (final NodeSide side : nodes.values()) {
                if (trunk.id(node) == side.id && !name.equals("t")) {
                    happened.add(name + " -> " + what + " : " + side.name);
                }
            }
        }

        @Override
        public void onNode(final int node, final long nodeId) {
            say(node, "comes");
        }

        @Override
        public void onEnded(final int node) {
            say(node, "ended");
        }

        @Override
        public void onDraining(final int node, final boolean drains) {
            say(node, drains ? "draining" : "not draining");
        }

        @Override
        public void onFull(final int node, final boolean full) {
            say(node, full ? "full" : "not full");
        }

        @Override
        public void onHeard(final int node) {
            assertThat(node).isLessThan(trunk.nodes());
        }

        @Override
        public void onRecord(final int node, final TrunkRecord record) {
            happened.add(name + " -> out : " + text(record));
        }
    }

    private static String text(final TrunkRecord record) {
        assertThat(record.kind()).isEqualTo(RecordKind.MESSAGE);
        assertThat(record.port()).isEqualTo(5062);
        return record.buffer().getStringWithoutLengthAscii(record.sipOffset(), record.sipLength());
    }

    private final class NodeSide {
        private final String name;
        private final long id;
        private CountersManager counters = counters();
        private NodeTrunk trunk;
        private boolean stands = true;

        NodeSide(final String name, final long id) {
            this.name = name;
            this.id = id;
            trunk = newTrunk();
        }

        private NodeTrunk newTrunk() {
            return new NodeTrunk(
                    List.of(address(101), address(102)),
                    POINTS,
                    processes++,
                    counters,
                    Runnable::run);
        }

        private SwitchAddress address(final long switchId) {
            return new SwitchAddress(switchId, "switch", () -> carrier(switchId));
        }

        private Carrier carrier(final long switchId) throws BusFailure {
            return new QueueCarrier(id, switchId);
        }

        void end() {
            stands = true;
            queue(id).frames.clear();
        }

        void start() {
            counters = counters();
            trunk = newTrunk();
            stands = false;
        }

        void turn() {
            if (!stands) {
                trunk.poll(record -> happened.add(name + " -> heard : " + text(record)), now);
                trunk.flush(now);
            }
        }
    }
}
