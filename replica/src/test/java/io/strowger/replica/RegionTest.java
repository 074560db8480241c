// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.strowger.replica.Cluster.Leader;
import io.strowger.replica.Cluster.Node;
import io.strowger.replication.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row B9 with real stores, real Aeron and sealed frames: a leader, two designated receivers, nodes below them. */
final class RegionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String READS = "strowger_replication_reads_total";
    private static final long EAST = 2;
    private static final long WEST = 3;

    @TempDir Path directory;

    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster(directory, 18_541);
    }

    private static void eventually(final String what, final Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    private static boolean saysAll(final Message.RegionReport line, final int replicas) {
        return line != null && line.replicas() == replicas && line.inStep() == replicas;
    }

    @Test
    void aNodeBelowIsLoadedByItsReceiversAndTheLeaderHearsOneLineOfEach() throws Exception {
        try (Leader leader = cluster.leader();
                Node east = cluster.receiver(EAST);
                Node west = cluster.receiver(WEST)) {
            for (int i = 0; i < 300; i++) {
                leader.commit("k" + i);
            }
            eventually("in step", () -> east.isInStepWith(leader) && west.isInStepWith(leader));
            eventually("one line each", () -> leader.regions().keySet().size() == 2);
            try (Node below = cluster.below(9, EAST, WEST)) {
                eventually("in step below", () -> below.isInStepWith(leader));
                leader.commit("live");
                eventually("an update below", () -> below.isInStepWith(leader));
                eventually(
                        "both lines tell of all",
                        () ->
                                leader.regions().values().stream()
                                                .mapToInt(Message.RegionReport::inStep)
                                                .sum()
                                        == 3);
                assertThat(leader.reports()).isEmpty();
                assertThat(east.reported().replicas().size() + west.reported().replicas().size())
                        .as("who is below is known where it reports")
                        .isEqualTo(1);
            }
            eventually("their reads", () -> east.counter(READS) + west.counter(READS) > 0);
        }
    }

    @Test
    void aNodeBelowGoesOnWithTheOtherReceiverWithoutAReload() throws Exception {
        try (Leader leader = cluster.leader();
                Node west = cluster.receiver(WEST);
                Node below = cluster.below(9, EAST, WEST)) {
            try (Node east = cluster.receiver(EAST)) {
                leader.commit("first");
                eventually(
                        "all in step",
                        () -> below.isInStepWith(leader) && east.isInStepWith(leader));
            }
            for (int i = 0; i < 300; i++) {
                leader.commit("k" + i);
            }
            eventually("in step by the other", () -> below.isInStepWith(leader));
            eventually("which tells of it", () -> saysAll(leader.regions().get(WEST), 2));
            assertThat(west.isInStepWith(leader)).isTrue();
            assertThat(below.counter("strowger_replication_continuous_reloads_total"))
                    .as("reloads: the first one only")
                    .isEqualTo(1);
        }
    }
}
