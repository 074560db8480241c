// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hundreds of clusters under faults, each decided by its seed. */
class SimulationTest {
    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final int SEEDS_FOR_EVERYTHING = 100;
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 300);

    @Test
    void whateverHappensEveryReplicaGetsInStepAndNothingIsLost() {
        double nodeHours = 0;
        double longest = 0;
        long reloads = 0;
        long loads = 0;
        long alarms = 0;
        Network.Toll toll = new Network.Toll(0, 0, 0, 0, 0);
        final Map<Faults.Fault, Integer> faults = new EnumMap<>(Faults.Fault.class);
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            final Run.Result result = Seeds.play(seed);
            nodeHours += result.nodeHours();
            longest = Math.max(longest, result.settleSeconds());
            loads += result.incrementalLoads();
            reloads += result.reloads();
            alarms += result.alarms();
            toll = toll.plus(result.toll());
            result.faults().forEach((fault, count) -> faults.merge(fault, count, Integer::sum));
        }
        System.out.printf(
                "simulation: %d seeds, %.1f node-hours, longest way into step %.1f s, %d incremental loads,"
                        + " %d continuous reloads, %d digest alarms, faults %s, frames %s%n",
                SEEDS, nodeHours, longest, loads, reloads, alarms, faults, toll);
        assertThat(longest).isLessThanOrEqualTo(Run.BOUND_SECONDS);
        if (SEEDS >= SEEDS_FOR_EVERYTHING) {
            assertThat(faults).containsOnlyKeys(Faults.Fault.values());
            assertThat(toll.lost()).isPositive();
            assertThat(toll.cutOneWay()).isPositive().isLessThan(toll.cut());
            assertThat(toll.doubled()).isPositive();
            assertThat(toll.late()).isPositive();
        }
    }

    @Test
    void theSameSeedIsTheSameRun() {
        assertThat(Seeds.play(FIRST)).isEqualTo(Seeds.play(FIRST));
    }
}
