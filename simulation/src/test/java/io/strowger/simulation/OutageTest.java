// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A node that was away. */
class OutageTest {
    private static final long SECOND = 1_000_000_000;
    private static final int SEEDS = 20;

    private static Scenario scenario(final int nodes, final int seconds) {
        return new Scenario(nodes, 0, 0, false, 2, 0, 50, 300, 0, 100_000, false, 0, seconds);
    }

    @Test
    void aNodeThatWasAwayComesBackByTheMissingLevelsOnly() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            final Run run = new Run(scenario(3, 60), seed, false);
            final Node away = run.cluster().nodes().getFirst();
            run.schedule().after(2 * SECOND, () -> away.crash("stopped"));
            run.schedule().after(59 * SECOND, away::restart);
            run.play();
            assertThat(away.reloads()).as("the first one, when it was blank").isOne();
            assertThat(away.incrementalLoads()).isPositive();
        }
    }
}
