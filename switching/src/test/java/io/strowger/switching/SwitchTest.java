// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.MethodClass;
import org.junit.jupiter.api.Test;

/** The death of a node costs no call (mission row D4), one ladder per rule. */
class SwitchTest {
    @Test
    void aCallStaysWithItsNodeAndItsRequestsAreKeptUntilTheyAreAnswered() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        alice => s  : INVITE a
                        s -> n0     : INVITE a
                        carol => s  : INVITE c
                        s -> n1     : INVITE c
                        n0 => alice : 100 INVITE a
                        n0 => alice : 180 INVITE a
                        bob => s    : 200 INVITE a #n0    | the branch is the node's
                        s -> n0     : 200 INVITE a
                        n0 => alice : 200 INVITE a
                        alice => s  : ACK a #own to
                        s -> n0     : ACK a
                        bob => s    : BYE a to
                        s -> n0     : BYE a
                        """);
        assertThat(ladder.subject.keptRequests()).isEqualTo(2);
        assertThat(ladder.openAtNode(0, MethodClass.INVITE)).isZero();
        assertThat(ladder.openAtNode(0, MethodClass.BYE)).isEqualTo(1);
        assertThat(ladder.openAtNode(1, MethodClass.INVITE)).isEqualTo(1);
        assertThat(ladder.subject.get(SwitchCounter.REQUESTS)).isEqualTo(4);
        assertThat(ladder.subject.get(SwitchCounter.RESPONSES)).isEqualTo(1);
    }

    @Test
    void whatADeadNodeHadGoesToAnotherAtOnce() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        alice => s : INVITE a
                        s -> n0    : INVITE a
                        n0 : dies
                        ~~ 1ms
                        s -> n1    : INVITE a
                        alice => s : INVITE a             | a retransmission
                        s -> n1    : INVITE a
                        n1 => alice : 200 INVITE a
                        n1 : dies
                        ~~ 10ms                           | nothing is left to be handed over
                        """);
        assertThat(ladder.subject.get(SwitchCounter.HANDED_OVER)).isEqualTo(1);
        assertThat(ladder.subject.get(SwitchCounter.RETRANSMISSIONS)).isEqualTo(1);
        assertThat(ladder.subject.keptRequests()).isZero();
    }

    @Test
    void whatAHungNodeHadGoesToAnotherWithinHalfASecond() {
        SwitchLadder.plays(
                """
                alice => s : INVITE a
                s -> n0    : INVITE a
                n0 : hangs
                ~~ 300ms
                ~~ 200ms
                s -> n1    : INVITE a
                """);
    }

    /** Such as when the machine of all of them has stood still. */
    @Test
    void whenNobodyIsLeftWhoAnswersFirstIsBackAtOnceAndTheOthersAfterASecond() {
        SwitchLadder.plays(
                """
                alice => s : INVITE a
                s -> n0    : INVITE a
                n0 : hangs
                n1 : hangs
                n2 : hangs
                ~~ 600ms
                n1 : lives
                ~~ 150ms
                s -> n1    : INVITE a
                n0 : lives
                ~~ 700ms
                bob => s   : INVITE b
                s -> n1    : INVITE b
                carol => s : INVITE c
                s -> n1    : INVITE c
                ~~ 500ms
                dan => s   : INVITE d
                s -> n0    : INVITE d
                """);
    }

    /** What a callee answered before it comes by the other node; a caller is done then, and some take offence. */
    @Test
    void aTryingAfterTheFinalResponseGoesNoFurther() {
        SwitchLadder.plays(
                """
                alice => s  : INVITE a
                s -> n0     : INVITE a
                n0 => alice : 100 INVITE a
                n0 => alice : 180 INVITE a
                n0 : dies
                ~~ 1ms
                s -> n1     : INVITE a
                n1 => alice : 100 INVITE a
                n1 => alice : 200 INVITE a
                n1 => alice : 100 INVITE a
                s -> nobody : 100 INVITE a
                n1 => alice : 180 INVITE a      | of a request that is not kept
                """);
    }

    @Test
    void aRequestSeenTwiceGoesToTheSameNodeAndIsKeptOnce() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        alice => s : INVITE a
                        s -> n0    : INVITE a
                        alice => s : INVITE a
                        s -> n0    : INVITE a
                        alice => s : INVITE a
                        s -> n0    : INVITE a
                        n0 : dies
                        ~~ 1ms
                        s -> n1    : INVITE a
                        """);
        assertThat(ladder.subject.keptRequests()).isEqualTo(1);
    }

    @Test
    void aRetransmissionThatComesBeforeTheHandOverIsTheHandOver() {
        SwitchLadder.plays(
                """
                alice => s : INVITE a
                s -> n0    : INVITE a
                n0 : dies
                alice => s : INVITE a
                s -> n1    : INVITE a
                ~~ 10ms
                """);
    }

    @Test
    void aCancelFollowsItsInvite() {
        SwitchLadder.plays(
                """
                alice => s  : INVITE a
                s -> n0     : INVITE a
                n0 : dies
                alice => s  : CANCEL a              | before anybody has handed the INVITE over
                s -> n1     : INVITE a
                s -> n1     : CANCEL a
                n1 : dies
                ~~ 1ms
                s -> n2     : INVITE a
                s -> n2     : CANCEL a
                n2 => alice : 200 CANCEL a
                n2 => alice : 487 INVITE a
                alice => s  : ACK a to
                s -> n2     : ACK a
                """);
    }

    @Test
    void anAckShowsThatItsInviteIsAnswered() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        alice => s  : INVITE a
                        s -> n0     : INVITE a
                        alice => s  : ACK a to          | the 486 has gone another way
                        s -> n0     : ACK a
                        n0 : dies
                        ~~ 10ms
                        """);
        assertThat(ladder.subject.keptRequests()).isZero();
    }

    @Test
    void responsesAndRequestsInDialogsGoToAnyNodeThatLives() {
        SwitchLadder.plays(
                """
                alice => s : INVITE a
                s -> n0    : INVITE a
                n0 => alice : 200 INVITE a
                carol => s : INVITE c
                s -> n1    : INVITE c
                n0 : dies
                n1 : drains
                bob => s   : BYE a to
                s -> n2    : BYE a
                n2 : dies
                ~~ 1ms
                s -> n1    : BYE a                  | drained, but there is no other
                bob => s   : 180 INVITE c #n1
                s -> n1    : 180 INVITE c
                dave => s  : INVITE d               | over UDP it comes again
                trunk => s : INVITE e               | over TCP it would not
                s -> out   : 503 OVERLOADED INVITE e
                ~~ 1s
                dave => s  : INVITE d               | nobody has taken anything for a second
                s -> out   : 503 OVERLOADED INVITE d
                """);
    }

    @Test
    void sourcesAreHandedOverInTurns() {
        SwitchLadder.plays(
                """
                n1 : drains
                n2 : drains
                trunk => s : INVITE a
                s -> n0    : INVITE a
                trunk => s : INVITE b
                s -> n0    : INVITE b
                trunk => s : INVITE c
                s -> n0    : INVITE c
                alice => s : INVITE d
                s -> n0    : INVITE d
                alice => s : BYE d #2
                s -> n0    : BYE d
                n0 : dies
                ~~ 1ms
                s -> n1    : INVITE a
                s -> n2    : INVITE d
                s -> n1    : INVITE b
                s -> n2    : BYE d                  | behind its INVITE, where that went
                s -> n2    : INVITE c
                """);
    }

    @Test
    void aTurnHandsOverSoManyAndTheNextGoesOn() {
        SwitchLadder.plays(
                SwitchLadder.config(100, 100, 2),
                """
                alice => s : BYE a to
                s -> n0    : BYE a
                alice => s : BYE a #2 to
                s -> n0    : BYE a
                alice => s : BYE a #3 to
                s -> n0    : BYE a
                n0 : dies
                ~~ 1ms
                s -> n1    : BYE a
                s -> n1    : BYE a
                ~~ 1ms
                s -> n1    : BYE a
                """);
    }

    @Test
    void whatNobodyTakesWaitsForANode() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        n1 : dies
                        n2 : dies
                        alice => s : INVITE a
                        s -> n0    : INVITE a
                        n0 : dies
                        ~~ 500ms
                        bob => s   : INVITE b             | over UDP it comes again
                        trunk => s : INVITE c             | over TCP it would not
                        s -> out   : 503 NO_NODE INVITE c
                        ~~ 3490ms
                        bob => s   : INVITE b
                        ~~ 20ms
                        bob => s   : INVITE b             | nobody has lived for four seconds
                        s -> out   : 503 NO_NODE INVITE b
                        n0 : lives                        | started anew, it knows nothing
                        ~~ 1500ms
                        s -> n0    : INVITE a
                        ~~ 1s
                        """);
        assertThat(ladder.openAtNode(0, MethodClass.INVITE)).isEqualTo(1);
    }

    @Test
    void aNodeThatDiesAgainBeforeAllIsHandedOverLosesNothing() {
        SwitchLadder.plays(
                SwitchLadder.config(100, 100, 1),
                """
                n1 : dies
                n2 : dies
                alice => s : INVITE a
                s -> n0    : INVITE a
                alice => s : INVITE b
                s -> n0    : INVITE b
                alice => s : INVITE c
                s -> n0    : INVITE c
                n0 : full
                n0 : dies
                n0 : lives
                ~~ 3s
                n0 : takes
                ~~ 1ms
                s -> n0    : INVITE a
                n0 : dies                           | b and c still wait
                n0 : lives
                ~~ 5s
                s -> n0    : INVITE b
                s -> n0    : INVITE c
                s -> n0    : INVITE a
                """);
    }

    @Test
    void whatATrunkDoesNotTakeIsRefusedIfItIsNewAndWaitsIfItIsHandedOver() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        n2 : dies
                        alice => s : INVITE a
                        s -> n0    : INVITE a
                        n1 : full
                        bob => s   : INVITE b
                        s -> out   : 503 TRUNK_FULL INVITE b
                        n0 : dies
                        ~~ 20ms
                        n1 : takes
                        ~~ 1ms
                        s -> n1    : INVITE a
                        """);
        assertThat(ladder.subject.keptRequests()).isEqualTo(1);
        assertThat(ladder.subject.get(SwitchCounter.REFUSED)).isEqualTo(1);
    }

    @Test
    void nobodyWaitsForAnAnswerForEver() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        alice => s  : BYE a to
                        s -> n0     : BYE a
                        alice => s  : INVITE b
                        s -> n1     : INVITE b
                        alice => s  : INVITE c
                        s -> n2     : INVITE c
                        n2 => alice : 180 INVITE c
                        ~~ 31s                          | b has no answer at all, not even 100
                        n0 : dies
                        ~~ 1ms
                        s -> n1     : BYE a
                        ~~ 2s
                        n1 : dies
                        ~~ 1ms
                        s -> n2     : BYE a
                        n2 : dies
                        ~~ 1ms
                        """);
        assertThat(ladder.subject.get(SwitchCounter.EXPIRED)).isEqualTo(1);
        assertThat(ladder.subject.keptRequests()).isEqualTo(2);
    }

    @Test
    void anInviteThatCameAgainWhenItHadJustBeenAnsweredIsNotKeptForLong() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        alice => s  : INVITE a
                        s -> n0     : INVITE a
                        n0 => alice : 200 INVITE a
                        alice => s  : INVITE a          | had crossed the 200; n0 absorbs it (RFC 6026)
                        s -> n0     : INVITE a
                        ~~ 4100ms
                        n0 : dies
                        ~~ 10ms                         | another node would ring bob's phone anew
                        """);
        assertThat(ladder.subject.keptRequests()).isZero();
    }

    @Test
    void whatNobodyHasWaitsForAsLongAsWhoAskedIt() {
        SwitchLadder.plays(
                """
                alice => s : INVITE a
                s -> n0    : INVITE a
                n1 : dies
                n2 : dies
                n0 : dies
                ~~ 20s
                n2 : lives
                ~~ 1500ms
                s -> n2    : INVITE a
                """);
        final var ladder =
                SwitchLadder.plays(
                        """
                        alice => s : INVITE a
                        s -> n0    : INVITE a
                        n1 : dies
                        n2 : dies
                        n0 : dies
                        ~~ 37s
                        n2 : lives
                        ~~ 3s
                        """);
        assertThat(ladder.subject.keptRequests()).isZero();
    }

    @Test
    void anInviteThatRingsIsKeptForAsLongAsTimerCWouldRun() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        alice => s  : INVITE a
                        s -> n0     : INVITE a
                        n0 => alice : 180 INVITE a
                        ~~ 150s
                        n0 => alice : 183 INVITE a      | timer C begins anew
                        ~~ 199s
                        n0 : dies
                        ~~ 1ms
                        s -> n1     : INVITE a
                        """);
        assertThat(ladder.subject.keptRequests()).isEqualTo(1);
    }
}
