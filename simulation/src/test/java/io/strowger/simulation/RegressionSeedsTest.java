// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Seeds that fail when a fault that was once there, or was planted to see whether it is found, comes back. When the
 * scenarios are drawn otherwise than today, plant the fault again and look for a seed that finds it.
 */
class RegressionSeedsTest {
    @ParameterizedTest(name = "{1}: seed {0}")
    @CsvSource({
        "5, a reload takes the level of its last range for the lowest",
        "205, a store keeps its term over the change to another database",
        "1073, a standby compares what it commits with what was announced of levels lost since",
        "100537, a receiver that differs from the leader passes that on by loads",
        "101973, a reload waits for a level that it has read and the group has lost",
    })
    void staysRight(final long seed, final String fault) {
        assertThat(Seeds.play(seed).settleSeconds())
                .as(fault)
                .isLessThanOrEqualTo(Run.BOUND_SECONDS);
    }
}
