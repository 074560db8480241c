// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows B5, B8, C4: three members and three nodes on hosts of their own; updates by multicast over two bridges, changes
 * over a third one. The tests share the processes, and each leaves the network as it found it.
 */
@SystemTest
class NetworkedClusterSystemTest {
    private static final int NODES = 3;
    private static final int SAMPLES = 100;
    private static final int RATE = 500;
    private static final double LOSS = 0.05;
    private static final int USERS = 50;
    private static final Duration BOTH_WAYS = Duration.ofSeconds(2);

    private static final Duration NODE_ONE_WAY = Duration.ofSeconds(2);

    /** After 3 s Aeron has given up whom a node no longer hears, and for a while it does not take it back. */
    private static final Duration LONG_DEAF = Duration.ofMillis(3_500);

    /** A former leader finds its place in the group by elections that it could not see the end of. */
    private static final Duration ONE_WAY = Duration.ofSeconds(2);

    private static final int WINDOW = 5;
    private static final String INCREMENTAL = "strowger_replication_incremental_loads_total";
    private static final String RELOADS = "strowger_replication_continuous_reloads_total";
    private static final String LEVELS = "strowger_replication_levels_loaded_total";

    /** Who hears of a change by the announcement after it, at a beat, takes longer. */
    private static final double BY_STREAM_MILLIS = 40;

    private static Network network;
    private static ClusterProcesses cluster;

    @BeforeAll
    static void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) final Path directory) {
        Peers.require("ip");
        Peers.require("tc");
        network = Network.of(ClusterProcesses.MEMBERS + NODES, NetworkHosts.NETWORKS);
        cluster =
                ClusterProcesses.start(
                        directory,
                        new NetworkHosts(network, ClusterProcesses.MEMBERS, true),
                        NODES);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (network != null) {
            network.close();
        }
    }

    @BeforeEach
    void allAreInStep() {
        network.heal();
        cluster.nodes().forEach(RouterProcess::awaitReady);
        eventually("all in step", cluster::isInStep);
    }

    @Test
    void aPhoneRegisteredAtOneNodeIsCallableAtAnotherSoonAfterThe200() {
        try (Phone phone = Phone.udp(cluster.node(0), "phone", "example.org")) {
            assertThat(phone.register(600, "").status()).isEqualTo(200);
            eventually("callable at node 2", () -> phone.isCallableAt(cluster.node(2)));
        }
        measure("at 0 updates/s", 0);
        final Measured loaded = measure("at %d updates/s".formatted(RATE), RATE);
        assertThat(loaded.median()).isLessThan(BY_STREAM_MILLIS);
    }

    @Test
    void fivePerCentLossOfUpdatesCostsNoReload() {
        network.switchOff(NetworkHosts.B);
        measure("with one network, at %d updates/s".formatted(RATE), RATE);
        final double reloads = cluster.metricOfNodes(RELOADS);
        final double loads = cluster.metricOfNodes(INCREMENTAL);
        final double levels = cluster.metricOfNodes(LEVELS);
        final long lost = network.discarded(NetworkHosts.A);
        network.lose(NetworkHosts.A, LOSS);
        measure("with 5 %% of its datagrams lost, at %d updates/s".formatted(RATE), RATE);
        final long lostNow = network.discarded(NetworkHosts.A) - lost;
        eventually("all in step under loss", cluster::isInStep);
        Figures.record(
                "of that loss",
                "%d datagrams lost, repaired by Aeron but for %.0f incremental loads of %.0f levels, %.0f reloads"
                        .formatted(
                                lostNow,
                                cluster.metricOfNodes(INCREMENTAL) - loads,
                                cluster.metricOfNodes(LEVELS) - levels,
                                cluster.metricOfNodes(RELOADS) - reloads));
        assertThat(cluster.metricOfNodes(RELOADS)).as("reloads").isEqualTo(reloads);
        assertThat(lostNow).as("datagrams lost").isGreaterThan(100);
    }

    @Test
    void theLossOfOneOfTwoNetworksIsNotNoticed() {
        final double reloads = cluster.metricOfNodes(RELOADS);
        for (final int dead : new int[] {NetworkHosts.A, NetworkHosts.B}) {
            try (PacedRegisters load = new PacedRegisters(cluster.node(1), RATE);
                    RoutingProbe probe = new RoutingProbe(cluster.nodes())) {
                final Measured before = Measured.of(probe.samples(SAMPLES / 2));
                final double levels = cluster.metricOfNodes(LEVELS);
                network.switchOff(dead);
                final Measured without = Measured.of(probe.samples(SAMPLES / 2));
                assertThat(cluster.metricOfNodes(LEVELS)).as("levels loaded").isEqualTo(levels);
                Figures.record(
                        "delay before one of two networks fails", before + "; after: " + without);
                assertThat(without.median()).isLessThan(BY_STREAM_MILLIS);
                assertThat(load.refused()).as("refused").isZero();
            }
            eventually("all in step by one network", cluster::isInStep);
            network.heal();
        }
        assertThat(cluster.metricOfNodes(RELOADS)).as("reloads").isEqualTo(reloads);
    }

    @Test
    void whoMissedSomethingLoadsItByTheSecondNetworkWhileTheFirstIsDown() {
        final RouterProcess node = cluster.node(2);
        network.switchOff(NetworkHosts.A);
        node.kill();
        try (PacedRegisters load = new PacedRegisters(cluster.node(0), RATE)) {
            eventually("updates meanwhile", () -> load.acknowledged() >= 2L * RATE);
        }
        node.start();
        final Duration took = eventually("in step", cluster::isInStep);
        Figures.record("in step by loads over the second network, after ready", took);
        assertThat(node.rest().metric(LEVELS)).as("levels loaded").isPositive();
        assertThat(node.rest().metric(RELOADS)).as("reloads").isZero();
    }

    @Test
    void aNodeThatWasAwayLoadsTheMissingLevelsAndNothingElse() {
        final RouterProcess node = cluster.node(2);
        final long level = ClusterProcesses.level(ClusterProcesses.status(node));
        node.kill();
        try (PacedRegisters load = new PacedRegisters(cluster.node(0), RATE)) {
            eventually("updates meanwhile", () -> load.acknowledged() >= 4L * RATE);
        }
        final long missing = leaderLevel() - level;
        node.start();
        final Duration took = eventually("in step", cluster::isInStep);
        Figures.record(
                "a node that was away for %d levels, ready after %d ms, in step after another"
                        .formatted(missing, node.lastStart().toMillis()),
                took);
        assertThat(missing).isGreaterThan(20);
        assertThat(node.rest().metric(RELOADS)).as("reloads").isZero();
        assertThat(node.rest().metric(LEVELS))
                .as("levels loaded")
                .isBetween((double) missing, (double) (leaderLevel() - level));
    }

    @Test
    void theMinorityRefusesAndAllAreInStepSoonAfterACutIsHealed() {
        final int leader = cluster.leader();
        try (RegisterLoad majority = new RegisterLoad(cluster.node(0), USERS, WINDOW);
                RegisterLoad minority = new RegisterLoad(cluster.node(2), USERS, WINDOW)) {
            majority.start();
            minority.start();
            awaitMore(majority);
            awaitMore(minority);
            network.split(List.of(leader, ClusterProcesses.MEMBERS + 2));
            eventually("the minority refuses", () -> minority.refused() > WINDOW);
            final long acknowledged = minority.acknowledged();
            Figures.record(
                    "changes at the majority after its leader was cut off", awaitMore(majority));
            final long refused = minority.refused();
            eventually("and goes on to", () -> minority.refused() > refused + WINDOW);
            assertThat(minority.acknowledged()).as("at the minority").isEqualTo(acknowledged);
            assertInStepAfterHealing("both sides cut off from each other", BOTH_WAYS);
            awaitMore(minority);
            assertNothingIsLost(majority, minority);
        }
    }

    @Test
    void aLeaderThatHearsNobodyIsReplaced() {
        assertReplaced("a leader that hears nobody", network::deafen);
    }

    @Test
    void aLeaderThatNobodyHearsIsReplaced() {
        assertReplaced("a leader that nobody hears", network::mute);
    }

    private static void assertReplaced(final String what, final IntConsumer cut) {
        try (RegisterLoad load = new RegisterLoad(cluster.node(0), USERS, WINDOW)) {
            load.start();
            awaitMore(load);
            final int leader = cluster.leader();
            cut.accept(leader);
            final long began = System.nanoTime();
            eventually(what + " is replaced", () -> isLedByAnotherThan(leader));
            Figures.record(what + ", changes again after it was replaced", awaitMore(load));
            eventually("long enough", () -> System.nanoTime() - began > LONG_DEAF.toNanos());
            assertInStepAfterHealing(what, ONE_WAY);
            assertNothingIsLost(load);
        }
    }

    private static boolean isLedByAnotherThan(final int leader) {
        return IntStream.range(0, ClusterProcesses.MEMBERS)
                .filter(member -> member != leader)
                .anyMatch(cluster::leads);
    }

    @Test
    void aNodeThatIsCutOffInOneDirectionIsInStepSoonAfterHealing() {
        final double reloads = cluster.metricOfNodes(RELOADS);
        for (final IntConsumer cut : List.<IntConsumer>of(network::deafen, network::mute)) {
            try (RegisterLoad load = new RegisterLoad(cluster.node(0), USERS, WINDOW);
                    RegisterLoad apart = new RegisterLoad(cluster.node(2), USERS, WINDOW)) {
                load.start();
                apart.start();
                awaitMore(apart);
                cut.accept(ClusterProcesses.MEMBERS + 2);
                final long began = System.nanoTime();
                eventually("the node refuses", () -> apart.refused() > 0);
                awaitMore(load);
                eventually("long enough", () -> System.nanoTime() - began > LONG_DEAF.toNanos());
                assertInStepAfterHealing("a node cut off in one direction", NODE_ONE_WAY);
                awaitMore(apart);
                assertNothingIsLost(load, apart);
            }
        }
        assertThat(cluster.metricOfNodes(RELOADS)).as("reloads").isEqualTo(reloads);
    }

    private static Duration awaitMore(final RegisterLoad load) {
        final long before = load.acknowledged() + WINDOW;
        return eventually("more acknowledged", () -> load.acknowledged() > before + USERS);
    }

    /** While changes go on: everybody has reached what the leader had when the network was whole again. */
    private static void assertInStepAfterHealing(final String what, final Duration limit) {
        network.heal();
        final long began = System.nanoTime();
        final long level = leaderLevel();
        eventually(what + ": all at level " + level, () -> cluster.lowestLevel() >= level);
        final Duration took = Duration.ofNanos(System.nanoTime() - began);
        Figures.record("in step after healing, " + what, took);
        assertThat(took).as(what).isLessThan(limit);
    }

    private static void assertNothingIsLost(final RegisterLoad... loads) {
        for (final RegisterLoad load : loads) {
            load.stop();
        }
        eventually("all in step", cluster::isInStep);
        for (final RegisterLoad load : loads) {
            assertThat(load.lostAt(cluster.node(2))).isEmpty();
        }
    }

    private static long leaderLevel() {
        return ClusterProcesses.level(
                ClusterProcesses.status(cluster.memberHttp(cluster.leader())));
    }

    /** Delay and CPU while so many updates a second go on. */
    private static Measured measure(final String when, final int perSecond) {
        try (PacedRegisters load = new PacedRegisters(cluster.node(1), perSecond);
                RoutingProbe probe = new RoutingProbe(cluster.nodes())) {
            probe.samples(SAMPLES / 4);
            final Duration before = cpu();
            final long began = System.nanoTime();
            final Measured measured = Measured.of(probe.samples(SAMPLES));
            final double seconds = (System.nanoTime() - began) / 1e9;
            Figures.record(
                    "from the 200 until all %d nodes route, %s".formatted(NODES, when),
                    "%s; CPU of all %d processes %.0f %% of a core; %d refused"
                            .formatted(
                                    measured,
                                    cluster.processes().size(),
                                    cpu().minus(before).toNanos() / 1e7 / seconds,
                                    load.refused()));
            return measured;
        }
    }

    private static Duration cpu() {
        return cluster.processes().stream()
                .map(each -> each.process().info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Delays in milliseconds. */
    private record Measured(double median, double p99, double worst) {
        static Measured of(final long[] sorted) {
            return new Measured(
                    sorted[sorted.length / 2] / 1e6,
                    sorted[sorted.length * 99 / 100] / 1e6,
                    sorted[sorted.length - 1] / 1e6);
        }

        @Override
        public String toString() {
            return "p50 %.1f ms, p99 %.1f ms, worst %.1f ms".formatted(median, p99, worst);
        }
    }
}
