// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row B9: a member, two designated receivers of region east, which send by multicast, below them two of region town, and
 * a node below these; each on a host of its own and all on two networks.
 */
@SystemTest
class NestedRegionsSystemTest {
    private static final String READS = "strowger_replication_reads_total";
    private static final String RELOADS = "strowger_replication_continuous_reloads_total";
    private static final String IN_STEP = "strowger_region_in_step";
    private static final int PORT = 7490;

    /** A port of their own: who hears a group has it on all its addresses. */
    private static final String GROUPS = "[\"239.72.1.1:7470\",\"239.72.1.3:7470\"]";

    private static final int UPDATES = 300;

    /** All but the member. */
    private static final int REPLICAS = 5;

    private static Network network;
    private static NetworkHosts hosts;
    private static ClusterProcesses cluster;
    private static List<RouterProcess> east;
    private static List<RouterProcess> town;
    private static RouterProcess below;

    @BeforeAll
    static void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) final Path directory) {
        Peers.require("ip");
        Peers.require("tc");
        network = Network.of(1 + REPLICAS, NetworkHosts.NETWORKS);
        hosts = new NetworkHosts(network, 1, false);
        cluster = ClusterProcesses.start(directory, hosts, 0);
        east = List.of(ofEast(0), ofEast(1));
        town = List.of(ofTown("town0").set("replication.region.receiver", "0"), ofTown("town1"));
        town.get(1).set("replication.region.receiver", "1");
        below = ofTown("below");
        cluster.nodes().forEach(RouterProcess::launch);
        cluster.nodes().forEach(RouterProcess::awaitReady);
    }

    private static RouterProcess ofEast(final int receiver) {
        final RouterProcess node = cluster.node("east" + receiver, cluster.secret());
        region(node, "region", "east", 0);
        return node.set("replication.region.receiver", String.valueOf(receiver))
                .set("replication.region.stream", "multicast");
    }

    private static RouterProcess ofTown(final String name) {
        final RouterProcess node = cluster.node(name, cluster.secret());
        region(node, "region", "town", 2);
        region(node, "above", "east", 0);
        return node.set("replication.above.stream", "multicast");
    }

    private static void region(
            final RouterProcess node, final String key, final String name, final int firstNode) {
        final int host = hosts.hostOfNode(cluster.nodes().size() - 1);
        final int first = hosts.hostOfNode(firstNode);
        final String prefix = "replication." + key + ".";
        node.set(prefix + "name", name)
                .set(prefix + "receivers", hosts.addresses(NetworkHosts.A, first, 2, PORT))
                .set(prefix + "receivers-b", hosts.addresses(NetworkHosts.B, first, 2, PORT))
                .set(prefix + "groups", GROUPS)
                .set(prefix + "interfaces", hosts.interfaces(host));
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
        eventually("all in the member's lines", () -> member().metric(IN_STEP) == REPLICAS);
    }

    private static RestClient member() {
        return new RestClient(cluster.memberHttp(0));
    }

    @Test
    void theMemberHearsOfAllByTheLinesOfItsOwnReceivers() {
        assertThat(ClusterProcesses.status(cluster.memberHttp(0)))
                .contains("\"receiver\":\"east-0\"")
                .contains("\"receiver\":\"east-1\"")
                .doesNotContain("\"receiver\":\"town-")
                .doesNotContain("\"role\":\"node\"");
        assertThat(followed(east, "\"receiver\":\"town-")).isNotNull();
        assertThat(followed(town, "\"role\":\"node\"")).isNotNull();
        try (Phone phone = Phone.udp(east.get(0), "phone", "example.org")) {
            assertThat(phone.register(600, "").status()).isEqualTo(200);
            eventually("callable below both regions", () -> phone.isCallableAt(below));
        }
    }

    @Test
    void updatesGoOnWhenAReceiverOfEachRegionIsKilled() {
        final double reloads = below.rest().metric(RELOADS);
        final List<RouterProcess> killed =
                List.of(
                        followed(town, "\"role\":\"node\""),
                        followed(east, "\"receiver\":\"town-"));
        try (RegisterLoad load = new RegisterLoad(below, 100, 10)) {
            load.start();
            for (final RouterProcess receiver : killed) {
                awaitUpdates(load);
                receiver.kill();
                cluster.forget(receiver);
            }
            awaitUpdates(load);
        }
        Figures.record(
                "below two regions that lost a receiver each, in step after the load",
                eventually("in step", cluster::isInStep));
        assertThat(below.rest().metric(RELOADS)).as("reloads").isEqualTo(reloads);
        for (final RouterProcess receiver : killed) {
            cluster.nodes().add(receiver);
            receiver.start();
        }
    }

    @Test
    void aBlankNodeIsLoadedByTheReceiversNextToIt() {
        try (RegisterLoad load = new RegisterLoad(below, 100, 10)) {
            load.start();
            awaitUpdates(load);
        }
        eventually("all in step", cluster::isInStep);
        below.kill();
        final double ofMember = member().metric(READS);
        final double ofEast = reads(east);
        final double ofTown = reads(town);
        below.set("data", below.directory().resolve("anew").toString()).start();
        eventually("all in step", cluster::isInStep);
        assertThat(member().metric(READS)).as("reads of the member").isEqualTo(ofMember);
        assertThat(reads(east)).as("reads of east").isEqualTo(ofEast);
        assertThat(reads(town)).as("reads of town").isGreaterThan(ofTown);
    }

    @Test
    void theLossOfOneOfTwoNetworksIsNotNoticedBelow() {
        final double loads = loads();
        for (final int dead : new int[] {NetworkHosts.A, NetworkHosts.B}) {
            try (RegisterLoad load = new RegisterLoad(below, 100, 10)) {
                load.start();
                awaitUpdates(load);
                network.switchOff(dead);
                awaitUpdates(load);
            }
            eventually("all in step by one network", cluster::isInStep);
            network.heal();
            awaitBothNetworks();
        }
        assertThat(loads()).as("loads").isEqualTo(loads);
    }

    /**
     * A way that was silent for a second has been opened anew, and Aeron asks who publishes there once a second: whoever cuts the
     * other network before that has cut both.
     */
    private static void awaitBothNetworks() {
        try (RegisterLoad load = new RegisterLoad(below, 100, 10)) {
            load.start();
            for (int i = 0; i < 4; i++) {
                awaitUpdates(load);
            }
        }
    }

    private static double loads() {
        return cluster.metricOfNodes(RELOADS)
                + cluster.metricOfNodes("strowger_replication_incremental_loads_total");
    }

    private static double reads(final List<RouterProcess> receivers) {
        return receivers.stream().mapToDouble(each -> each.rest().metric(READS)).sum();
    }

    /** The one of two receivers that somebody reports to. */
    private static RouterProcess followed(final List<RouterProcess> receivers, final String who) {
        return receivers.stream()
                .filter(each -> ClusterProcesses.status(each).contains(who))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitUpdates(final RegisterLoad load) {
        final long before = load.acknowledged();
        eventually("updates", () -> load.acknowledged() > before + UPDATES);
    }
}
