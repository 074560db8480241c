// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A switch for which messages wait too long refuses what is new, before it is placed or kept, and nothing else. */
class SwitchOverloadTest {
    @Test
    void whatIsNewIsRefusedAndLeavesNothingBehind() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        s : is late
                        alice => s : INVITE a
                        s -> out   : 503 OVERLOADED INVITE a
                        alice => s : REGISTER b
                        s -> out   : 503 OVERLOADED REGISTER b
                        """);
        assertThat(ladder.subject.keptRequests()).isZero();
        assertThat(ladder.subject.table().size()).isZero();
        assertThat(ladder.subject.get(SwitchCounter.REFUSED)).isEqualTo(2);
        assertThat(ladder.subject.get(SwitchCounter.REQUESTS)).isZero();
    }

    @Test
    void whatRepeatsARequestThatIsKeptGoesOnUntilThatIsAnswered() {
        SwitchLadder.plays(
                """
                alice => s  : INVITE a
                s -> n0     : INVITE a
                s : is late
                alice => s  : INVITE a
                s -> n0     : INVITE a
                n0 => alice : 486 INVITE a
                alice => s  : INVITE a                | nobody knows it any more
                s -> out    : 503 OVERLOADED INVITE a
                """);
    }

    @Test
    void whatBelongsToACallGoesOn() {
        SwitchLadder.plays(
                """
                alice => s  : INVITE a
                s -> n0     : INVITE a
                s : is late
                bob => s    : 180 INVITE a #n0
                s -> n0     : 180 INVITE a
                alice => s  : PRACK a to
                s -> n0     : PRACK a
                bob => s    : 200 INVITE a #n0
                s -> n0     : 200 INVITE a
                n0 => alice : 200 INVITE a
                alice => s  : ACK a #own to
                s -> n0     : ACK a
                alice => s  : INVITE a #again to
                s -> n0     : INVITE a
                alice => s  : BYE a to
                s -> n0     : BYE a
                alice => s  : INVITE b
                s -> out    : 503 OVERLOADED INVITE b
                """);
    }

    @Test
    void whatEndsSomethingGoesOnWithoutATagInTo() {
        SwitchLadder.plays(
                """
                alice => s  : INVITE a
                s -> n0     : INVITE a
                s : is late
                alice => s  : CANCEL a
                s -> n0     : CANCEL a
                n0 => alice : 487 INVITE a
                alice => s  : ACK a
                s -> n0     : ACK a
                """);
    }

    @Test
    void whenMessagesAreOnTimeAgainAllIsAsBefore() {
        SwitchLadder.plays(
                """
                s : is late
                alice => s : INVITE a
                s -> out   : 503 OVERLOADED INVITE a
                s : is quick
                alice => s : INVITE a
                s -> n0    : INVITE a
                """);
    }

    @Test
    void whatIsNotAdmittedGetsNoAnswerAndNoPlace() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        s : admits no OPTIONS a
                        alice => s : OPTIONS a
                        alice => s : OPTIONS b
                        s -> n0    : OPTIONS b
                        s : is late
                        alice => s : OPTIONS a
                        """);
        assertThat(ladder.subject.get(SwitchCounter.DROPPED)).isEqualTo(2);
        assertThat(ladder.subject.table().size()).isEqualTo(1);
    }
}
