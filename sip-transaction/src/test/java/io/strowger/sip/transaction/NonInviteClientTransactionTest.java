// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import org.junit.jupiter.api.Test;

/** RFC 3261 figure 6, one ladder per rule. */
class NonInviteClientTransactionTest {
    @Test
    void requestIsRepeatedAtIntervalsUpToT2UntilTimerF() {
        Ladder.plays(
                """
                tu  => uac : OPTIONS
                uac -> uas : OPTIONS
                ~~ 500ms             | timer E is T1 ...
                uac -> uas : OPTIONS
                ~~ 1000ms            | ... then doubles ...
                uac -> uas : OPTIONS
                ~~ 2000ms
                uac -> uas : OPTIONS
                ~~ 4000ms            | ... up to T2
                uac -> uas : OPTIONS
                ~~ 4000ms
                uac -> uas : OPTIONS
                ~~ 4000ms
                uac -> uas : OPTIONS
                ~~ 4000ms
                uac -> uas : OPTIONS
                ~~ 4000ms
                uac -> uas : OPTIONS
                ~~ 4000ms
                uac -> uas : OPTIONS
                ~~ 4000ms
                uac -> uas : OPTIONS
                ~~ 500ms             | timer F is 64*T1: eleven requests in all
                uac -> tu  : TIMEOUT
                uac terminated
                uas => uac : 200     | RFC 4320 §4.3: too late, dropped
                """);
    }

    @Test
    void requestIsSentOnceOverReliableTransports() {
        Ladder.playsOverTcp(
                """
                tu  => uac : OPTIONS
                uac -> uas : OPTIONS
                ~~ 32s
                uac -> tu  : TIMEOUT
                uac terminated
                """);
    }

    @Test
    void provisionalResponseSlowsRepetitionDownToT2() {
        Ladder.plays(
                """
                tu  => uac : OPTIONS
                uac -> uas : OPTIONS
                uas => uac : 100
                uac -> tu  : 100
                ~~ 500ms             | timer E runs on as it was armed ...
                uac -> uas : OPTIONS
                ~~ 4000ms            | ... and is T2 from then on
                uac -> uas : OPTIONS
                uas => uac : 100
                uac -> tu  : 100
                ~~ 4000ms
                uac -> uas : OPTIONS
                uas => uac : 200
                uac -> tu  : 200
                ~~ 5000ms
                uac terminated
                """);
    }

    @Test
    void timerFEndsProceedingToo() {
        Ladder.playsOverTcp(
                """
                tu  => uac : OPTIONS
                uac -> uas : OPTIONS
                uas => uac : 100
                uac -> tu  : 100
                ~~ 32s
                uac -> tu  : TIMEOUT
                uac terminated
                """);
    }

    @Test
    void completedAbsorbsRepeatedResponsesUntilTimerK() {
        Ladder.plays(
                """
                tu  => uac : BYE
                uac -> uas : BYE
                uas => uac : 200
                uac -> tu  : 200
                uas => uac : 200
                uas => uac : 100
                net => uac : unreachable
                ~~ 5s                | timer K is T4
                uac terminated
                """);
    }

    @Test
    void finalResponseEndsItAtOnceOverReliableTransports() {
        Ladder.playsOverTcp(
                """
                tu  => uac : BYE
                uac -> uas : BYE
                uas => uac : 481
                uac -> tu  : 481
                uac terminated       | timer K is zero
                """);
    }

    @Test
    void transportFailureEndsIt() {
        Ladder.plays(
                """
                tu  => uac : BYE
                uac -> uas : BYE
                net => uac : unreachable
                uac -> tu  : TRANSPORT
                uac terminated
                """);
    }

    @Test
    void transportFailureInProceedingEndsIt() {
        Ladder.playsOverTcp(
                """
                tu  => uac : OPTIONS
                uac -> uas : OPTIONS
                uas => uac : 100
                uac -> tu  : 100
                net => uac : unreachable
                uac -> tu  : TRANSPORT
                uac terminated
                """);
    }

    @Test
    void abandonedItIsForgotten() {
        Ladder.plays(
                """
                tu  => uac : OPTIONS
                uac -> uas : OPTIONS
                tu  => uac : abandon
                ~~ 10ms
                uac terminated
                """);
    }

    @Test
    void responseToAnotherMethodIsAnothersResponse() {
        Ladder.plays(
                """
                tu  => uac : OPTIONS
                uac -> uas : OPTIONS
                uas => uac : 200 BYE     | §17.1.3: the method of CSeq counts
                uas => uac : 200
                uac -> tu  : 200
                """);
    }
}
