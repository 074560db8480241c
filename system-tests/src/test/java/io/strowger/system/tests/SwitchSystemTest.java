// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.elapse;
import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.agrona.IoUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Rows D1, D3, D4: a switch and three nodes as processes of one host; nodes die and no call fails. */
@SystemTest
class SwitchSystemTest {
    private static final int NODES = Integer.getInteger("strowger.switch.nodes", 3);

    /** Calls per second over UDP and TCP together. */
    private static final int RATE = Integer.getInteger("strowger.switch.calls", 200);

    private static final int SECONDS = Integer.getInteger("strowger.switch.seconds", 20);
    private static final Pattern NODE =
            Pattern.compile("\\{\"id\":\"([0-9a-f]+)\",\"status\":\"([a-z ]+)\"");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private Path shared;
    private ClusterProcesses cluster;
    private RouterProcess board;
    private String sip;

    @BeforeEach
    void start() throws IOException {
        Peers.require("sipp");
        shared = Files.createTempDirectory(Path.of("/dev/shm"), "strowger-test");
        cluster = ClusterProcesses.ofOneMember(directory);
        board = RouterProcess.switchIn(directory.resolve("switch"));
        sip = board.sip();
        behind(board.set("cluster.secret-file", cluster.secret().toString())).launch();
        for (int i = 0; i < NODES; i++) {
            behind(cluster.node("node" + i, cluster.secret())).launch();
        }
        cluster.nodes().forEach(RouterProcess::awaitReady);
        board.awaitReady();
        eventually("all nodes are up", () -> nodesThatAre("up").size() == NODES);
    }

    private RouterProcess behind(final RouterProcess process) {
        return process.set("switches.trunk", "shared-memory")
                .set("switches.shared-directory", shared.toString())
                .set("sip.listen", "[udp:" + sip + ",tcp:" + sip + "]");
    }

    @AfterEach
    void stop() {
        if (board != null) {
            board.close();
        }
        if (cluster != null) {
            cluster.close();
        }
        IoUtil.delete(shared.toFile(), true);
    }

    private List<String> nodesThatAre(final String status) {
        final List<String> ids = new ArrayList<>();
        NODE.matcher(ClusterProcesses.status(board))
                .results()
                .filter(result -> result.group(2).equals(status))
                .forEach(result -> ids.add(result.group(1)));
        return ids;
    }

    @Test
    void noCallFailsThoughANodeIsKilled() {
        duringCalls(
                "kill -9",
                () -> {
                    cluster.node(0).kill();
                    final Duration seen =
                            eventually("dead", () -> !nodesThatAre("process dead").isEmpty());
                    Figures.record("the switch shows a killed node as dead after", seen);
                });
        assertThat(counter("strowger_switch_handed_over_total")).isPositive();
    }

    @Test
    void noCallFailsThoughANodeStandsStill() {
        duringCalls(
                "SIGSTOP",
                () -> {
                    cluster.node(0).running().signal("STOP");
                    final Duration seen =
                            eventually("hung", () -> !nodesThatAre("process hung").isEmpty());
                    Figures.record("the switch shows a stopped node as hung after", seen);
                    assertThat(seen).isLessThan(Duration.ofSeconds(2));
                    elapse(Duration.ofSeconds(5));
                    cluster.node(0).running().signal("CONT");
                    eventually("back", () -> nodesThatAre("up").size() == NODES);
                });
        assertThat(counter("strowger_switch_handed_over_total")).isPositive();
    }

    @Test
    void noCallFailsThoughANodeIsDrainedAndStartedAgain() {
        duringCalls(
                "drain, SIGTERM, start",
                () -> {
                    final String id = nodesThatAre("up").getFirst();
                    final RestClient.Answer answer =
                            board.rest().put("/api/v1/nodes/" + id + "/drain", "");
                    assertThat(answer.status()).isEqualTo(200);
                    eventually("draining", () -> nodesThatAre("draining").contains(id));
                    final RouterProcess node = nodeOf(id);
                    node.stop();
                    eventually("dead", () -> nodesThatAre("process dead").contains(id));
                    node.start();
                    eventually("up again", () -> nodesThatAre("up").contains(id));
                });
    }

    /** Its nodes have given it up, and nothing would ever come from them again. */
    @Test
    void aSwitchThatStoodStillForLongEndsAndSaysWhy() {
        board.running().signal("STOP");
        elapse(Duration.ofSeconds(12));
        board.running().signal("CONT");
        assertThat(board.running().awaitExit(Duration.ofSeconds(10))).isEqualTo(1);
        assertThat(board.running().err()).contains("started anew: the bus is closed");
        board.start();
        eventually("all nodes are up", () -> nodesThatAre("up").size() == NODES);
    }

    private RouterProcess nodeOf(final String id) {
        return cluster.nodes().stream()
                .filter(node -> ClusterProcesses.status(node).contains("\"" + id + "\""))
                .findFirst()
                .orElseThrow();
    }

    /** Calls over UDP and TCP for a while; in the middle of them something happens. */
    private void duringCalls(final String name, final Runnable what) {
        final int each = RATE / 2;
        try (SippRun callee = calls().callee(2 * each * SECONDS)) {
            calls().register(callee.port());
            try (SippRun udp = caller("udp", each).start();
                    SippRun tcp = caller("tcp", each).tcp().start()) {
                elapse(Duration.ofSeconds(SECONDS / 4));
                what.run();
                final Duration limit = Duration.ofSeconds(2L * SECONDS + 60);
                udp.awaitSuccess(limit);
                tcp.awaitSuccess(limit);
                Figures.record(
                        "failed of %d calls at %d/s through a switch and %d nodes, %s"
                                .formatted(2 * each * SECONDS, RATE, NODES, name),
                        udp.failedCalls() + tcp.failedCalls());
                assertThat(udp.successfulCalls() + tcp.successfulCalls())
                        .isEqualTo(2L * each * SECONDS);
            }
        }
        Figures.record("handed over", counter("strowger_switch_handed_over_total"));
        board.assertQuiet();
        assertThat(counter("strowger_switch_faults_total")).isZero();
    }

    private SippRun.Builder caller(final String name, final int rate) {
        return calls().end("caller.xml", rate * SECONDS).named("caller-" + name).rate(rate).to(sip);
    }

    private long counter(final String series) {
        return (long) board.rest().metric(series + " ");
    }

    private SwitchedCalls calls() {
        return new SwitchedCalls(directory.resolve("sipp"), cluster::isInStep, sip);
    }
}
