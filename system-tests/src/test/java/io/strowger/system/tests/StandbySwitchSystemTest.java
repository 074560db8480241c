// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern STATE =
            Pattern.compile(
                    "\"switch\":\\{\"role\":\"(?<role>\\w+)\",\"term\":(?<term>\\d+),\"table\":\"(?<table>[a-z ]+)\"");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final List<RouterProcess> switches = new ArrayList<>();
    private Path shared;
    private ClusterProcesses cluster;
    private String sip;
    private String members;

    /** What a switch says of itself. */
    private record State(String role, long term, String table) {
        static State of(final RouterProcess board) {
            final Matcher found = STATE.matcher(ClusterProcesses.status(board));
            assertThat(found.find()).isTrue();
            return new State(
                    found.group("role"), Long.parseLong(found.group("term")), found.group("table"));
        }
    }

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
        final List<String> states =
                switches.stream().map(State::of).map(at -> at.role() + ' ' + at.table()).toList();
        return states.contains("active followed") && states.contains("standby in step");
    }

    private RouterProcess that(final String role) {
        return switches.stream()
                .filter(board -> State.of(board).role().equals(role))
                .findFirst()
                .orElseThrow();
    }

    /** Whatever goes between processes: memory, and sealed datagrams as between hosts. */
    @ParameterizedTest
    @ValueSource(strings = {"shared-memory", "network"})
    void noCallFailsThoughTheActiveSwitchIsKilled(final String trunk) throws IOException {
        start(trunk);
        final RouterProcess active = that("active");
        final RouterProcess standby = that("standby");
        final long term = State.of(active).term();
        duringCalls(
                "kill -9 of the active switch, " + trunk,
                () -> {
                    final long killed = System.nanoTime();
                    active.kill();
                    final Duration placed = untilANewCallIsAnswered(killed);
                    Figures.record("new calls are placed after the active switch died", placed);
                    assertThat(placed).isLessThan(NEW_CALLS_LIMIT);
                    eventually("shown", () -> State.of(standby).role().equals("active"));
                    assertThat(State.of(standby).term()).isGreaterThan(term);
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
        final State before = State.of(active);
        duringCalls(
                "kill -9 of the standby switch",
                () -> {
                    standby.kill();
                    eventually(
                            "not followed", () -> State.of(active).table().equals("not followed"));
                    elapse(Duration.ofSeconds(3));
                    standby.start();
                    eventually("followed again", this::isWhole);
                });
        assertThat(State.of(active)).isEqualTo(before);
        active.assertQuiet();
        assertThat(active.rest().metric("strowger_switch_faults_total ")).isZero();
        assertThat(active.rest().metric("strowger_switch_refused_total ")).isZero();
    }

    /** INVITEs for somebody whom nobody knows, each a new call, until a node has answered one. */
    private Duration untilANewCallIsAnswered(final long since) {
        try (DatagramSocket phone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            phone.setSoTimeout(10);
            final int port = Integer.parseInt(sip.substring(sip.indexOf(':') + 1));
            final byte[] answer = new byte[65_535];
            for (int i = 0; System.nanoTime() - since < 30_000_000_000L; i++) {
                final byte[] invite = invite(phone.getLocalPort(), i);
                phone.send(
                        new DatagramPacket(
                                invite, invite.length, InetAddress.getLoopbackAddress(), port));
                if (answers(phone, answer)) {
                    return Duration.ofNanos(System.nanoTime() - since);
                }
            }
            throw new AssertionError("no new call was answered");
        } catch (final IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static boolean answers(final DatagramSocket phone, final byte[] into)
            throws IOException {
        try {
            final DatagramPacket packet = new DatagramPacket(into, into.length);
            phone.receive(packet);
            return new String(into, 0, packet.getLength(), StandardCharsets.US_ASCII)
                    .startsWith("SIP/2.0 404");
        } catch (final SocketTimeoutException nothing) {
            return false;
        }
    }

    private static byte[] invite(final int port, final int number) {
        return ("INVITE sip:nobody@"
                        + SwitchedCalls.DOMAIN
                        + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"
                        + port
                        + ";branch=z9hG4bKprobe"
                        + number
                        + "\r\nMax-Forwards: 70\r\nFrom: <sip:probe@"
                        + SwitchedCalls.DOMAIN
                        + ">;tag=p\r\nTo: <sip:nobody@"
                        + SwitchedCalls.DOMAIN
                        + ">\r\nCall-ID: probe"
                        + number
                        + "\r\nCSeq: 1 INVITE\r\nContact: <sip:probe@127.0.0.1:"
                        + port
                        + ">\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void elapse(final Duration time) {
        final long began = System.nanoTime();
        await().atMost(time.plusSeconds(10))
                .until(() -> System.nanoTime() - began > time.toNanos());
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
        return new SwitchedCalls(directory.resolve("sipp"), cluster, sip);
    }
}
