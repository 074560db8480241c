// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import org.junit.jupiter.api.Test;

/** What counts as a failure of a link, and how it comes back after one. */
class LinkReturnTest {
    @Test
    void aCutLinkFailsAndComesBackAfterASecondOfAnswers() {
        LinkLadder.plays(
                """
                link 1 : cut
                ~~ 60ms
                ~~ 40ms              | within 100 ms
                link 1 -> failed
                link 1 -> silent
                ~~ 500ms
                link 1 : whole
                ~~ 50ms
                link 1 -> returning
                ~~ 900ms
                ~~ 100ms
                link 1 -> working
                """);
    }

    /** Nobody knows better before one link answers and the other one does not. */
    @Test
    void aPeerThatStandsStillIsNoFailureOfItsLinks() {
        LinkLadder.plays(
                """
                peer : stands
                ~~ 100ms
                link 0 -> silent
                link 1 -> silent
                ~~ 400ms
                peer : goes on
                ~~ 5ms
                link 0 -> working    | at once, and both
                link 1 -> working
                """);
    }

    @Test
    void howOftenThePeerStandsStillDoesNotMatter() {
        LinkLadder.plays(
                """
                peer : stands
                ~~ 100ms
                link 0 -> silent
                link 1 -> silent
                peer : goes on
                ~~ 300ms
                link 0 -> working
                link 1 -> working
                peer : stands
                ~~ 100ms
                link 0 -> silent
                link 1 -> silent
                peer : goes on
                ~~ 5ms
                link 0 -> working
                link 1 -> working
                link 1 : cut
                ~~ 100ms
                link 1 -> failed
                link 1 -> silent
                link 1 : whole
                ~~ 1100ms            | as after a first failure
                link 1 -> returning
                link 1 -> working
                """);
    }

    @Test
    void aLinkThatIsSilentStillWhenThePeerGoesOnHasFailed() {
        LinkLadder.plays(
                """
                peer : stands
                ~~ 500ms
                link 0 -> silent
                link 1 -> silent
                link 1 : cut
                peer : goes on
                ~~ 5ms
                link 0 -> working
                ~~ 15ms              | the peer's turn may not have come to it
                ~~ 50ms
                link 1 -> failed
                """);
    }

    /** The other link works, so that what stands still now and then has the time of a return run on. */
    @Test
    void aLinkThatReturnsIsNotHeldUpByStandStills() {
        LinkLadder.plays(
                """
                link 1 : cut
                ~~ 100ms
                link 1 -> failed
                link 1 -> silent
                link 1 : whole
                ~~ 600ms
                link 1 -> returning
                == 300ms             | this end
                ~~ 20ms
                peer : stands
                ~~ 100ms
                link 0 -> silent
                link 1 -> silent
                peer : goes on
                ~~ 5ms
                link 0 -> working
                link 1 -> returning
                link 1 : late 80ms
                ~~ 200ms
                ~~ 200ms
                link 1 -> working
                """);
    }

    @Test
    void whoStandsStillHimselfLeavesNoLink() {
        LinkLadder.plays(
                """
                == 3000ms
                ~~ 30ms
                peer : stands
                ~~ 40ms
                == 200ms             | what has come meanwhile is taken in the next turn
                ~~ 10ms
                peer : goes on
                ~~ 500ms
                """);
    }

    /** A cut is seen all the same: each stand-still gives as much time as it took. */
    @Test
    void aCutLinkFailsThoughThisEndStandsStill() {
        LinkLadder.plays(
                """
                link 1 : cut
                ~~ 50ms
                == 60ms
                ~~ 50ms
                link 1 -> failed
                link 1 -> silent
                """);
    }

    @Test
    void oneLateAnswerIsNoCongestion() {
        LinkLadder.plays(
                """
                link 0 : late 300ms
                ~~ 300ms
                link 0 : slow 50ms
                ~~ 100ms
                link 0 -> failed
                link 0 -> congested
                """);
    }

    @Test
    void aLinkThatFailsAgainHasToAnswerForLongerAndForgetsItByWorking() {
        LinkLadder.plays(
                """
                link 1 : cut
                ~~ 100ms
                link 1 -> failed
                link 1 -> silent
                link 1 : whole
                ~~ 1100ms
                link 1 -> returning
                link 1 -> working
                link 1 : cut
                ~~ 100ms
                link 1 -> failed
                link 1 -> silent
                link 1 : whole
                ~~ 1900ms            | two seconds now
                link 1 -> returning
                ~~ 200ms
                link 1 -> working
                link 1 : cut
                ~~ 100ms
                link 1 -> failed
                link 1 -> silent
                link 1 : whole
                ~~ 3900ms            | four
                link 1 -> returning
                ~~ 200ms
                link 1 -> working
                ~~ 21000ms           | half of it is forgotten, and half of that
                link 1 : cut
                ~~ 100ms
                link 1 -> failed
                link 1 -> silent
                link 1 : whole
                ~~ 1900ms
                link 1 -> returning
                ~~ 200ms
                link 1 -> working
                """);
    }

    @Test
    void aLinkThatFailsWhileItReturnsBeginsAnew() {
        LinkLadder.plays(
                """
                link 1 : cut
                ~~ 100ms
                link 1 -> failed
                link 1 -> silent
                link 1 : whole
                ~~ 900ms
                link 1 -> returning
                link 1 : cut
                ~~ 100ms
                link 1 -> silent
                link 1 : whole
                ~~ 900ms
                link 1 -> returning
                ~~ 150ms
                link 1 -> working
                """);
    }

    @Test
    void whatALinkDidToAFormerProcessIsForgotten() {
        LinkLadder.plays(
                """
                link 1 : cut
                ~~ 100ms
                link 1 -> failed
                link 1 -> silent
                link 1 : whole
                peer : ends
                ~~ 30ms
                link 1 -> working
                """);
    }
}
