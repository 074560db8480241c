// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.bus.FrameHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two switches and two nodes, a ladder for each rule of the trunk; and its limits. */
class TrunkTest {
    @Test
    void aNodeComesByItselfAndMessagesGoBothWays() {
        TrunkLadder.plays(
                """
                n : starts
                ~~ 20ms
                s -> comes : n
                s => n : INVITE
                n -> heard : INVITE
                n => out : 100
                s -> out : 100
                """);
    }

    @Test
    void whatGathersInATurnLeavesInOneFrame() {
        final TrunkLadder ladder =
                TrunkLadder.plays(
                        """
                        n : starts
                        ~~ 20ms
                        s -> comes : n
                        s += n : INVITE
                        s += n : BYE
                        s => n : ACK
                        n -> heard : INVITE
                        n -> heard : BYE
                        n -> heard : ACK
                        """);
        assertThat(ladder.counter("s", "records_sent_total")).isEqualTo(3);
        // Two beats of the node were answered, and then the three went together.
        assertThat(ladder.counter("n", "frames_received_total"))
                .isEqualTo(ladder.counter("s", "frames_sent_total"))
                .isLessThan(5);
    }

    @Test
    void aNodeListensToTheNewestTermAndSendsThere() {
        final TrunkLadder ladder =
                TrunkLadder.plays(
                        """
                        n : starts
                        ~~ 20ms
                        s -> comes : n
                        t : term 2
                        ~~ 200ms           | t beats with its term
                        n => out : 200     | goes to t, not to s
                        t -> out : 200
                        s => n : INVITE    | refused: of an older term
                        s : term 3
                        s => n : BYE       | and back
                        n -> heard : BYE
                        n => out : 200
                        s -> out : 200
                        """);
        assertThat(ladder.counter("n", "older_term_total")).isPositive();
    }

    @Test
    void anotherProcessInTheNodesPlaceIsTheEndOfTheFormer() {
        TrunkLadder.plays(
                """
                n : starts
                ~~ 20ms
                s -> comes : n
                m : starts
                ~~ 20ms
                s -> comes : m
                n : ends
                n : starts
                ~~ 20ms
                s -> ended : n
                s => n : INVITE
                n -> heard : INVITE
                """);
    }

    @Test
    void whoStoodStillForASecondDoesNothingOfWhatWasSentMeanwhile() {
        final TrunkLadder ladder =
                TrunkLadder.plays(
                        """
                        n : starts
                        ~~ 20ms
                        s -> comes : n
                        n : stands
                        s => n : INVITE    | has gone to another node when this one goes on
                        ~~ 1100ms
                        n : goes on
                        ~~ 10ms
                        s => n : BYE
                        n -> heard : BYE
                        """);
        assertThat(ladder.counter("n", "stale_total")).isEqualTo(1);
    }

    @Test
    void whoStoodStillForLessGoesOnWithWhatWaits() {
        TrunkLadder.plays(
                """
                n : starts
                ~~ 20ms
                s -> comes : n
                n : stands
                s => n : INVITE
                ~~ 900ms
                n : goes on
                ~~ 10ms
                n -> heard : INVITE
                """);
    }

    @Test
    void aNodeSaysThatItDrains() {
        TrunkLadder.plays(
                """
                n : starts
                ~~ 20ms
                s -> comes : n
                n : drains
                ~~ 10ms
                s -> draining : n
                """);
    }

    /** What does not go out waits in one frame; what does not fit there is refused, and the switch sees it. */
    @Test
    void aTrunkThatTakesNoMoreIsSeenAtTheLimitAndOneAbove() {
        final TrunkLadder ladder = new TrunkLadder();
        final List<String> refused = new ArrayList<>();
        final SwitchTrunk trunk = blocked();
        final byte[] sip = new byte[984];
        final UnsafeBuffer record = TrunkLadder.record(TrunkLadder.flow(0), sip);
        for (int i = 1; i <= 65; i++) {
            // 40 bytes of the frame's header, 1024 a record.
            if (!trunk.send(0, record, 0, 1024)) {
                refused.add("record " + i);
            }
        }
        assertThat(refused).containsExactly("record 64", "record 65");
        assertThat(ladder.happened()).isEmpty();
    }

    /** What it had answered would otherwise be handed over, and answered a second time. */
    @Test
    void theEndOfANodeIsToldWhenAllThatItSentHasBeenTaken(@TempDir final Path directory)
            throws IOException {
        Files.createFile(directory.resolve("node-" + Long.toHexString(21)));
        final OneNodeCarrier carrier = new OneNodeCarrier();
        final SwitchTrunk trunk =
                new SwitchTrunk(
                        carrier, directory, TrunkLadder.POINTS, 1, 1, TrunkLadder.counters());
        final Deaf listener = new Deaf();
        trunk.poll(listener, 20_000_000);
        trunk.poll(listener, 40_000_000);
        assertThat(listener.ended).as("while frames come").isZero();
        carrier.isEmpty = true;
        trunk.poll(listener, 60_000_000);
        trunk.poll(listener, 80_000_000);
        assertThat(listener.ended).isEqualTo(1);
    }

    /** What was given out under a term that is over is another switch's, and must not go under the next one. */
    @Test
    void whatIsDiscardedIsNotSent() {
        final OneNodeCarrier carrier = new OneNodeCarrier();
        final SwitchTrunk trunk = trunk(carrier, 1);
        trunk.poll(new Deaf(), 0);
        final UnsafeBuffer record = TrunkLadder.record(TrunkLadder.flow(0), new byte[984]);
        assertThat(trunk.send(0, record, 0, 1024)).isTrue();
        trunk.discard();
        trunk.flush(5);
        assertThat(carrier.longest).isLessThan(100);
        assertThat(trunk.send(0, record, 0, 1024)).isTrue();
        trunk.flush(5);
        assertThat(carrier.longest).isGreaterThan(1024);
    }

    @Test
    void nodesHaveTheNumbersOfTheOtherSwitchAndUnknownOnesComeBehind() {
        final SwitchTrunk trunk = trunk(new OneNodeCarrier(), 3);
        final Deaf listener = new Deaf();
        trunk.poll(listener, 0);
        assertThat(trunk.adopt(new long[] {21}, listener)).isFalse();
        assertThat(trunk.adopt(new long[] {5, 6}, listener)).isTrue();
        assertThat(trunk.nodes()).isEqualTo(3);
        assertThat(trunk.id(0)).isEqualTo(5);
        assertThat(trunk.id(2)).isEqualTo(21);
        trunk.poll(listener, 20_000_000);
        assertThat(trunk.nodes()).isEqualTo(3);
        assertThat(listener.heard).as("by its new number").isEqualTo(2);
        assertThat(trunk.adopt(new long[] {5, 6, 21}, listener)).isFalse();
    }

    @Test
    void moreNodesThanMayComeAreNotTakenFromTheOtherSwitchEither() {
        final SwitchTrunk trunk = trunk(new OneNodeCarrier(), 2);
        final Deaf listener = new Deaf();
        trunk.poll(listener, 0);
        assertThat(trunk.adopt(new long[] {5, 6, 7}, listener)).isTrue();
        assertThat(trunk.nodes()).isEqualTo(2);
        assertThat(trunk.id(1)).isEqualTo(6);
    }

    private static SwitchTrunk trunk(final OneNodeCarrier carrier, final int nodes) {
        return new SwitchTrunk(
                carrier,
                Path.of("/nonexistent"),
                TrunkLadder.POINTS,
                1,
                nodes,
                TrunkLadder.counters());
    }

    private static SwitchTrunk blocked() {
        return withOneNode(true);
    }

    private static SwitchTrunk withOneNode(final boolean blocks) {
        final OneNodeCarrier carrier = new OneNodeCarrier();
        final SwitchTrunk trunk =
                new SwitchTrunk(
                        carrier,
                        Path.of("/nonexistent"),
                        TrunkLadder.POINTS,
                        1,
                        1,
                        TrunkLadder.counters());
        carrier.blocks = blocks;
        trunk.poll(new Deaf(), 0);
        assertThat(trunk.nodes()).isEqualTo(1);
        return trunk;
    }

    @Test
    void aFrameOfTheLargestMessageGoesAndOneByteMoreIsRefused() {
        final SwitchTrunk trunk = blocked();
        final byte[] most = new byte[TrunkRecord.MAX_SIP];
        assertThat(
                        trunk.send(
                                0,
                                TrunkLadder.record(TrunkLadder.flow(0), most),
                                0,
                                TrunkRecord.HEADER + most.length))
                .isTrue();
        final byte[] more = new byte[TrunkRecord.MAX_SIP + 1];
        final SwitchTrunk free = withOneNode(false);
        assertThat(
                        free.send(
                                0,
                                TrunkLadder.record(TrunkLadder.flow(0), more),
                                0,
                                TrunkRecord.HEADER + more.length))
                .isFalse();
    }

    @Test
    void theThirdNodeAtASwitchForTwoIsRefused() {
        final OneNodeCarrier carrier = new OneNodeCarrier();
        final SwitchTrunk trunk =
                new SwitchTrunk(
                        carrier,
                        Path.of("/nonexistent"),
                        TrunkLadder.POINTS,
                        1,
                        2,
                        TrunkLadder.counters());
        for (int id = 21; id <= 23; id++) {
            carrier.from = id;
            trunk.poll(new Deaf(), id);
        }
        assertThat(trunk.nodes()).isEqualTo(2);
    }

    @Test
    void aNodeWithOtherListeningPointsIsRefused() {
        final OneNodeCarrier carrier = new OneNodeCarrier();
        carrier.points = TrunkPoints.of(List.of("udp:192.0.2.2:5060")).hash();
        final SwitchTrunk trunk =
                new SwitchTrunk(
                        carrier,
                        Path.of("/nonexistent"),
                        TrunkLadder.POINTS,
                        1,
                        2,
                        TrunkLadder.counters());
        trunk.poll(new Deaf(), 0);
        assertThat(trunk.nodes()).isZero();
    }

    @ParameterizedTest(name = "byte {0} = {1}: {2}")
    @CsvSource({
        "0, 2, other_version",
        "2, 39, bad_length",
        "3, 1, bad_length",
        "4, 39, bad_length",
        "40, 39, bad_length",
        "40, 44, bad_length",
        "46, 2, bad_flow",
        "47, -128, bad_flow",
        "74, 1, bad_flow"
    })
    void aBadFrameIsAValue(final int at, final byte value, final String defect) {
        final TrunkLadder ladder = started();
        final byte[] frame = frame();
        frame[at] = value;
        ladder.inject("s", "n", frame);
        assertThat(ladder.happened()).isEmpty();
        assertThat(ladder.counter("n", "bad_frames_total{defect=\"" + defect + "\"}")).isEqualTo(1);
    }

    private static TrunkLadder started() {
        final TrunkLadder ladder = TrunkLadder.plays("n : starts\n~~ 20ms\ns -> comes : n");
        ladder.happened().clear();
        return ladder;
    }

    @Test
    void aFrameWithoutItsLastByteOfHeaderIsTooShort() {
        final TrunkLadder ladder = started();
        ladder.inject("s", "n", new byte[FrameHeader.LENGTH - 1]);
        assertThat(ladder.counter("n", "bad_frames_total{defect=\"too_short\"}")).isEqualTo(1);
    }

    @Test
    void whatANewerVersionAddsIsSteppedOver() {
        final TrunkLadder ladder = started();
        final byte[] known = frame();
        final int added = 8;
        final byte[] newer = new byte[known.length + 3 * added + TrunkRecord.HEADER];
        final int second = FrameHeader.LENGTH + added;
        System.arraycopy(known, 0, newer, 0, FrameHeader.LENGTH);
        // A record of a kind that is not known yet, then the known one, both with longer headers.
        System.arraycopy(known, FrameHeader.LENGTH, newer, second, TrunkRecord.HEADER);
        newer[second + 4] = 99;
        newer[second] = TrunkRecord.HEADER + added;
        final int third = second + TrunkRecord.HEADER + added;
        System.arraycopy(known, FrameHeader.LENGTH, newer, third, TrunkRecord.HEADER);
        newer[third] = TrunkRecord.HEADER + added + 3;
        System.arraycopy("BYE".getBytes(StandardCharsets.US_ASCII), 0, newer, newer.length - 3, 3);
        newer[2] = FrameHeader.LENGTH + added;
        newer[4] = TrunkRecord.HEADER + added;
        ladder.inject("s", "n", newer);
        assertThat(ladder.happened()).containsExactly("n -> heard : BYE");
    }

    /** A frame with one record, {@code BYE}. */
    private static byte[] frame() {
        final byte[] frame = new byte[FrameHeader.LENGTH + TrunkRecord.HEADER + 3];
        final UnsafeBuffer buffer = new UnsafeBuffer(frame);
        new FrameHeader()
                .term(1)
                .process(1)
                .beat(1_000)
                .points(TrunkLadder.POINTS.hash())
                .write(buffer, 0);
        final byte[] sip = "BYE".getBytes(StandardCharsets.US_ASCII);
        final UnsafeBuffer record = TrunkLadder.record(TrunkLadder.flow(0), sip);
        buffer.putBytes(FrameHeader.LENGTH, record, 0, record.capacity());
        return frame;
    }

    private static final class Deaf implements SwitchTrunk.Listener {
        private int ended;
        private int heard = -1;

        @Override
        public void onNode(final int node, final long id) {}

        @Override
        public void onEnded(final int node) {
            ended++;
        }

        @Override
        public void onDraining(final int node, final boolean drains) {}

        @Override
        public void onFull(final int node, final boolean full) {}

        @Override
        public void onHeard(final int node) {
            heard = node;
        }

        @Override
        public void onRecord(final int node, final TrunkRecord record) {}
    }

    /** Brings one beat of a node in each turn, and takes frames or not. */
    private static final class OneNodeCarrier implements Carrier {
        private long from = 21;
        private long points = TrunkLadder.POINTS.hash();
        private boolean blocks;
        private boolean isEmpty;
        private int longest;

        @Override
        public int doWork(final FrameHandler to, final long nowNanos) {
            if (isEmpty) {
                return 0;
            }
            final UnsafeBuffer beat = new UnsafeBuffer(new byte[FrameHeader.LENGTH]);
            new FrameHeader().process(from).beat(1).points(points).write(beat, 0);
            to.onFrame(beat, 0, FrameHeader.LENGTH);
            return 1;
        }

        @Override
        public long sender() {
            return from;
        }

        @Override
        public boolean isConnected(final long peer) {
            return true;
        }

        @Override
        public boolean offer(final long peer, final DirectBuffer frame, final int length) {
            longest = Math.max(longest, length);
            return !blocks;
        }

        @Override
        public void await(final long nanos) {}

        @Override
        public void wake() {}

        @Override
        public void close() {}
    }
}
