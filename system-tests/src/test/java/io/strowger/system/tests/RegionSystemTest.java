// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Row B9: a location server, two designated receivers of one region and a node below them, as processes of one host. */
@SystemTest
class RegionSystemTest {
    private static final String DOMAIN = "example.org";
    private static final String READS = "strowger_replication_reads_total";
    private static final String RELOADS = "strowger_replication_continuous_reloads_total";
    private static final int UPDATES = 500;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private ClusterProcesses cluster;
    private RouterProcess east0;
    private RouterProcess east1;
    private RouterProcess below;

    @BeforeEach
    void start() {
        cluster = ClusterProcesses.ofOneMember(directory);
        final String receivers =
                "[\"127.0.0.1:%d\", \"127.0.0.1:%d\"]".formatted(Ports.free(), Ports.free());
        east0 = node("east0", receivers).set("replication.region.receiver", "0").launch();
        east1 = node("east1", receivers).set("replication.region.receiver", "1").launch();
        below = node("below", receivers).launch();
        Stream.of(east0, east1, below).forEach(RouterProcess::awaitReady);
        eventually("all in step", cluster::isInStep);
    }

    private RouterProcess node(final String name, final String receivers) {
        return cluster.node(name, cluster.secret())
                .set("replication.region.name", "east")
                .set("replication.region.receivers", receivers);
    }

    private RestClient member() {
        return new RestClient(cluster.memberHttp(0));
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Whether this receiver is the one that the node reports to. */
    private static boolean isFollowed(final RouterProcess receiver) {
        return ClusterProcesses.status(receiver).contains("\"role\":\"node\"");
    }

    @Test
    void theMemberHearsOneLineOfEachReceiverAndAReceiverShowsTheNodeBelow() {
        eventually(
                "all replicas in the two lines",
                () -> member().metric("strowger_region_in_step") == 3);
        final String status = ClusterProcesses.status(cluster.memberHttp(0));
        assertThat(status)
                .contains("\"receiver\":\"east-0\"")
                .contains("\"receiver\":\"east-1\"")
                .doesNotContain("\"role\":\"node\"");
        eventually("the node at one of them", () -> isFollowed(east0) != isFollowed(east1));
        assertThat(ClusterProcesses.status(east1))
                .contains("\"id\":\"east-1\",\"role\":\"designated receiver\"");
        final Product.Finished shown =
                Product.run(directory, "status", "--url", "http://" + cluster.memberHttp(0));
        assertThat(shown.out()).contains("region by").containsPattern("east-0 +[12] +[12] +0");
    }

    @Test
    void aNodeGoesOnByTheOtherReceiverWhenOneIsKilledUnderUpdates() {
        try (Phone phone = Phone.udp(east0, "phone", DOMAIN)) {
            assertThat(phone.register(600, "").status()).isEqualTo(200);
            eventually("callable at the node below", () -> phone.isCallableAt(below));
        }
        eventually("the node at one of them", () -> isFollowed(east0) != isFollowed(east1));
        final RouterProcess dies = isFollowed(east0) ? east0 : east1;
        final RouterProcess stays = dies.equals(east0) ? east1 : east0;
        try (RegisterLoad load = new RegisterLoad(below, 100, 10)) {
            load.start();
            eventually("updates", () -> load.acknowledged() > UPDATES);
            dies.kill();
            final long then = load.acknowledged();
            eventually("updates after it", () -> load.acknowledged() > then + UPDATES);
        }
        cluster.forget(dies);
        Figures.record(
                "node in step by the other receiver after the load",
                eventually("in step", cluster::isInStep));
        eventually("it follows the other", () -> isFollowed(stays));
        assertThat(below.rest().metric(RELOADS)).as("reloads: the first one only").isEqualTo(1);
        eventually(
                "its region's line is gone", () -> member().metric("strowger_region_in_step") == 2);
    }

    @Test
    void aBlankNodeIsLoadedByAReceiverAndNotByTheMember() {
        try (RegisterLoad load = new RegisterLoad(east0, 100, 10)) {
            load.start();
            eventually("records", () -> load.acknowledged() > UPDATES);
        }
        eventually("all in step", cluster::isInStep);
        below.kill();
        final double readsOfMember = member().metric(READS);
        final double readsOfReceivers = readsOfReceivers();
        below.set("data", directory.resolve("below-anew").toString()).start();
        Figures.record("a blank node below its receivers, start to ready", below.lastStart());
        eventually("all in step", cluster::isInStep);
        assertThat(below.rest().metric(RELOADS)).isEqualTo(1);
        assertThat(member().metric(READS)).as("reads of the member").isEqualTo(readsOfMember);
        assertThat(readsOfReceivers()).isGreaterThan(readsOfReceivers);
    }

    private double readsOfReceivers() {
        return east0.rest().metric(READS) + east1.rest().metric(READS);
    }
}
