// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Rows B1, B5, B8: three location servers and two nodes as processes of one host. */
@SystemTest
class ClusterNodeSystemTest {
    private static final String CALLS = "01-register-and-call";
    private static final String DOMAIN = "example.org";

    /** Calls per second at each of the two nodes, and for how long. */
    private static final int RATE = Integer.getInteger("strowger.outage.calls", 100);

    private static final int SECONDS = Integer.getInteger("strowger.outage.seconds", 30);

    private static final int CALLS_OF_BOTH = 2 * RATE * SECONDS;

    private static final int USERS = 300;

    private static final Duration STANDSTILL = Duration.ofSeconds(33);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private ClusterProcesses cluster;

    @BeforeEach
    void start() {
        Peers.require("sipp");
        cluster = ClusterProcesses.start(directory, 2);
    }

    @AfterEach
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aPhoneRegisteredAtOneNodeIsCalledAtTheOtherThoughTheActiveDies() {
        try (Phone first = Phone.udp(cluster.node(0), "first", DOMAIN);
                Phone second = Phone.udp(cluster.node(0), "second", DOMAIN)) {
            assertThat(first.register(600, "").status()).isEqualTo(200);
            eventually("callable at node 1", () -> first.isCallableAt(cluster.node(1)));

            cluster.member(cluster.leader()).kill();
            eventually(
                    "a registration after the death of the active",
                    () -> second.register(600, "").status() == 200);
            eventually("callable at node 1", () -> second.isCallableAt(cluster.node(1)));
        }
    }

    @Test
    void whoHasA200IsReachedThroughThatNodeAtOnce() {
        try (RoutingProbe probe = new RoutingProbe(List.of(cluster.node(0), cluster.node(1)))) {
            eventually("all in step", cluster::isInStep);
            final long[] nanos = probe.samples(USERS);
            Figures.record(
                    "until both nodes route, p99", Duration.ofNanos(nanos[USERS * 99 / 100]));
            Figures.record("from the REGISTER to its 200, mean", probe.meanUntilAcknowledged());
            // A replica that stands still for 50 ms is not waited for.
            assertThat(probe.refusedByFirst()).as("of " + USERS).isLessThan(USERS / 100);
        }
    }

    @Test
    void callsGoOnWithoutAnyLocationServer() {
        try (Phone phone = Phone.udp(cluster.node(0), "phone", DOMAIN);
                SippRun callee =
                        sipp("callee.xml", "callee", CALLS_OF_BOTH).start().awaitListening()) {
            register("callee", callee.port());
            assertThat(phone.register(600, "").status()).isEqualTo(200);
            eventually("all in step", cluster::isInStep);
            try (SippRun first = caller(0);
                    SippRun second = caller(1)) {
                final Duration without = outage(phone);
                first.awaitSuccess(Duration.ofSeconds(2L * SECONDS));
                second.awaitSuccess(Duration.ofSeconds(2L * SECONDS));
                assertThat(first.successfulCalls() + second.successfulCalls())
                        .isEqualTo(CALLS_OF_BOTH);
                Figures.record(
                        "failed of %d calls, without any location server for %d ms of %d s"
                                .formatted(CALLS_OF_BOTH, without.toMillis(), SECONDS),
                        first.failedCalls() + second.failedCalls());
            }
        }
    }

    /** As a suspended virtual machine does; Aeron takes whoever stands still for 30 s for dead. */
    @Test
    void whoStoodStillForLongGoesOnByItself() {
        try (Phone phone = Phone.udp(cluster.node(0), "phone", DOMAIN);
                Phone other = Phone.udp(cluster.node(1), "other", DOMAIN)) {
            assertThat(phone.register(600, "").status()).isEqualTo(200);
            final int standby = (cluster.leader() + 1) % ClusterProcesses.MEMBERS;
            final List<CapturedProcess> still =
                    List.of(cluster.node(1).running(), cluster.member(standby));
            still.forEach(process -> process.signal("STOP"));
            final long began = System.nanoTime();
            await().atMost(STANDSTILL.plusSeconds(10))
                    .until(() -> System.nanoTime() - began > STANDSTILL.toNanos());
            assertThat(phone.register(900, "").status()).as("beside it").isEqualTo(200);
            still.forEach(process -> process.signal("CONT"));
            eventually(
                    "the standby's word",
                    () -> cluster.member(standby).err().contains("replication is started anew"));
            eventually("all in step", cluster::isInStep);
            eventually("callable at node 1", () -> phone.isCallableAt(cluster.node(1)));
            eventually("a change at node 1", () -> other.register(600, "").status() == 200);
            still.forEach(CapturedProcess::assertAlive);
        }
    }

    /** All members are killed, a change is refused, and everything comes back by itself. */
    private Duration outage(final Phone phone) {
        final long began = System.nanoTime();
        cluster.killMembers();
        final SipText refusal = phone.register(600, "");
        assertThat(refusal.status()).as("a change without any location server").isEqualTo(503);
        assertThat(Integer.parseInt(refusal.header("Retry-After"))).isBetween(1, 60);
        eventually(
                "the node's word",
                () ->
                        ClusterProcesses.status(cluster.node(0))
                                .contains("\"operationalStatus\":\"ready, but "));
        cluster.startMembers();
        final Duration back =
                eventually("a change again", () -> phone.register(900, "").status() == 200);
        final Duration without = Duration.ofNanos(System.nanoTime() - began);
        final Duration inStep = eventually("all in step", cluster::isInStep);
        Figures.record("first change after the start of all members", back);
        Figures.record("all nodes in step after that", inStep);
        return without;
    }

    private void register(final String user, final int port) {
        try (SippRun register =
                sipp("register.xml", user, 1)
                        .key("contact", "sip:" + user + "@127.0.0.1:" + port)
                        .key("expires", "3600")
                        .to(cluster.node(0).sip())
                        .start()) {
            register.awaitSuccess(ClusterProcesses.PATIENCE);
        }
    }

    private SippRun caller(final int node) {
        return sipp("caller.xml", "callee", RATE * SECONDS)
                .named("caller" + node)
                .rate(RATE)
                .to(cluster.node(node).sip())
                .start();
    }

    private SippRun.Builder sipp(final String file, final String user, final int calls) {
        return SippRun.scenario(directory.resolve("sipp"), Scenarios.file(CALLS, file))
                .key("user", user)
                .key("domain", DOMAIN)
                .calls(calls);
    }
}
