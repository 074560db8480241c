// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What replication costs at the sender and at a node, for 10, 100 and 1,000 nodes, under 5 % loss on each way. */
class ScaleTest {
    private static final double LOSS = 0.05;

    /**
     * Of a run in which blank replicas start, load, and follow 20 updates a second.
     *
     * @param streamFrames that the members sent on the stream, in all
     * @param streamLimit entries and announcements that there were
     * @param loadFrames that the members sent to single processes, each second
     * @param framesTaken by the members, each second
     * @param bytes sent by the members, each second
     */
    private record Cost(
            long streamFrames,
            double streamLimit,
            double loadFrames,
            double framesTaken,
            double bytes) {

        static Cost of(final String what, final Scenario scenario) {
            final Run run = new Run(scenario, 1, false);
            final Run.Result result = run.play();
            final double seconds = scenario.seconds() + result.settleSeconds();
            long stream = 0;
            long sessions = 0;
            long bytes = 0;
            long taken = 0;
            for (final Member member : run.cluster().group().members()) {
                final long[] sent = run.network().sentBy(member.id());
                stream += sent[0];
                sessions += sent[1];
                bytes += sent[2];
                taken += member.received();
            }
            final double nodeTakes =
                    run.cluster().nodes().stream()
                            .mapToLong(Machine::received)
                            .average()
                            .orElseThrow();
            final Cost cost =
                    new Cost(
                            stream,
                            2.2 * run.cluster().truth().level() + 11 * seconds,
                            sessions / seconds,
                            taken / seconds,
                            bytes / seconds);
            System.out.printf(
                    "scale: %-33s members send %4.0f stream frames/s, %5.0f load frames/s, %7.0f bytes/s, take %5.0f"
                            + " frames/s; a node takes %3.0f frames/s; %d incremental loads, %d reloads;"
                            + " in step %.1f s after the last update%n",
                    what,
                    stream / seconds,
                    cost.loadFrames,
                    cost.bytes,
                    cost.framesTaken,
                    nodeTakes / seconds,
                    result.incrementalLoads(),
                    result.reloads(),
                    result.settleSeconds() - Run.UPDATES_GO_ON_SECONDS);
            return cost;
        }
    }

    @Test
    void aThousandNodesConvergeUnderLossWithoutDesignatedReceivers() {
        for (final int nodes : List.of(10, 100, 1000)) {
            final Cost cost = Cost.of(nodes + " nodes", Scenario.flat(nodes, LOSS));
            // The stream is sent once for all.
            assertThat(1.0 * cost.streamFrames()).isLessThan(cost.streamLimit());
        }
    }

    @Test
    void theSendersWorkDoesNotGrowWithTheNodesBelowDesignatedReceivers() {
        final Cost few =
                Cost.of("20 nodes in 10 regions of pairs", Scenario.inRegions(20, 10, LOSS));
        final Cost more = Cost.of("100 nodes in 10 regions", Scenario.inRegions(100, 10, LOSS));
        final Cost many = Cost.of("1000 nodes in 10 regions", Scenario.inRegions(1000, 10, LOSS));
        // Up to 100 nodes, the members send loads to the receivers only. Of 1,000 that start blank
        // at
        // once, 100 ask two receivers with 48 places each: those that are told BUSY by both, some
        // 30 in
        // all regions, go on to the members for their first load.
        assertThat(many.loadFrames()).isLessThan(2 * few.loadFrames());
        assertThat(many.framesTaken()).isLessThan(1.3 * few.framesTaken());
        assertThat(more.bytes()).isLessThan(1.3 * few.bytes());
        assertThat(many.bytes()).isLessThan(2 * few.bytes());
    }
}
