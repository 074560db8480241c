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
import org.agrona.IoUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row D5: two switches, a location server and two nodes as processes of one host; a switch dies and no call fails. */
@SystemTest
class StandbySwitchSystemTest {
    private static final int NODES = 2;
    private static final int RATE = Integer.getInteger("strowger.switch.calls", 200);
    private static final int SECONDS = Integer.getInteger("strowger.switch.seconds", 20);

    /** The promise is one second, and the figure is recorded; the machine that tests may be shared. */
    private static final Duration NEW_CALLS_LIMIT = Duration.ofMillis(1500);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final List<RouterProcess> switches = new ArrayList<>();
    private Path shared;
    private ClusterProcesses cluster;
    private String sip;
    private String members;

    private void start(final String trunk) throws IOException {
        Peers.require("sipp");
        shared = Files.createTempDirectory(Path.of("/dev/shm"), "strowger-test");
        cluster = ClusterProcesses.ofOneMember(directory);
        members = "[127.0.0.1:" + Ports.free() + ",127.0.0.1:" + Ports.free() + "]";
        final LoopbackHosts hosts = new LoopbackHosts(1);
        for (int i = 0; i < 2; i++) {
            final RouterProcess board = RouterProcess.switchIn(directory.resolve("switch" + i));
            switches.add(board);
            sip = switches.getFirst().sip();
            behind(board, trunk)
                    .set("switches.member", String.valueOf(i))
                    .set("cluster.secret-file", cluster.secret().toString());
            hosts.everywhere().forEach(board::set);
            hosts.ofNode(i).forEach(board::set);
            board.launch();
        }
        for (int i = 0; i < NODES; i++) {
            behind(cluster.node("node" + i, cluster.secret()), trunk).launch();
        }
        cluster.nodes().forEach(RouterProcess::awaitReady);
        switches.forEach(RouterProcess::awaitReady);
        eventually("one leads, the other follows", this::isWhole);
    }

    private RouterProcess behind(final RouterProcess process, final String trunk) {
        return process.set("switches.trunk", trunk)
                .set("switches.members", members)
                .set("switches.shared-directory", shared.toString())
                .set("sip.listen", "[udp:" + sip + ",tcp:" + sip + "]");
    }

    @AfterEach
    void stop() {
        switches.forEach(RouterProcess::close);
        if (cluster != null) {
            cluster.close();
        }
        IoUtil.delete(shared.toFile(), true);
    }

    private boolean isWhole() {
        return SwitchState.isWhole(switches);
    }

    private RouterProcess that(final String role) {
        return SwitchState.that(role, switches);
    }

    /** Whatever goes between processes: memory, and sealed datagrams as between hosts. */
    @ParameterizedTest
    @ValueSource(strings = {"shared-memory", "network"})
    void noCallFailsThoughTheActiveSwitchIsKilled(final String trunk) throws IOException {
        start(trunk);
        final RouterProcess active = that("active");
        final RouterProcess standby = that("standby");
        final long term = SwitchState.of(active).term();
        duringCalls(
                "kill -9 of the active switch, " + trunk,
                () -> {
                    final long killed = System.nanoTime();
                    active.kill();
                    final Duration placed = NewCalls.untilAnswered("127.0.0.1", sip, killed);
                    Figures.record("new calls are placed after the active switch died", placed);
                    assertThat(placed).isLessThan(NEW_CALLS_LIMIT);
                    eventually("shown", () -> SwitchState.of(standby).role().equals("active"));
                    assertThat(SwitchState.of(standby).term()).isGreaterThan(term);
                    elapse(Duration.ofSeconds(2));
                    active.start();
                    eventually("the other one follows", this::isWhole);
                    assertThat(that("active")).isSameAs(standby);
                });
        standby.assertQuiet();
        assertThat(standby.rest().metric("strowger_switch_active ")).isEqualTo(1);
        assertThat(active.rest().metric("strowger_switch_table_in_step ")).isEqualTo(1);
        assertThat(standby.rest().metric("strowger_switch_faults_total ")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = "shared-memory")
    void nothingIsNoticedOfTheDeathOfTheStandby(final String trunk) throws IOException {
        start(trunk);
        final RouterProcess active = that("active");
        final RouterProcess standby = that("standby");
        final SwitchState before = SwitchState.of(active);
        duringCalls(
                "kill -9 of the standby switch",
                () -> {
                    standby.kill();
                    eventually(
                            "not followed",
                            () -> SwitchState.of(active).table().equals("not followed"));
                    elapse(Duration.ofSeconds(3));
                    standby.start();
                    eventually("followed again", this::isWhole);
                });
        assertThat(SwitchState.of(active)).isEqualTo(before);
        active.assertQuiet();
        assertThat(active.rest().metric("strowger_switch_faults_total ")).isZero();
        assertThat(active.rest().metric("strowger_switch_refused_total ")).isZero();
    }

    /** Calls over UDP for a while; in the middle of them something happens. */
    private void duringCalls(final String name, final Runnable what) {
        final int calls = RATE * SECONDS;
        try (SippRun callee = calls().callee(calls)) {
            calls().register(callee.port());
            try (SippRun caller = calls().end("caller.xml", calls).rate(RATE).to(sip).start()) {
                elapse(Duration.ofSeconds(SECONDS / 4));
                what.run();
                caller.awaitSuccess(Duration.ofSeconds(2L * SECONDS + 60));
                Figures.record(
                        "failed of %d calls at %d/s through two switches and %d nodes, %s"
                                .formatted(calls, RATE, NODES, name),
                        caller.failedCalls());
                Figures.record("requests that callers repeated", caller.retransmissions());
                assertThat(caller.successfulCalls()).isEqualTo(calls);
            }
        }
    }

    private SwitchedCalls calls() {
        return new SwitchedCalls(directory.resolve("sipp"), cluster::isInStep, sip);
    }
}
