// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two switches and two nodes, a ladder for each rule of the trunk. */
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
}
