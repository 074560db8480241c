// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cluster time goes as fast as time does, whatever happens to the time of day. */
class SteadyClusterClockTest {
    private static final long START = 1_764_000_000_000L;
    private static final long MILLI = 1_000_000;

    private long dayMillis = START;
    private long monotonicMillis;
    private final SteadyClusterClock clock =
            new SteadyClusterClock(() -> dayMillis, () -> monotonicMillis * MILLI);

    private void passMillis(final long millis) {
        dayMillis += millis;
        monotonicMillis += millis;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 60_000, -60_000, 3_600_000})
    void aStepOfTheTimeOfDayIsFollowedByHalfAPercentOfTheTimeThatPasses(final long step) {
        assertThat(clock.time()).isEqualTo(START);
        dayMillis += step;
        long before = clock.time();
        assertThat(before).isEqualTo(START);
        for (int i = 0; i < 1_000; i++) {
            passMillis(600);
            final long passed = clock.time() - before;
            before += passed;
            assertThat(passed).isBetween(597L, 603L);
        }
        final long followed = clock.time() - START - 600_000;
        assertThat(followed).isEqualTo(Math.clamp(step, -3_000, 3_000));
    }

    @ParameterizedTest
    @ValueSource(longs = {2_000, -2_000})
    void inTheEndItIsTheTimeOfDay(final long step) {
        dayMillis += step;
        for (int i = 0; i < 1_000; i++) {
            passMillis(600);
            clock.time();
        }
        assertThat(clock.time()).isEqualTo(dayMillis);
    }
}
