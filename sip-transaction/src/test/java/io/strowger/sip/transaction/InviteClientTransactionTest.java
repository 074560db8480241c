// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import org.junit.jupiter.api.Test;

/** RFC 3261 figure 5 as corrected by RFC 6026 figure 4, one ladder per rule. */
class InviteClientTransactionTest {
    @Test
    void inviteIsRepeatedAtDoublingIntervalsUntilTimerB() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                ~~ 500ms             | timer A is T1 and doubles without a cap
                uac -> uas : INVITE
                ~~ 1000ms
                uac -> uas : INVITE
                ~~ 2000ms
                uac -> uas : INVITE
                ~~ 4000ms
                uac -> uas : INVITE
                ~~ 8000ms
                uac -> uas : INVITE
                ~~ 16000ms
                uac -> uas : INVITE
                ~~ 500ms             | timer B is 64*T1: seven requests in all
                uac -> tu  : TIMEOUT
                uac terminated
                """);
    }

    @Test
    void inviteIsSentOnceOverReliableTransports() {
        Ladder.playsOverTcp(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                ~~ 32s
                uac -> tu  : TIMEOUT
                uac terminated
                """);
    }

    @Test
    void provisionalResponseEndsRepetitionAndTimerB() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                ~~ 100ms
                uas => uac : 100
                uac -> tu  : 100
                ~~ 300s              | only the proxy's timer C ends this
                uas => uac : 180
                uac -> tu  : 180
                uas => uac : 180     | §17.1.1.2: every provisional response is passed
                uac -> tu  : 180
                """);
    }

    @Test
    void failureIsAcknowledgedEachTimeAndPassedOnce() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                uas => uac : 486
                uac -> uas : ACK
                uac -> tu  : 486
                ~~ 500ms
                uas => uac : 486
                uac -> uas : ACK
                uas => uac : 180     | out of order
                ~~ 31500ms           | timer D is 32 s
                uac terminated
                uas => uac : 486     | no transaction, no ACK
                uac -> tu  : unmatched 486
                """);
    }

    @Test
    void failureAfterRingingIsAcknowledged() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                uas => uac : 180
                uac -> tu  : 180
                uas => uac : 603
                uac -> uas : ACK
                uac -> tu  : 603
                ~~ 32s
                uac terminated
                """);
    }

    @Test
    void failureEndsItAtOnceOverReliableTransports() {
        Ladder.playsOverTcp(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                uas => uac : 180
                uac -> tu  : 180
                uas => uac : 302
                uac -> uas : ACK
                uac -> tu  : 302
                uac terminated       | timer D is zero
                """);
    }

    @Test
    void acceptedPassesEvery2xxUntilTimerM() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                uas => uac : 200
                uac -> tu  : 200     | RFC 6026 §7.2: the ACK is not made here
                ~~ 500ms
                uas => uac : 200
                uac -> tu  : 200
                uas => uac : 180     | swallowed
                uas => uac : 486     | swallowed, and not acknowledged
                ~~ 31500ms           | timer M is 64*T1
                uac terminated
                uas => uac : 200
                uac -> tu  : unmatched 200
                """);
    }

    @Test
    void acceptedLivesAsLongOverReliableTransports() {
        Ladder.playsOverTcp(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                uas => uac : 180
                uac -> tu  : 180
                uas => uac : 200
                uac -> tu  : 200
                ~~ 20s
                uas => uac : 200
                uac -> tu  : 200
                ~~ 12s
                uac terminated
                """);
    }

    @Test
    void successAfterAFailureStillReachesTheUser() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                uas => uac : 486
                uac -> uas : ACK
                uac -> tu  : 486
                uas => uac : 200
                uac -> tu  : 200
                ~~ 32s
                uac terminated
                """);
    }

    @Test
    void transportFailureEndsIt() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                net => uac : unreachable
                uac -> tu  : TRANSPORT
                uac terminated
                """);
    }

    /** A datagram is said to have got lost: a hint that anybody can send, and that a router sends which looks for a host. */
    @Test
    void whatIsUnreachableWhenRepeatedTooIsUnreachable() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                net => uac : hint
                net => uac : hint    | for another call to there
                ~~ 500ms
                uac -> uas : INVITE
                net => uac : hint
                uac -> tu  : TRANSPORT
                uac terminated
                """);
    }

    @Test
    void oneHintEndsNothing() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                net => uac : hint
                ~~ 500ms
                uac -> uas : INVITE
                uas => uac : 180
                uac -> tu  : 180
                net => uac : hint    | who has answered is there
                ~~ 2s
                net => uac : hint
                uas => uac : 200
                uac -> tu  : 200
                net => uac : hint
                ~~ 32s
                uac terminated
                """);
    }

    @Test
    void aHintIsNotRememberedForTheNextRequest() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                net => uac : hint
                tu  => uac : abandon
                ~~ 10ms
                uac terminated
                ~~ 990ms
                tu  => uac : INVITE #2
                uac -> uas : INVITE #2
                net => uac : hint
                uas => uac : 200 #2
                uac -> tu  : 200 #2
                """);
    }

    @Test
    void transportFailureWhileRingingEndsIt() {
        Ladder.playsOverTcp(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                uas => uac : 180
                uac -> tu  : 180
                net => uac : unreachable
                uac -> tu  : TRANSPORT
                uac terminated
                """);
    }

    @Test
    void transportFailureOfTheAckEndsIt() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                uas => uac : 486
                uac -> uas : ACK
                uac -> tu  : 486
                net => uac : unreachable
                uac -> tu  : TRANSPORT
                uac terminated
                """);
    }

    @Test
    void transportFailureInAcceptedMeansNothing() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                uas => uac : 200
                uac -> tu  : 200
                net => uac : unreachable
                ~~ 32s
                uac terminated
                """);
    }

    @Test
    void abandonedItIsForgotten() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                uas => uac : 180
                uac -> tu  : 180
                tu  => uac : CANCEL
                uac -> uas : CANCEL
                uas => uac : 200 CANCEL
                uac -> tu  : 200 CANCEL
                ~~ 5s
                uac terminated CANCEL
                ~~ 27s
                tu  => uac : abandon
                ~~ 10ms
                uac terminated
                uas => uac : 487
                uac -> tu  : unmatched 487
                """);
    }

    @Test
    void responsesFindTheirBranch() {
        Ladder.plays(
                """
                tu  => uac : INVITE
                uac -> uas : INVITE
                tu  => uac : INVITE #2
                uac -> uas : INVITE #2
                uas => uac : 180 #2
                uac -> tu  : 180 #2
                ~~ 500ms
                uac -> uas : INVITE
                uas => uac : 404 #3
                uac -> tu  : unmatched 404 #3
                """);
    }
}
