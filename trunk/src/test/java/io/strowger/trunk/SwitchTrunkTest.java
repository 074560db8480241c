// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.bus.FrameHandler;
import io.strowger.doorbell.Doorbell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a switch: its limits, its nodes and their numbers. */
class SwitchTrunkTest {
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
    void aNodesHostIsTheOneFromWhichItsLastBeatCame() {
        final OneNodeCarrier carrier = new OneNodeCarrier();
        final SwitchTrunk trunk = trunk(carrier, 2);
        assertThat(trunk.host(0)).as("nobody has come").isNull();
        carrier.host = "192.0.2.7";
        trunk.poll(new Deaf(), 0);
        assertThat(trunk.host(0)).isEqualTo("192.0.2.7");
        carrier.host = "192.0.2.8";
        carrier.beats++;
        trunk.poll(new Deaf(), 100_000_000);
        assertThat(trunk.host(0)).isEqualTo("192.0.2.8");
        assertThat(trunk.host(1)).isNull();
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

    /** As to a switch whose decisions begin anew. */
    @Test
    void whatLastsIsToldAgainToWhoHasForgottenIt(@TempDir final Path directory) throws IOException {
        final OneNodeCarrier carrier = new OneNodeCarrier();
        carrier.drains = true;
        final SwitchTrunk trunk =
                new SwitchTrunk(
                        carrier, directory, TrunkLadder.POINTS, 1, 1, TrunkLadder.counters());
        trunk.poll(new Deaf(), 0);
        final Deaf forgetful = new Deaf();
        trunk.restate(forgetful);
        assertThat(forgetful.drains).isTrue();
        assertThat(forgetful.ended).isZero();

        Files.createFile(directory.resolve("node-" + Long.toHexString(21)));
        carrier.isEmpty = true;
        trunk.poll(new Deaf(), 20_000_000);
        trunk.poll(new Deaf(), 40_000_000);
        trunk.restate(forgetful);
        assertThat(forgetful.ended).isOne();
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

    private static final class Deaf implements SwitchTrunk.Listener {
        private int ended;
        private int heard = -1;
        private boolean drains;

        @Override
        public void onNode(final int node, final long id) {}

        @Override
        public void onEnded(final int node) {
            ended++;
        }

        @Override
        public void onDraining(final int node, final boolean now) {
            drains = now;
        }

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
        private boolean drains;
        private int longest;
        private long beats = 1;
        private @Nullable String host;

        @Override
        public int doWork(final FrameHandler to, final long nowNanos) {
            if (isEmpty) {
                return 0;
            }
            final UnsafeBuffer beat = new UnsafeBuffer(new byte[FrameHeader.LENGTH]);
            new FrameHeader()
                    .process(from)
                    .beat(beats)
                    .points(points)
                    .draining(drains)
                    .write(beat, 0);
            to.onFrame(beat, 0, FrameHeader.LENGTH);
            return 1;
        }

        @Override
        public long sender() {
            return from;
        }

        @Override
        public @Nullable String hostOf(final long peer) {
            return peer == from ? host : null;
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
        public boolean isBroken() {
            return false;
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
