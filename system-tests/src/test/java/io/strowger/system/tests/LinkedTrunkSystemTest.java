// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.elapse;
import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row D6: two switches and two nodes, each on a host of its own with two networks between them, and callers on another one. One of the two links of a
 * node fails, with and without a word, or is congested, or is removed and added, under calls with re-INVITE and BYE over UDP: no call fails, and the link is left.
 */
@SystemTest
class LinkedTrunkSystemTest {
    private static final int NODES = 2;
    private static final int RATE = Integer.getInteger("strowger.switch.calls", 150);
    private static final int SECONDS = Integer.getInteger("strowger.switch.seconds", 20);

    /** Of two nodes and the other switch, two each. */
    private static final int LINKS = 2 * (NODES + 1);

    /** The promise. */
    private static final long LEFT_MICROS = 100_000;

    /** The promise, and the commands that cut and that ask. */
    private static final Duration SEEN = Duration.ofMillis(500);

    private static RouterOfHosts router;

    @TempDir private Path directory;

    @BeforeAll
    static void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) final Path shared) {
        Peers.require("sipp");
        Peers.require("ip");
        Peers.require("tc");
        router = new RouterOfHosts(shared, SwitchedHosts.of(NODES, SwitchedHosts.Kind.LINKED));
        router.awaitWhole();
    }

    @AfterAll
    static void stop() {
        if (router != null) {
            router.close();
        }
    }

    @BeforeEach
    void allIsWhole() {
        router.network().heal();
        router.awaitWhole();
        awaitAllLinks();
    }

    /** In both directions: after a cable is plugged in, one of them may be back some seconds before the other one. */
    private static void awaitAllLinks() {
        eventually(
                Duration.ofMinutes(2),
                "all links work",
                () ->
                        LinkSeries.of(router.active()).sum("working") == LINKS
                                && linksOfNodes() == 4 * NODES);
    }

    @Test
    void noCallFailsThoughALinkIsUnplugged() {
        duringCalls(
                "the first link of a node unplugged, then the second one",
                () -> {
                    final int node = router.hosts().hostOfNode(0);
                    assertLeft(() -> router.network().unplug(node, SwitchedHosts.INSIDE));
                    elapse(Duration.ofSeconds(2));
                    router.network().heal();
                    awaitAllLinks();
                    assertLeft(() -> router.network().unplug(node, SwitchedHosts.SECOND));
                    elapse(Duration.ofSeconds(2));
                    router.network().heal();
                });
    }

    @Test
    void noCallFailsThoughALinkIsSilent() {
        duringCalls(
                "a link of each node cut without a word",
                () -> {
                    for (int number = 0; number < NODES; number++) {
                        final int node = router.hosts().hostOfNode(number);
                        final int network =
                                number == 0 ? SwitchedHosts.SECOND : SwitchedHosts.INSIDE;
                        assertLeft(() -> router.network().silence(node, network));
                    }
                    elapse(Duration.ofSeconds(3));
                    router.network().heal();
                });
    }

    /** The switch asks nobody for its lease over the second network: only the trunk and link 213 are there. */
    @Test
    void noCallFailsThoughTheWholeSecondNetworkIsDead() {
        duringCalls(
                "the second network switched off",
                () -> {
                    router.network().switchOff(SwitchedHosts.SECOND);
                    eventually(
                            "all are left",
                            () -> LinkSeries.of(router.active()).sum("working") == LINKS / 2);
                    elapse(Duration.ofSeconds(4));
                    router.network().heal();
                });
    }

    @Test
    void noCallFailsThoughALinkIsCongested() {
        duringCalls(
                "a link of a node congested",
                () -> {
                    final int node = router.hosts().hostOfNode(0);
                    final LinkSeries before = LinkSeries.of(router.active());
                    router.network().congest(node, SwitchedHosts.INSIDE, "500kbit");
                    eventually("left", () -> hasLeftSince(before));
                    elapse(Duration.ofSeconds(4));
                    router.network().heal();
                });
    }

    /** The nodes and the other switch follow by themselves. */
    @Test
    void noCallFailsThoughALinkIsRemovedAndAddedAgain() throws IOException {
        final RouterProcess active = router.active();
        final String address = router.hosts().secondAddress(router.switches().indexOf(active));
        final Path token = Files.writeString(directory.resolve("token"), RestClient.TOKEN);
        duringCalls(
                "a link removed and added",
                () -> {
                    changeLink("remove", address, active, token);
                    Figures.record(
                            "nodes have left a link that was removed after",
                            eventually("left", () -> linksOfNodes() == 3 * NODES));
                    eventually("the other switch has left it", () -> linksOfStandby() == 1);
                    elapse(Duration.ofSeconds(3));
                    changeLink("add", address, active, token);
                    Figures.record(
                            "nodes use a link that was added after",
                            eventually("used", () -> linksOfNodes() == 4 * NODES));
                    eventually("the other switch uses it", () -> linksOfStandby() == 2);
                    awaitAllLinks();
                });
    }

    private static void changeLink(
            final String how, final String address, final RouterProcess board, final Path token) {
        final String url = "http://" + board.host() + ":" + board.httpPort();
        final Product.Finished finished =
                Product.run(
                        token.toAbsolutePath().getParent(),
                        "link",
                        how,
                        address,
                        "--url",
                        url,
                        "--token-file",
                        token.toString());
        assertThat(finished.exit()).as(finished.err() + finished.out()).isZero();
    }

    /** As the nodes themselves count them: two to each switch. */
    private static long linksOfNodes() {
        return router.cluster().nodes().stream()
                .mapToLong(node -> LinkSeries.ofNode(node).sum("working"))
                .sum();
    }

    /** Of the standby to the active switch: link 213. */
    private static long linksOfStandby() {
        return LinkSeries.ofNode(router.standby()).sum("working");
    }

    private static boolean hasLeftSince(final LinkSeries before) {
        return LinkSeries.of(router.active()).sum("left_total") > before.sum("left_total");
    }

    /** Within a tenth of a second of the first thing that was not answered. */
    private static void assertLeft(final Runnable cut) {
        final LinkSeries before = LinkSeries.of(router.active());
        final long began = System.nanoTime();
        cut.run();
        eventually("left", () -> hasLeftSince(before));
        final Duration seen = Duration.ofNanos(System.nanoTime() - began);
        final long after =
                LinkSeries.of(router.active()).highestChanged("left_after_micros", before);
        Figures.record("a cut link is seen to be left after", seen);
        Figures.record("what was sent over it had waited, in microseconds", after);
        assertThat(after).isBetween(1L, LEFT_MICROS);
        assertThat(seen).isLessThan(SEEN);
    }

    /** Calls over UDP for a while; in the middle of them something happens, and is over before they are. */
    private void duringCalls(final String name, final Runnable what) {
        new CallsBetweenHosts(router, directory, RATE, SECONDS)
                .during(
                        name,
                        () -> {
                            elapse(Duration.ofSeconds(3));
                            what.run();
                        });
        final RouterProcess active = router.active();
        Figures.record(
                "frames sent again, links left",
                LinkSeries.of(active).sum("resent_total")
                        + ", "
                        + LinkSeries.of(active).sum("left_total"));
    }
}
