// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import org.junit.jupiter.api.Test;

/** What a node that was given up is told, on timelines as those of {@link OperationalStatusTest} (record 33). */
class GivenUpNodeTest {
    /** It may only have been slow, and would go on with calls that are another node's now. */
    @Test
    void whoWasGivenUpIsToldToForgetUntilItIsBack() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1003 => process hangs
                1350 => show probes
                1400 -> PING
                1401 -> OPTIONS
                1401 -> FORGET
                1401 -> PROCESS_HUNG
                1450 => process answers
                1500 -> PING
                1501 -> FORGET
                1501 -> OPTIONS
                """);
    }

    /** What it is given from now on is its own. */
    @Test
    void whoIsBackIsNotToldToForgetAnyMore() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1003 => process hangs
                1401 -> PROCESS_HUNG
                1450 => process answers
                2502 -> UP
                2550 => show probes
                2600 -> PING
                2601 -> OPTIONS
                """);
    }

    /** A switch that has just begun knows nothing of what nodes have in hand, and nobody else has it. */
    @Test
    void whoHasNeverBeenUpForgetsNothing() {
        Timeline.plays(
                """
                0    => show probes
                0    => host answers
                0    -> PING
                1    -> OPTIONS
                100  -> PING
                101  -> OPTIONS
                200  -> PING
                201  -> OPTIONS
                300  -> PING
                301  -> OPTIONS
                301  -> PROCESS_HUNG
                400  -> PING
                401  -> OPTIONS
                """);
    }
}
