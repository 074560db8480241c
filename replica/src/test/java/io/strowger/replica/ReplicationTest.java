// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.strowger.location.store.VerifyOutcome;
import io.strowger.replica.Cluster.Leader;
import io.strowger.replica.Cluster.Node;
import io.strowger.replication.Message.Activity;
import io.strowger.replication.Message.LastLoad;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows B5, B7, C2 to C4 with real stores, real Aeron and sealed frames over loopback. */
final class ReplicationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path directory;

    private static void eventually(final String what, final Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    private static void assertIntact(final Node node) {
        assertThat(node.store.verify((_, _, _) -> {})).isInstanceOf(VerifyOutcome.Intact.class);
    }

    @Test
    void everyNodeSeesEveryCommit() throws Exception {
        final Cluster cluster = new Cluster(directory, 18_401);
        try (Leader leader = cluster.leader();
                Node two = cluster.node(2);
                Node three = cluster.node(3)) {
            leader.commit("first");
            eventually("first", () -> two.isInStepWith(leader) && three.isInStepWith(leader));
            for (int i = 0; i < 500; i++) {
                leader.commit("k" + i % 50, "other" + i);
            }
            leader.delete("k7");
            eventually("all", () -> two.isInStepWith(leader) && three.isInStepWith(leader));
            eventually(
                    "both report",
                    () ->
                            leader.reports().values().stream()
                                            .filter(
                                                    report ->
                                                            report.activity() == Activity.IN_STEP
                                                                    && report.state()
                                                                            .equals(
                                                                                    leader.store
                                                                                            .state()))
                                            .count()
                                    == 2);
            assertIntact(two);
            assertIntact(three);
        }
    }

    @Test
    void aNodeKnowsForHowLongItHasHeardNobody() throws Exception {
        final Cluster cluster = new Cluster(directory, 18_411);
        final Duration many = Cluster.BEAT.multipliedBy(10);
        try (Node two = cluster.node(2)) {
            try (Leader leader = cluster.leader()) {
                leader.commit("first");
                eventually("in step", () -> two.isInStepWith(leader));
                final long began = System.nanoTime();
                eventually(
                        "heard beat after beat, though nothing changes",
                        () ->
                                System.nanoTime() - began > 2 * many.toNanos()
                                        && two.silence().compareTo(many) < 0);
            }
            eventually("silence", () -> two.silence().compareTo(many) > 0);
        }
    }

    @Test
    void aNodeThatWasAwayIsBroughtTheMissingLevelsOnly() throws Exception {
        final Cluster cluster = new Cluster(directory, 18_421);
        try (Leader leader = cluster.leader()) {
            leader.commit("first");
            try (Node two = cluster.node(2)) {
                eventually("in step", () -> two.isInStepWith(leader));
            }
            for (int i = 0; i < 2_000; i++) {
                leader.commit("k" + i);
            }
            try (Node two = cluster.node(2)) {
                eventually("in step", () -> two.isInStepWith(leader));
                eventually("said", () -> two.report().lastLoad() == LastLoad.INCREMENTAL);
                assertIntact(two);
            }
        }
    }

    @Test
    void aNodeThatNoLogReachesIsLoadedAnewWhileCommitsGoOn() throws Exception {
        final Cluster cluster = new Cluster(directory, 18_441, 50);
        try (Leader leader = cluster.leader()) {
            leader.commit("first", "goes");
            try (Node two = cluster.node(2)) {
                eventually("in step", () -> two.isInStepWith(leader));
            }
            for (int i = 0; i < 3_000; i++) {
                leader.commit("k" + i);
            }
            leader.delete("goes");
            try (Node two = cluster.node(2);
                    Node three = cluster.node(3)) {
                int i = 0;
                while (!two.store.state().coherent() || !three.store.state().coherent()) {
                    leader.commit("live" + i++ % 20);
                    assertThat(i).isLessThan(1_000_000);
                    Thread.onSpinWait();
                }
                eventually("in step", () -> two.isInStepWith(leader) && three.isInStepWith(leader));
                assertIntact(two);
                assertIntact(three);
            }
        }
    }

    /** As after an election with nothing to commit: announcements say the new term, so loads have to. */
    @Test
    void aNewNodeIsLoadedInATermThatBeganWithoutAChange() throws Exception {
        final Cluster cluster = new Cluster(directory, 18_521);
        try (Leader leader = cluster.leader()) {
            leader.commit("first");
            try (Node two = cluster.node(2)) {
                eventually("in step", () -> two.isInStepWith(leader));
                cluster.term = 2;
                try (Node three = cluster.node(3)) {
                    eventually("in step", () -> three.isInStepWith(leader));
                }
            }
        }
    }

    @Test
    void aReplicaWhoseBytesWereFlippedFindsOutAndReloadsItself() throws Exception {
        final Cluster cluster = new Cluster(directory, 18_461);
        try (Leader leader = cluster.leader();
                Node two = cluster.node(2)) {
            for (int i = 0; i < 300; i++) {
                leader.commit("k" + i);
            }
            eventually("in step", () -> two.isInStepWith(leader));
            assertThat(flip(directory.resolve("node2/data.mdb"), "value of level 77")).isPositive();
            eventually("found", () -> two.counter("strowger_location_damaged_records_total") > 0);
            eventually(
                    "loaded anew",
                    () -> two.counter("strowger_replication_continuous_reloads_total") == 2);
            eventually("in step", () -> two.isInStepWith(leader));
            assertIntact(two);
        }
    }

    /** Flips a bit wherever this text stands in a file; gives the number of places. */
    private static int flip(final Path file, final String text) throws Exception {
        final String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int places = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
                final byte flipped = (byte) (content.charAt(at) ^ 1);
                channel.write(ByteBuffer.wrap(new byte[] {flipped}), at);
                places++;
            }
        }
        return places;
    }

    @Test
    void nodesKeepWhatTheyHaveWhileNobodyLeadsAndGoOnAfterwards() throws Exception {
        final Cluster cluster = new Cluster(directory, 18_481);
        try (Node two = cluster.node(2)) {
            try (Leader leader = cluster.leader()) {
                leader.commit("before");
                eventually("in step", () -> two.isInStepWith(leader));
            }
            assertThat(two.store.state().coherent()).isTrue();
            try (Leader leader = cluster.leader()) {
                leader.commit("after");
                eventually("in step", () -> two.isInStepWith(leader));
            }
        }
    }
}
