// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.MethodClass;
import org.junit.jupiter.api.Test;

/** Where a switch ends: full tables, nodes that take no more, noise. */
class SwitchLimitsTest {
    @Test
    void oneMoreThanCanBeKeptGoesOnUnkept() {
        final var ladder =
                SwitchLadder.plays(
                        SwitchLadder.config(100, 2, 10),
                        """
                        alice => s : INVITE a
                        s -> n0    : INVITE a
                        bob => s   : INVITE b
                        s -> n1    : INVITE b
                        carol => s : INVITE c
                        s -> n2    : INVITE c           | a refusal is a loss for certain, this only if n2 dies
                        n2 : dies
                        ~~ 1ms
                        n1 => bob  : 200 INVITE b
                        carol => s : INVITE c           | and not even then over UDP
                        s -> n0    : INVITE c
                        n0 : dies
                        ~~ 1ms
                        s -> n1    : INVITE c
                        s -> n1    : INVITE a
                        """);
        assertThat(ladder.subject.get(SwitchCounter.NOT_KEPT)).isEqualTo(1);
    }

    @Test
    void theLastQuarterIsForThoseWhoHoldLittle() {
        final var ladder =
                SwitchLadder.plays(
                        SwitchLadder.config(100, 4, 10),
                        """
                        trunk => s : INVITE a
                        s -> n0    : INVITE a
                        trunk => s : INVITE b
                        s -> n1    : INVITE b
                        trunk => s : INVITE c
                        s -> n2    : INVITE c
                        trunk => s : INVITE d
                        s -> n0    : INVITE d           | not kept
                        alice => s : INVITE e
                        s -> n1    : INVITE e           | kept
                        """);
        assertThat(ladder.subject.get(SwitchCounter.NOT_KEPT)).isEqualTo(1);
        assertThat(ladder.subject.keptRequests()).isEqualTo(4);
        assertThat(ladder.openAtNode(1, MethodClass.INVITE)).isEqualTo(2);
    }

    @Test
    void whenSomethingIsOpenAtEveryCallIdOfAFullTableANewOneIsRefused() {
        SwitchLadder.plays(
                SwitchLadder.config(1, 10, 10),
                """
                alice => s  : INVITE a
                s -> n0     : INVITE a
                bob => s    : INVITE b
                s -> out    : 503 TABLE_FULL INVITE b
                bob => s    : BYE c to
                s -> n2     : BYE c
                n0 => alice : 200 INVITE a
                bob => s    : INVITE b #2
                s -> n0     : INVITE b
                """);
    }

    @Test
    void anOverloadedNodeKeepsWhatItHas() {
        SwitchLadder.plays(
                """
                alice => s : INVITE a
                s -> n0    : INVITE a
                n0 : refuses
                ~~ 300ms
                bob => s   : INVITE b
                s -> n1    : INVITE b
                bob => s   : INVITE c
                s -> n2    : INVITE c
                bob => s   : INVITE d
                s -> n1    : INVITE d
                alice => s : BYE a to
                s -> n0    : BYE a
                """);
    }

    @Test
    void aNodeIsDrainedWhenItsTransactionsHaveEnded() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        alice => s  : INVITE a
                        s -> n0     : INVITE a
                        n0 : drains
                        bob => s    : INVITE b
                        s -> n1     : INVITE b
                        """);
        assertThat(ladder.subject.isDrained(0)).isFalse();
        final var ended =
                SwitchLadder.plays(
                        """
                        alice => s  : INVITE a
                        s -> n0     : INVITE a
                        n0 : drains
                        n0 => alice : 486 INVITE a
                        """);
        assertThat(ended.subject.isDrained(0)).isTrue();
        assertThat(ended.subject.isDrained(1)).isFalse();
    }

    @Test
    void noiseIsDroppedAndCounted() {
        final var ladder =
                SwitchLadder.plays(
                        """
                        alice => s : noise
                        """);
        assertThat(ladder.subject.get(SwitchCounter.UNREADABLE)).isEqualTo(1);
        assertThat(ladder.subject.table().size()).isZero();
    }
}
