// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.replication.FrameReader;
import io.strowger.replication.Message;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Carries frames with delay, loss, doubling, reordering and cuts in one or both directions, on one or two networks. */
final class Network {
    private static final long MICRO = 1_000;
    private static final double DOUBLED = 0.01;
    private static final double LATE = 0.01;
    private static final int LATE_MICROS = 40_000;

    /** What it has done to frames: lost by chance, stopped by cuts, of these while the way back was open, and so on. */
    record Toll(long lost, long cut, long cutOneWay, long doubled, long late) {
        Toll plus(final Toll other) {
            return new Toll(
                    lost + other.lost,
                    cut + other.cut,
                    cutOneWay + other.cutOneWay,
                    doubled + other.doubled,
                    late + other.late);
        }
    }

    private record Way(long from, long to) {}

    private final Schedule schedule;
    private final Random chance;
    private final Ladder ladder;
    private final int networks;
    private final Map<Long, Machine> machines = new HashMap<>();
    private final Map<Long, List<Machine>> subscribers = new HashMap<>();
    private final Set<Way> cuts = new HashSet<>();
    private final FrameReader reader = new FrameReader();
    private final LoadTerms loadTerms = new LoadTerms();
    private double loss;
    private double doubled = DOUBLED;
    private double late = LATE;
    private int lateMicros = LATE_MICROS;
    private Toll toll = new Toll(0, 0, 0, 0, 0);
    private int lostNetwork = -1;
    private final Map<Long, long[]> sentBy = new HashMap<>();
    private long frames;
    private long bytes;

    Network(
            final Schedule schedule,
            final Random chance,
            final Ladder ladder,
            final int networks,
            final double loss) {
        this.schedule = schedule;
        this.chance = chance;
        this.ladder = ladder;
        this.networks = networks;
        this.loss = loss;
    }

    void add(final Machine machine) {
        machines.put(machine.id(), machine);
    }

    /** Who hears the stream of this process. */
    void subscribe(final long publisher, final List<Machine> to) {
        subscribers.put(publisher, to);
    }

    void cut(final long from, final long to) {
        cuts.add(new Way(from, to));
    }

    void mend(final long from, final long to) {
        cuts.remove(new Way(from, to));
    }

    void loss(final double share) {
        loss = share;
    }

    /** Frames overtake each other, some by far, and many come twice. */
    void disorder(final double share, final int millis) {
        doubled = share;
        late = share;
        lateMicros = millis * 1000;
    }

    void endDisorder() {
        doubled = DOUBLED;
        late = LATE;
        lateMicros = LATE_MICROS;
    }

    /** One of the two networks carries nothing. */
    void loseNetwork(final int network) {
        lostNetwork = network;
    }

    void heal(final double normalLoss) {
        cuts.clear();
        loss = normalLoss;
        endDisorder();
        lostNetwork = -1;
    }

    /** A frame of a stream: to all subscribers, on all networks. */
    boolean publish(
            final long from, final DirectBuffer buffer, final int offset, final int length) {
        final byte[] frame = copy(buffer, offset, length);
        count(from, 0, length);
        for (final Machine to : subscribers.getOrDefault(from, List.of())) {
            for (int network = 0; network < networks; network++) {
                carry(from, to, frame, network);
            }
        }
        return true;
    }

    /** A frame of a session. */
    boolean send(
            final long from,
            final long to,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        final Machine machine = machines.get(to);
        if (machine == null) {
            return false;
        }
        final Machine sender = machines.get(from);
        if (sender != null) {
            loadTerms.check(sender, buffer, offset, length);
        }
        count(from, 1, length);
        carry(from, machine, copy(buffer, offset, length), networks == 2 ? lostNetwork ^ 1 : 0);
        return true;
    }

    private void count(final long from, final int kind, final int length) {
        frames++;
        bytes += length;
        final long[] counts = sentBy.computeIfAbsent(from, id -> new long[3]);
        counts[kind]++;
        counts[2] += length;
    }

    /** What a process has sent: frames of its stream, frames to single processes, bytes of both. */
    long[] sentBy(final long id) {
        return sentBy.getOrDefault(id, new long[3]);
    }

    private static byte[] copy(final DirectBuffer buffer, final int offset, final int length) {
        final byte[] frame = new byte[length];
        buffer.getBytes(offset, frame);
        return frame;
    }

    private void carry(final long from, final Machine to, final byte[] frame, final int network) {
        final boolean isLost = networks == 2 && network == lostNetwork;
        final boolean isCut = isCut(from, to.id());
        if (isLost || chance.nextDouble() < loss || isCut) {
            final boolean isOneWay = isCut && !isCut(to.id(), from);
            toll = toll.plus(new Toll(isCut ? 0 : 1, isCut ? 1 : 0, isOneWay ? 1 : 0, 0, 0));
            ladder.note(() -> "x  " + describe(from, to, frame));
            return;
        }
        deliver(from, to, frame);
        if (chance.nextDouble() < doubled) {
            toll = toll.plus(new Toll(0, 0, 0, 1, 0));
            deliver(from, to, frame);
        }
    }

    private boolean isCut(final long from, final long to) {
        return !cuts.isEmpty() && cuts.contains(new Way(from, to));
    }

    private void deliver(final long from, final Machine to, final byte[] frame) {
        final boolean isLate = chance.nextDouble() < late;
        toll = isLate ? toll.plus(new Toll(0, 0, 0, 0, 1)) : toll;
        final long delay = 100L + chance.nextInt(isLate ? lateMicros : 900);
        schedule.after(
                delay * MICRO,
                () -> {
                    ladder.note(() -> "   " + describe(from, to, frame));
                    to.onFrame(frame);
                });
    }

    private String describe(final long from, final Machine to, final byte[] frame) {
        final Machine sender = machines.get(from);
        final Message message = reader.read(new UnsafeBuffer(frame), 0, frame.length);
        return (sender == null ? "?" : sender.name()) + " -> " + to.name() + " : " + brief(message);
    }

    private static String brief(final Message message) {
        return switch (message) {
            case Message.Announcement a ->
                    "announce birth "
                            + a.birthDate()
                            + " term "
                            + a.term()
                            + " level "
                            + a.level()
                            + " oldest "
                            + a.oldestLoggedLevel()
                            + " servers "
                            + a.loadServers();
            case Message.Entry e ->
                    "entry " + e.part().level() + "+" + e.part().partOffset() + " term " + e.term();
            case Message.LoadRequest r ->
                    "request "
                            + r.kind()
                            + " from "
                            + r.fromLevel()
                            + "+"
                            + r.fromOffset()
                            + " seq "
                            + r.receivedSequence();
            case Message.LoadGrant g -> "answer " + g.answer() + " at " + g.level();
            case Message.EntryChunk c ->
                    "entries "
                            + c.parts().stream().map(p -> p.level() + "+" + p.partOffset()).toList()
                            + (c.endOfWindow() ? " end" : "");
            case Message.RecordChunk c ->
                    "records "
                            + c.records().count()
                            + " at "
                            + c.readAtLevel()
                            + " to "
                            + c.records().to();
            case Message.ReplicaReport r ->
                    "report "
                            + r.activity()
                            + " level "
                            + r.state().level()
                            + " lag "
                            + r.lagMillis();
            case Message.RegionReport r -> "region " + r.replicas() + " lowest " + r.lowestLevel();
            case Message.Unknown u -> u.toString();
            case Message.Malformed m -> m.toString();
        };
    }

    Toll toll() {
        return toll;
    }

    long frames() {
        return frames;
    }

    long bytes() {
        return bytes;
    }

    /** A digest of nothing in particular, so that two runs of one seed can be compared. */
    @Override
    public String toString() {
        return Arrays.toString(new long[] {frames, bytes});
    }
}
