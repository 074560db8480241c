// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import org.junit.jupiter.api.Test;

/** RFC 3261 figure 8 with the rules of RFC 4320, one ladder per rule. */
class NonInviteServerTransactionTest {
    @Test
    void finalResponseAnswersRepeatedRequestsUntilTimerJ() {
        Ladder.plays(
                """
                uac => uas : BYE
                uas -> tu  : BYE
                uac => uas : BYE       | §17.2.2: discarded in Trying
                tu  => uas : 200
                uas -> uac : 200
                uac => uas : BYE
                uas -> uac : 200
                tu  => uas : 500       | §17.2.2: discarded
                tu  => uas : 100
                uac => uas : BYE
                uas -> uac : 200
                ~~ 32s                 | timer J is 64*T1
                uas terminated
                """);
    }

    @Test
    void finalResponseEndsItAtOnceOverReliableTransports() {
        Ladder.playsOverTcp(
                """
                uac => uas : BYE
                uas -> tu  : BYE
                tu  => uas : 200
                uas -> uac : 200
                ~~ 10ms                | timer J is zero; told of in the next turn
                uas terminated
                """);
    }

    @Test
    void tryingComesByItselfWhenTheClientsTimerEStandsAtT2() {
        Ladder.plays(
                """
                uac => uas : OPTIONS
                uas -> tu  : OPTIONS
                tu  => uas : 100       | RFC 4320 §4.1: not before, over UDP
                ~~ 3500ms              | 0.5 + 1 + 2 s
                uas -> uac : 100
                uac => uas : OPTIONS
                uas -> uac : 100
                tu  => uas : 100       | now it may
                uas -> uac : 100
                tu  => uas : 200
                uas -> uac : 200
                ~~ 32000ms
                uas terminated
                """);
    }

    @Test
    void tryingMayComeEarlyOverReliableTransports() {
        Ladder.playsOverTcp(
                """
                uac => uas : OPTIONS
                uas -> tu  : OPTIONS
                tu  => uas : 100
                uas -> uac : 100
                ~~ 10s                 | and then not once more by itself
                uac => uas : OPTIONS
                uas -> uac : 100
                """);
    }

    @Test
    void tryingMustComeOverReliableTransportsToo() {
        Ladder.playsOverTcp(
                """
                uac => uas : OPTIONS
                uas -> tu  : OPTIONS
                ~~ 3500ms
                uas -> uac : 100
                """);
    }

    @Test
    void noOtherProvisionalResponseGoesOut() {
        Ladder.plays(
                """
                uac => uas : OPTIONS
                uas -> tu  : OPTIONS
                tu  => uas : 180       | RFC 4320 §4.1
                ~~ 3500ms
                uas -> uac : 100
                tu  => uas : 183
                uac => uas : OPTIONS
                uas -> uac : 100
                """);
    }

    @Test
    void timeoutIsNeverAnswered() {
        Ladder.plays(
                """
                uac => uas : OPTIONS
                uas -> tu  : OPTIONS
                ~~ 3500ms
                uas -> uac : 100
                ~~ 28500ms
                tu  => uas : 408       | RFC 4320 §4.2: the client gives up by itself
                ~~ 10ms
                uas terminated
                """);
    }

    @Test
    void transportFailureAfterAResponseEndsIt() {
        Ladder.plays(
                """
                uac => uas : BYE
                uas -> tu  : BYE
                net => uas : unreachable | nothing has been sent that could have failed
                tu  => uas : 200
                uas -> uac : 200
                net => uas : unreachable
                uas -> tu  : TRANSPORT
                uas terminated
                """);
    }

    @Test
    void transportFailureInProceedingEndsIt() {
        Ladder.playsOverTcp(
                """
                uac => uas : OPTIONS
                uas -> tu  : OPTIONS
                tu  => uas : 100
                uas -> uac : 100
                net => uas : unreachable
                uas -> tu  : TRANSPORT
                uas terminated
                """);
    }

    @Test
    void abandonedItIsForgotten() {
        Ladder.plays(
                """
                uac => uas : OPTIONS
                uas -> tu  : OPTIONS
                tu  => uas : abandon
                ~~ 10ms
                uas terminated
                """);
    }

    @Test
    void requestsThatDifferInMethodOnlyAreTransactionsOfTheirOwn() {
        Ladder.plays(
                """
                uac => uas : OPTIONS
                uas -> tu  : OPTIONS
                uac => uas : BYE
                uas -> tu  : BYE
                tu  => uas : 481 BYE
                uas -> uac : 481 BYE
                tu  => uas : 200
                uas -> uac : 200
                """);
    }
}
