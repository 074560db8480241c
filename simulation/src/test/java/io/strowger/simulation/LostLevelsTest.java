// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The group has lost levels and then nothing is committed for a while, so that nobody is saved by the level rising over
 * what was lost: every replica lets go of it by itself, also one that is just loading it.
 */
class LostLevelsTest {
    private static final long MILLI = 1_000_000;
    private static final int LOST_AT_MILLIS = 3_000;

    /**
     * A leader that is behind is believed after a second; then a reload, under loss. Below two rows of designated
     * receivers it begins when the one above has ended, and who comes too early is told to come again after a second.
     */
    private static final int BOUND_MILLIS = 8_000;

    private static final int SECONDS = 12;

    @ParameterizedTest(name = "seeds from {0}")
    @ValueSource(longs = {1, 21, 41})
    void everyReplicaLetsGoOfWhatTheGroupHasLost(final long first) {
        for (long seed = first; seed < first + 20; seed++) {
            play(seed);
        }
    }

    private static void play(final long seed) {
        final Run run = new Run(Seeds.scenario(seed).withoutFaults(SECONDS), seed, true);
        final Schedule schedule = run.schedule();
        final Node away = run.cluster().nodes().getFirst();
        schedule.after(1_500 * MILLI, () -> away.crash("stopped"));
        // Some are loading when it happens, some begin with what is lost.
        schedule.after((LOST_AT_MILLIS - seed % 4 * 10) * MILLI, away::restart);
        schedule.after(LOST_AT_MILLIS * MILLI, () -> lose(run.cluster()));
        schedule.after(
                (LOST_AT_MILLIS + BOUND_MILLIS) * MILLI,
                () -> {
                    run.cluster().replicas().forEach(each -> assertInStep(run, seed, each));
                    run.cluster().group().rests(false);
                });
        run.play();
    }

    private static void lose(final Cluster cluster) {
        cluster.replicas().forEach(Node::mayDiffer);
        cluster.group().loseLevels();
        cluster.group().rests(true);
    }

    private static void assertInStep(final Run run, final long seed, final Node each) {
        assertThat(each.isInStep())
                .as(
                        "seed %d: %s; the group is at level %d%n%s",
                        seed,
                        each.describe(),
                        run.cluster().truth().level(),
                        run.ladder().about(each.name()))
                .isTrue();
    }
}
