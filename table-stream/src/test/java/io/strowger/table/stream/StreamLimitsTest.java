// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each limit of the table stream, at the limit and one beyond. */
class StreamLimitsTest {
    private static final String IN_STEP =
            """
            put 1 n0
            ~~ 60ms
            a -> s : state 1 entries 1
            s : copy, OTHER_STREAM
            s -> a : wants from 0
            a -> s : copy 0..1 at 1 last
            s : in step at 1
            s -> a : has 1
            """;

    @Test
    void asManyChangesAsTheQueueTakesWaitForTheLink() {
        final StreamLadder ladder =
                StreamLadder.plays(
                        IN_STEP
                                + """
                                full
                                put 2-45 n0              | 44 are two frames
                                ~~ 10ms
                                takes
                                ~~ 60ms
                                a -> s : changes 2..23 of term 1
                                a -> s : changes 24..45 of term 1
                                a -> s : state 45 entries 45
                                s -> a : has 45
                                """);
        ladder.isEqual();
        assertThat(ladder.source().get(StreamCounter.OVERFLOWS)).isZero();
    }

    @Test
    void oneMoreEmptiesTheQueueAndTheStandbyAsksForACopy() {
        final StreamLadder ladder =
                StreamLadder.plays(
                        IN_STEP
                                + """
                                full
                                put 2-46 n0
                                ~~ 10ms
                                takes
                                ~~ 100ms
                                a -> s : state 46 entries 46
                                s : copy, GAP
                                s -> a : wants from 0
                                a -> s : copy 0..22 at 46
                                a -> s : copy 22..44 at 46
                                s -> a : wants from 44
                                a -> s : copy 44..46 at 46 last
                                s : in step at 46
                                s -> a : has 46
                                """);
        ladder.isEqual();
        assertThat(ladder.source().get(StreamCounter.OVERFLOWS)).isEqualTo(1);
    }

    @Test
    void nothingIsGatheredForAStandbyThatDoesNotReport() {
        final StreamLadder ladder = new StreamLadder(StreamLadder.config(), 1_000, 1_000);
        ladder.play(
                """
                silent
                put 1-500 n0
                ~~ 60ms
                a -> s : state 500 entries 500
                s : copy, OTHER_STREAM
                """);
        assertThat(ladder.source().queued()).isZero();
        assertThat(ladder.source().hasStandby()).isFalse();
    }

    @Test
    void noMoreIsCopiedThanTheWindowAheadOfWhatTheStandbyHas() {
        StreamLadder.plays(
                """
                put 1-100 n0
                ~~ 2ms
                a -> s : state 100 entries 100
                s : copy, OTHER_STREAM
                s -> a : wants from 0
                a -> s : copy 0..22 at 100
                s -> a : wants from 22
                silent
                ~~ 150ms
                a -> s : copy 22..44 at 100
                a -> s : copy 44..66 at 100      | 40 places ahead of 22
                """);
    }

    @Test
    void aStandbyThatHasNotReportedForTwentyBeatsIsGone() {
        final StreamLadder ladder =
                StreamLadder.plays(
                        IN_STEP
                                + """
                                silent
                                full
                                ~~ 900ms
                                put 2 n0
                                """);
        assertThat(ladder.source().hasStandby()).isTrue();
        assertThat(ladder.source().queued()).isEqualTo(1);
        ladder.play("~~ 150ms\nput 3 n0\n");
        assertThat(ladder.source().hasStandby()).isFalse();
        assertThat(ladder.source().queued()).isZero();
    }

    @Test
    void aTableOfTheSameSizeTakesAllAndASmallerOneSaysThatItIsUnfit() {
        final String fiveEntries =
                """
                put 1-5 n0
                ~~ 100ms
                a -> s : state 5 entries 5
                s : copy, OTHER_STREAM
                s -> a : wants from 0
                a -> s : copy 0..5 at 5 last
                """;
        final String equal = "s : in step at 5\ns -> a : has 5\n";
        new StreamLadder(StreamLadder.config(), 5, 5).play(fiveEntries + equal).isEqual();
        final StreamLadder smaller =
                new StreamLadder(StreamLadder.config(), 5, 4)
                        .play(
                                fiveEntries
                                        + """
                                        s : unfit
                                        s -> a : has 5
                                        ~~ 10000ms           | not again and again
                                        """);
        assertThat(smaller.copy.size()).isEqualTo(4);
        assertThat(smaller.standby().isComplete()).isFalse();
        assertThat(smaller.standby().isInStep()).isFalse();
    }

    @Test
    void aNodeThatTheStandbyHasNoNumberForIsUnfit() {
        final StreamLadder ladder =
                StreamLadder.plays(
                        IN_STEP
                                + """
                        move 1 n2
                        ~~ 1ms
                        a -> s : changes 2..2 of term 1
                        move 1 n3                        | the standby knows n0 to n2
                        ~~ 1ms
                        a -> s : changes 3..3 of term 1
                        s : unfit
                        """);
        assertThat(ladder.copy.size()).isZero();
    }

    @Test
    void anEntryOfBeforeMakesRoomForOneOfTheCopy() {
        final StreamLadder ladder =
                new StreamLadder(StreamLadder.config(), 5, 5)
                        .play(
                                """
                                spoil 11-15 n1
                                put 1-5 n0
                                ~~ 100ms
                                a -> s : state 5 entries 5
                                s : copy, OTHER_STREAM
                                s -> a : wants from 0
                                a -> s : copy 0..5 at 5 last
                                s : in step at 5
                                s -> a : has 5
                                """);
        ladder.isEqual();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1000, 22, 1",
        "65537, 1000, 22, 1",
        "2, 999, 22, 1",
        "2, 100000001, 22, 1",
        "2, 1000, 21, 1",
        "2, 1000, 22, 0",
        "2, 1000, 22, 10001"
    })
    void impossibleLimitsAreRefused(
            final int frames, final int places, final int window, final int beat) {
        new TableStreamConfig(2, 1_000, 22, Duration.ofMillis(1));
        assertThatThrownBy(
                        () ->
                                new TableStreamConfig(
                                        frames, places, window, Duration.ofMillis(beat)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
