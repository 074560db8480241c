// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import org.junit.jupiter.api.Test;

/** RFC 3261 figure 7 as corrected by RFC 6026 figure 5, one ladder per rule. */
class InviteServerTransactionTest {
    /** Whom a response did not reach repeats its request. */
    @Test
    void hintsEndNothing() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 180
                uas -> uac : 180
                net => uas : hint
                ~~ 1s
                net => uas : hint
                tu  => uas : 486
                uas -> uac : 486
                """);
    }

    @Test
    void tryingGoesOutAtOnceAndAnswersRepeatedInvites() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                uac => uas : INVITE  | §17.2.1: the most recent provisional response
                uas -> uac : 100
                tu  => uas : 180
                uas -> uac : 180
                uac => uas : INVITE
                uas -> uac : 180
                tu  => uas : 183
                uas -> uac : 183
                uac => uas : INVITE
                uas -> uac : 183
                """);
    }

    @Test
    void proceedingHasNoTimer() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                ~~ 300s
                tu  => uas : 180
                uas -> uac : 180
                """);
    }

    @Test
    void finalResponseIsRepeatedUntilTheAckArrives() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 486
                uas -> uac : 486
                ~~ 500ms             | timer G is T1 ...
                uas -> uac : 486
                ~~ 1000ms            | ... then doubles ...
                uas -> uac : 486
                ~~ 2000ms
                uas -> uac : 486
                ~~ 4000ms            | ... up to T2
                uas -> uac : 486
                ~~ 4000ms
                uas -> uac : 486
                uac => uas : ACK
                ~~ 2000ms
                uac => uas : ACK     | §17.2.1: absorbed in Confirmed
                uac => uas : INVITE  | and so is a late INVITE
                ~~ 3000ms            | timer I is T4
                uas terminated
                """);
    }

    @Test
    void completedAnswersRepeatedInvites() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 404
                uas -> uac : 404
                uac => uas : INVITE
                uas -> uac : 404
                tu  => uas : 200     | §17.2.1: only one final response
                tu  => uas : 180
                tu  => uas : abandon
                uac => uas : INVITE
                uas -> uac : 404
                """);
    }

    @Test
    void missingAckIsReportedWhenTimerHFires() {
        Ladder.playsOverTcp(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 500
                uas -> uac : 500
                ~~ 32s               | timer H is 64*T1, timer G does not run over TCP
                uas -> tu  : TIMEOUT
                uas terminated
                """);
    }

    @Test
    void timerHEndsTheRepetitionOfTheResponse() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 500
                uas -> uac : 500
                ~~ 500ms
                uas -> uac : 500
                ~~ 1000ms
                uas -> uac : 500
                ~~ 2000ms
                uas -> uac : 500
                ~~ 4000ms
                uas -> uac : 500
                ~~ 4000ms
                uas -> uac : 500
                ~~ 4000ms
                uas -> uac : 500
                ~~ 4000ms
                uas -> uac : 500
                ~~ 4000ms
                uas -> uac : 500
                ~~ 4000ms
                uas -> uac : 500
                ~~ 4000ms
                uas -> uac : 500
                ~~ 500ms
                uas -> tu  : TIMEOUT
                uas terminated
                """);
    }

    @Test
    void ackEndsTheTransactionAtOnceOverReliableTransports() {
        Ladder.playsOverTcp(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 486
                uas -> uac : 486
                uac => uas : INVITE  | from a peer that took over; the response is still there
                uas -> uac : 486
                uac => uas : ACK     | timer I is zero
                uas terminated
                """);
    }

    @Test
    void acceptedSwallowsRepeatedInvitesUntilTimerL() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 200
                uas -> uac : 200
                ~~ 1s
                uac => uas : INVITE  | RFC 6026 §7.1: the user repeats the 2xx, nobody else
                tu  => uas : 200     | as here, or from another fork
                uas -> uac : 200
                tu  => uas : 486     | no second final response
                tu  => uas : 180
                tu  => uas : abandon
                ~~ 31s               | timer L is 64*T1, over any transport
                uas terminated
                uac => uas : INVITE  | the same branch would now be a new call
                uas -> tu  : INVITE
                uas -> uac : 100
                """);
    }

    @Test
    void acceptedLivesAsLongOverReliableTransports() {
        Ladder.playsOverTcp(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 200
                uas -> uac : 200
                uac => uas : INVITE
                ~~ 32s
                uas terminated
                """);
    }

    @Test
    void ackInAcceptedGoesToTheUser() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 200
                uas -> uac : 200
                uac => uas : ACK
                uas -> tu  : ACK
                uac => uas : ACK
                uas -> tu  : ACK
                """);
    }

    @Test
    void ackBeforeAnyFinalResponseIsIgnored() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                uac => uas : ACK
                tu  => uas : 486
                uas -> uac : 486
                """);
    }

    @Test
    void transportFailureDoesNotForgetTheTransaction() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                net => uas : unreachable
                uas -> tu  : TRANSPORT
                uac => uas : INVITE  | RFC 6026 §7.1: a repetition, not a second call
                uas -> uac : 100
                tu  => uas : 486
                uas -> uac : 486
                net => uas : unreachable
                uas -> tu  : TRANSPORT
                uac => uas : ACK
                net => uas : unreachable
                ~~ 5s
                uas terminated
                """);
    }

    @Test
    void transportFailureInAcceptedIsReportedOnly() {
        Ladder.playsOverTcp(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 200
                uas -> uac : 200
                net => uas : unreachable
                uas -> tu  : TRANSPORT
                uac => uas : INVITE
                ~~ 32s
                uas terminated
                """);
    }

    @Test
    void abandonedBeforeAnAnswerItIsForgotten() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : abandon
                ~~ 10ms
                uas terminated
                """);
    }

    @Test
    void cancelIsATransactionOfItsOwn() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                uac => uas : CANCEL
                uas -> tu  : CANCEL of INVITE
                tu  => uas : 200 CANCEL
                uas -> uac : 200 CANCEL
                tu  => uas : 487
                uas -> uac : 487
                uac => uas : CANCEL  | absorbed by its own transaction
                uas -> uac : 200 CANCEL
                uac => uas : ACK
                ~~ 5s
                uas terminated
                ~~ 27s
                uas terminated CANCEL
                """);
    }

    @Test
    void cancelFindsItsInviteAfterTheFinalResponseToo() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                tu  => uas : 200
                uas -> uac : 200
                uac => uas : CANCEL
                uas -> tu  : CANCEL of INVITE
                uac => uas : CANCEL #2
                uas -> tu  : CANCEL #2 of nothing
                """);
    }

    @Test
    void mergedRequestsAreTransactionsOfTheirOwn() {
        Ladder.plays(
                """
                uac => uas : INVITE
                uas -> tu  : INVITE
                uas -> uac : 100
                uac => uas : INVITE #2    | §8.2.2.2: the user's to detect
                uas -> tu  : INVITE #2
                uas -> uac : 100 #2
                tu  => uas : 482 #2
                uas -> uac : 482 #2
                uac => uas : ACK #2
                uac => uas : INVITE
                uas -> uac : 100
                ~~ 5s
                uas terminated
                """);
    }

    @Test
    void ackWithoutTransactionGoesToTheUser() {
        Ladder.plays(
                """
                uac => uas : ACK
                uas -> tu  : ACK
                """);
    }
}
