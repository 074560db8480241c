// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Each kind of failure is told apart and seen within half a second by default (mission row D1); one
 * timeline per rule, in milliseconds of virtual time.
 */
class OperationalStatusTest {
    @Test
    void optionsFollowTheAnswerToPing() {
        Timeline.plays(
                """
                0   => host and process answer
                0   => show probes
                0   -> PING
                1   -> OPTIONS
                2   -> UP
                100 -> PING
                101 -> OPTIONS
                """);
    }

    @Test
    void aNodeThatFailsPingGetsNoOptions() {
        Timeline.plays(
                """
                0   => show probes
                0   -> PING
                100 -> PING
                200 -> PING
                300 -> PING
                300 -> HOST_DOWN
                400 -> PING
                """);
    }

    @Test
    void aHostThatIsCutOff() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1002 => host is cut off        | just after it has answered: the longest time
                1400 -> HOST_DOWN              | 398 ms
                2000 => host answers
                3002 -> UP                     | its answers come from 2002 on, for a second
                """);
    }

    @Test
    void aProcessThatHangs() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1003 => process hangs          | just after it has answered: the longest time
                1401 -> PROCESS_HUNG           | the host answers PING all the time
                2000 => process answers
                3002 -> UP
                """);
    }

    @Test
    void aProcessWhoseEndIsToldByItsHost() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1050 => process is killed
                1050 => its end is told
                1050 -> PROCESS_DEAD           | at once
                2000 => process answers
                3002 -> UP
                """);
    }

    @Test
    void whatTheDeadProcessAnsweredLastDoesNotBringItBack() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1002 => its end is told        | OPTIONS of 1001 has been asked and is answered at 1002
                1002 -> PROCESS_DEAD
                2102 -> UP                     | the process is there all the time: from 1102 on
                """);
    }

    @Test
    void whatAnsweredBeforeTheEndDoesNotCountForTheProcessThatComesAfterIt() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1003 => process hangs
                1401 -> PROCESS_HUNG
                2000 => process answers
                2950 => its end is told        | another one has been started in its place
                2950 -> PROCESS_DEAD
                4002 -> UP                     | a second from 3002 on
                """);
    }

    @Test
    void aDeadProcessOnAHostThatGoesDownToo() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1002 => process is killed
                1002 => host is cut off
                1002 => its end is told
                1002 -> PROCESS_DEAD
                1400 -> HOST_DOWN
                2000 => host answers
                2001 -> PROCESS_DEAD
                3000 => process answers
                4002 -> UP
                """);
    }

    @Test
    void aFullQueueIsNotAHungProcess() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1003 => messages come
                1003 => process hangs          | OPTIONS wait in a queue, answers to calls come
                1401 -> OVERLOADED
                2000 => no messages come
                2299 -> PROCESS_HUNG
                """);
    }

    @Test
    void twoRefusalsAreOverloadAndOneIsNot() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1000 => answers 503
                1100 => answers 200
                2000 => answers 503
                2102 -> OVERLOADED
                2150 => answers 200
                3102 -> UP                     | the last refusal is a second ago
                """);
    }

    @Test
    void anotherAnswerThanARefusalIsWell() {
        Timeline.plays(
                """
                0    => answers 405
                0    => host and process answer
                2    -> UP
                900  => answers 404
                1500 => drain
                1500 -> DRAINING
                """);
    }

    @Test
    void aTrunkThatTakesNoMoreIsOverload() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1050 => trunk is full
                1050 -> OVERLOADED
                1500 => trunk takes
                2500 -> UP
                """);
    }

    @Test
    void bothLimitsHaveToBePassedTheCount() {
        // A switch that stood still has heard nothing for long, but asked only once.
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1000 => switch stands still
                9000 => switch goes on
                9500 => drain
                9500 -> DRAINING
                """);
    }

    @Test
    void bothLimitsHaveToBePassedTheTime() {
        final var quick =
                new StatusConfig(
                        true,
                        Duration.ofMillis(10),
                        3,
                        Duration.ofMillis(300),
                        1,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        1);
        Timeline.plays(
                quick,
                """
                0    => host and process answer
                2    -> UP
                1000 => process hangs          | three failures by 1031
                1200 => process answers
                1500 => process hangs
                1792 -> PROCESS_HUNG           | the last answer came at 1492
                """);
    }

    @Test
    void twoFailuresInARowAreNotEnoughHoweverOftenTheyCome() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1050 => process hangs
                1250 => process answers
                1350 => process hangs
                1550 => process answers
                2500 => drain
                2500 -> DRAINING
                """);
    }

    @Test
    void whatDoesNotLastHasToAnswerTwiceAsLongBeforeItIsTrustedAgain() {
        Timeline.plays(
                """
                0      => host and process answer
                2      -> UP
                1050   => its end is told
                1050   -> PROCESS_DEAD
                2102   -> UP                   | 1 s
                3050   => its end is told
                3050   -> PROCESS_DEAD
                5102   -> UP                   | 2 s
                6050   => its end is told
                6050   -> PROCESS_DEAD
                10102  -> UP                   | 4 s
                80050  => its end is told
                80050  -> PROCESS_DEAD
                81102  -> UP                   | it lasted for more than a minute
                """);
    }

    @Test
    void oneAnswerInBetweenDoesNotBringItBack() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1003 => process hangs
                1401 -> PROCESS_HUNG
                2000 => process answers
                2850 => process hangs
                3050 => process answers
                4102 -> UP                     | a second from 3102 on
                """);
    }

    @Test
    void aNodeThatIsDrainedIsWatchedAllTheSame() {
        Timeline.plays(
                """
                0    => host and process answer
                2    -> UP
                1000 => drain
                1000 -> DRAINING
                1050 => its end is told
                1050 -> PROCESS_DEAD
                2102 -> DRAINING
                2200 => undrain
                2200 -> UP
                """);
    }

    @Test
    void withoutPingOptionsAreAskedAlone() {
        final var plain = StatusConfig.standard();
        final var config =
                new StatusConfig(
                        false,
                        plain.interval(),
                        plain.failures(),
                        plain.failureTime(),
                        plain.successes(),
                        plain.returnTime(),
                        plain.longestReturnTime(),
                        plain.stableTime(),
                        plain.refusals());
        Timeline.plays(
                config,
                """
                0   => host and process answer
                0   => show probes
                0   -> OPTIONS
                1   -> UP
                100 -> OPTIONS
                102 => process hangs
                200 -> OPTIONS
                300 -> OPTIONS
                400 -> OPTIONS
                500 -> OPTIONS
                500 -> FORGET
                500 -> PROCESS_HUNG
                600 -> FORGET
                600 -> OPTIONS
                """);
    }

    @Test
    void whenEachFailureIsSeenDoesNotDependOnTheMomentByMoreThanARound() {
        final List<Long> took = new ArrayList<>();
        for (int at = 1_000; at < 1_100; at++) {
            took.add(Death.millisUntilSeen(at));
        }
        assertThat(took).allSatisfy(millis -> assertThat(millis).isBetween(250L, 500L));
    }

    /** One process that hangs at some millisecond. */
    private static final class Death implements StatusOutput {
        private final OperationalStatus status =
                new OperationalStatus(0, StatusConfig.standard(), this, 0);
        private long ping;
        private long options;
        private long seenAt = -1;

        private void answer(final long now, final boolean lives) {
            status.onPingAnswered(ping, now);
            if (lives) {
                status.onOptionsAnswered(options, 200, now);
            }
            status.doWork(now);
        }

        static long millisUntilSeen(final int at) {
            final var death = new Death();
            for (long milli = 0; milli < 3_000; milli++) {
                death.answer(milli * 1_000_000, milli < at);
            }
            return death.seenAt / 1_000_000 - at;
        }

        @Override
        public void sendPing(final int node, final long number) {
            ping = number;
        }

        @Override
        public void sendOptions(final int node, final long number) {
            options = number;
        }

        @Override
        public void onStatus(
                final int node, final NodeStatus was, final NodeStatus is, final long nowNanos) {
            seenAt = is.isAway() ? nowNanos : seenAt;
        }

        @Override
        public void onResponseTime(final int node, final long nanos) {}
    }

    @Test
    void impossibleLimitsAreRefused() {
        final Duration one = Duration.ofSeconds(1);
        for (final int bad : new int[] {0, 101}) {
            assertThatThrownBy(() -> new StatusConfig(true, one, bad, one, 1, one, one, one, 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(
                        () ->
                                new StatusConfig(
                                        true, Duration.ofMillis(9), 1, one, 1, one, one, one, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
