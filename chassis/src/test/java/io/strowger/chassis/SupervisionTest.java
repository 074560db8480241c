// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.chassis.Supervision.Action;
import io.strowger.chassis.Supervision.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A card's life on virtual time. */
class SupervisionTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now = 1_000 * SECOND;
    private Supervision card = new Supervision(now);

    private void passes(final double seconds) {
        now += (long) (seconds * SECOND);
    }

    private void isReady() {
        assertThat(card.turn(now)).isEqualTo(Action.START);
        passes(1);
        card.answered(true, now);
        assertThat(card.phase()).isEqualTo(Phase.READY);
    }

    @Test
    void aCardThatDiesIsStartedAtOnce() {
        isReady();
        passes(60);
        card.ended("signal 9", now);
        assertThat(card.turn(now)).isEqualTo(Action.START);
        assertThat(card.turn(now)).isEqualTo(Action.NONE);
        assertThat(card.starts()).isEqualTo(2);
        assertThat(card.reason()).isEqualTo("signal 9");
    }

    @Test
    void oneThatFailsAgainAndAgainRestsLongerUpToALimit() {
        final StringBuilder rests = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            assertThat(card.turn(now)).isEqualTo(Action.START);
            passes(0.5);
            card.ended("exit code 2", now);
            final long rest = card.due() - now;
            rests.append(rest / SECOND).append(' ');
            if (rest > 0) {
                passes((double) rest / SECOND - 0.001);
                assertThat(card.turn(now)).isEqualTo(Action.NONE);
                passes(0.001);
            }
        }
        assertThat(rests).hasToString("0 1 2 4 8 16 30 30 30 ");
    }

    @Test
    void aLongLifeMakesUpForFailures() {
        for (int i = 0; i < 4; i++) {
            card.turn(now);
            card.ended("exit code 2", now);
            now = card.due();
        }
        isReady();
        now += Supervision.LONG_LIFE_NANOS;
        card.ended("signal 11", now);
        assertThat(card.turn(now)).isEqualTo(Action.START);
    }

    @Test
    void oneThatDoesNotAnswerIsKilledWhenBothLimitsArePassed() {
        isReady();
        for (int i = 0; i < 2 * Supervision.HUNG_QUESTIONS; i++) {
            passes(0.9);
            assertThat(card.unanswered(now)).isEqualTo(Action.NONE);
        }
        assertThat(card.phase()).isEqualTo(Phase.UNREADY);
        passes(2);
        assertThat(card.unanswered(now)).isEqualTo(Action.KILL);
        card.ended("signal 9", now);
        assertThat(card.reason()).isEqualTo("it did not answer, killed");
        assertThat(card.turn(now)).isEqualTo(Action.START);
    }

    @Test
    void aPauseOfTheSupervisorKillsNobody() {
        isReady();
        passes(3_600);
        for (int i = 1; i < Supervision.HUNG_QUESTIONS; i++) {
            assertThat(card.unanswered(now)).isEqualTo(Action.NONE);
        }
        card.answered(true, now);
        assertThat(card.phase()).isEqualTo(Phase.READY);
        assertThat(card.unanswered(now)).isEqualTo(Action.NONE);
    }

    @Test
    void oneThatStartsMayTakeItsTime() {
        card.turn(now);
        for (int i = 0; i < 1_000; i++) {
            passes(1);
            assertThat(card.unanswered(now)).isEqualTo(Action.NONE);
        }
        assertThat(card.phase()).isEqualTo(Phase.STARTING);
    }

    @Test
    void oneThatIsRestartedEndsByItselfOrByForce() {
        isReady();
        assertThat(card.restart(now)).isEqualTo(Action.TERMINATE);
        assertThat(card.restart(now)).isEqualTo(Action.NONE);
        now += Supervision.STOP_NANOS - 1;
        assertThat(card.turn(now)).isEqualTo(Action.NONE);
        now++;
        assertThat(card.turn(now)).isEqualTo(Action.KILL);
        card.ended("signal 9", now);
        assertThat(card.turn(now)).isEqualTo(Action.START);
    }

    @Test
    void anAnswerOnItsWayDoesNotBringBackOneThatEnds() {
        isReady();
        card.restart(now);
        card.answered(true, now);
        assertThat(card.phase()).isEqualTo(Phase.STOPPING);
    }

    @Test
    void whatIsStoppedStaysSo() {
        isReady();
        assertThat(card.stop(now)).isEqualTo(Action.TERMINATE);
        card.ended("exit code 0", now);
        passes(100);
        assertThat(card.turn(now)).isEqualTo(Action.NONE);
        assertThat(card.phase()).isEqualTo(Phase.STOPPED);
    }

    @Test
    void whatRestsIsStoppedAtOnce() {
        card.turn(now);
        card.ended("exit code 2", now);
        assertThat(card.stop(now)).isEqualTo(Action.NONE);
        assertThat(card.phase()).isEqualTo(Phase.STOPPED);
        assertThat(card.turn(now)).isEqualTo(Action.NONE);
    }

    @Test
    void oneThatWasFoundGoesOn() {
        card = Supervision.adopted(4, now - 100 * SECOND, now);
        assertThat(card.turn(now)).isEqualTo(Action.NONE);
        card.answered(true, now);
        assertThat(card.phase()).isEqualTo(Phase.READY);
        assertThat(card.starts()).isEqualTo(4);
        card.ended("it has ended", now);
        assertThat(card.turn(now)).isEqualTo(Action.START);
    }
}
