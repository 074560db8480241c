// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTable;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The table on its way to the standby: one ladder per rule. */
class TableStreamTest {
    private static final String IN_STEP =
            """
            put 1-3 n0
            ~~ 100ms
            a -> s : state 3 entries 3
            s : copy, OTHER_STREAM
            s -> a : wants from 0
            a -> s : copy 0..3 at 3 last
            s : in step at 3
            s -> a : has 3
            """;

    @Test
    void aNewcomerGetsTheWholeTableAndThenTheChanges() {
        StreamLadder.plays(
                        IN_STEP
                                + """
                                put 4 n1
                                move 1 n2
                                remove 2             | one batch at the end of the turn
                                ~~ 100ms
                                a -> s : changes 4..6 of term 1
                                a -> s : state 6 entries 3
                                s -> a : has 6
                                """)
                .isEqual();
    }

    @Test
    void changesThatAreMissingAreReplacedByACopy() {
        StreamLadder.plays(
                        IN_STEP
                                + """
                                ~~ 10ms
                                lose 1
                                put 4 n1
                                ~~ 10ms
                                a -> s : changes 4..4 of term 1 lost
                                remove 3
                                ~~ 100ms
                                a -> s : changes 5..5 of term 1
                                s : copy, GAP
                                s -> a : wants from 0
                                a -> s : copy 0..4 at 5 last
                                a -> s : state 5 entries 3
                                s : in step at 5
                                s -> a : has 5
                                """)
                .isEqual();
    }

    @Test
    void aGapIsSeenByTheNextStateWhenNoChangeFollows() {
        StreamLadder.plays(
                        IN_STEP
                                + """
                                lose 1
                                put 4 n1
                                ~~ 150ms
                                a -> s : changes 4..4 of term 1 lost
                                a -> s : state 4 entries 4
                                s : copy, GAP
                                s -> a : wants from 0
                                a -> s : copy 0..4 at 4 last
                                s : in step at 4
                                s -> a : has 4
                                """)
                .isEqual();
    }

    @Test
    void aCopyThatDiffersAtTheSameNumberReloadsItselfAndSaysSo() {
        final StreamLadder ladder =
                StreamLadder.plays(
                        IN_STEP
                                + """
                                ~~ 1000ms
                                spoil 77 n1
                                ~~ 100ms
                                s : copy, DIFFERS
                                s -> a : wants from 0
                                a -> s : copy 0..3 at 3 last
                                s : in step at 3
                                s -> a : has 3
                                """);
        ladder.isEqual();
        assertThat(ladder.standby().get(StreamCounter.DIFFERENCES)).isEqualTo(1);
    }

    @Test
    void aTableIsCopiedAsFastAsTheStandbyTakesItAndChangesGoFirst() {
        StreamLadder.plays(
                        """
                        put 1-100 n0
                        ~~ 2ms
                        a -> s : state 100 entries 100
                        s : copy, OTHER_STREAM
                        s -> a : wants from 0
                        a -> s : copy 0..22 at 100       | a budget of 10 places a millisecond
                        s -> a : wants from 22
                        put 101 n1
                        move 1 n1                        | copied already
                        move 100 n1                      | not yet
                        ~~ 5ms
                        a -> s : changes 101..103 of term 1
                        a -> s : copy 22..44 at 103
                        s -> a : wants from 44
                        a -> s : copy 44..66 at 103
                        s -> a : wants from 66
                        a -> s : copy 66..88 at 103
                        s -> a : wants from 88
                        remove 88
                        ~~ 100ms
                        a -> s : changes 104..104 of term 1
                        a -> s : copy 88..101 at 104 last
                        a -> s : state 104 entries 100
                        s : in step at 104
                        s -> a : has 104
                        """)
                .isEqual();
    }

    @Test
    void aLostPartOfACopyIsAskedForAgain() {
        StreamLadder.plays(
                        """
                        put 1-60 n0
                        ~~ 3ms
                        a -> s : state 60 entries 60
                        s : copy, OTHER_STREAM
                        s -> a : wants from 0
                        a -> s : copy 0..22 at 60
                        s -> a : wants from 22
                        a -> s : copy 22..44 at 60
                        s -> a : wants from 44
                        lose 1
                        ~~ 300ms
                        a -> s : copy 44..60 at 60 last lost
                        s -> a : wants from 44 again
                        a -> s : copy 44..60 at 60 last
                        s : in step at 60
                        s -> a : has 60
                        """)
                .isEqual();
    }

    @Test
    void whatTheCopyDoesNotConfirmStaysUntilItsEnd() {
        final StreamLadder ladder =
                StreamLadder.plays(
                        IN_STEP
                                + """
                                silent               | what it asks for does not arrive
                                lose 1
                                remove 1
                                ~~ 60ms
                                a -> s : changes 4..4 of term 1 lost
                                a -> s : state 4 entries 2
                                s : copy, GAP
                                """);
        assertThat(ladder.copy.size()).isEqualTo(3);
        ladder.play(
                """
                speaks
                ~~ 300ms
                s -> a : wants from 0
                a -> s : copy 0..3 at 4 last
                s : in step at 4
                s -> a : has 4
                """);
        assertThat(ladder.copy.find(1, 1)).isEqualTo(ConnectionTable.NONE);
        ladder.isEqual();
    }

    @Test
    void anOlderTermIsRefusedAndANewerOneBeginsAnew() {
        final StreamLadder ladder =
                StreamLadder.plays(
                        IN_STEP
                                + """
                                term 3
                                put 4 n0
                                ~~ 100ms
                                a -> s : state 1 entries 4
                                s : copy, OTHER_STREAM
                                s -> a : wants from 0
                                a -> s : copy 0..4 at 1 last
                                s : in step at 1
                                s -> a : has 1
                                term 2                   | one that stood still and goes on
                                put 5 n0
                                ~~ 100ms
                                a -> s : state 1 entries 5
                                """);
        assertThat(ladder.standby().term()).isEqualTo(3);
        assertThat(ladder.standby().get(StreamCounter.OUTDATED)).isPositive();
        assertThat(ladder.copy.find(5, 5)).isEqualTo(ConnectionTable.NONE);
        // What the standby of term 3 reports does not make the one of term 2 gather anything.
        assertThat(ladder.source().hasStandby()).isFalse();
    }

    @Test
    void whoHasTakenOverTakesNothingMore() {
        final StreamLadder ladder =
                StreamLadder.plays(
                        IN_STEP
                                + """
                                takeover
                                put 4 n0
                                ~~ 60ms
                                a -> s : changes 4..4 of term 1
                                a -> s : state 4 entries 4
                                """);
        assertThat(ladder.copy.size()).isEqualTo(3);
    }

    @Test
    void whoHasTakenOverForgetsNothingThatTheActiveHadHeardOf() {
        final StreamLadder ladder = StreamLadder.plays(IN_STEP);
        final long minute = 60_000_000_000L;
        ladder.standby().takeOver(9 * minute);
        assertThat(ladder.copy.age(11 * minute, 100)).isZero();
        assertThat(ladder.copy.age(20 * minute, 100)).isEqualTo(3);
    }

    @Test
    void whatComesLateOfAFormerStreamOfTheTermIsRefused() {
        final StreamLadder ladder = StreamLadder.plays(IN_STEP);
        final UnsafeBuffer memory = new UnsafeBuffer(new byte[TableFrame.MAX_LENGTH]);
        final TableFrame late = new TableFrame(memory).begin(TableFrame.Kind.STATE, 1, 0, 99);
        ladder.standby().onFrame(memory, 0, late.length(), 0);
        assertThat(ladder.standby().get(StreamCounter.OUTDATED)).isEqualTo(1);
        ladder.isEqual();
    }

    @Test
    void aPartThatIsOlderThanAChangeDoesNotUndoIt() {
        final StreamLadder ladder =
                StreamLadder.plays(
                        """
                        put 1-60 n0
                        ~~ 2ms
                        a -> s : state 60 entries 60
                        s : copy, OTHER_STREAM
                        s -> a : wants from 0
                        a -> s : copy 0..22 at 60
                        s -> a : wants from 22
                        late
                        ~~ 1ms
                        a -> s : copy 22..44 at 60
                        move 30 n1
                        ~~ 1ms
                        a -> s : changes 61..61 of term 1
                        """);
        assertThat(ladder.copy.node(ladder.copy.find(30, 30))).isEqualTo(1);
    }
}
