// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.elapse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scenario 08: hostile input at full speed for a minute while honest calls go on. {@code
 * -Dstrowger.hostile.guaranteed=10000000} takes the shares of the sources away and shows what the
 * flood does without them.
 */
@SystemTest
class HostileInputSystemTest {
    private static final int SECONDS = Integer.getInteger("strowger.hostile.seconds", 60);
    private static final int GUARANTEED = Integer.getInteger("strowger.hostile.guaranteed", 1_000);
    private static final int CONNECTIONS_PER_SOURCE = 300;
    private static final int CALLS_PER_SECOND = 20;
    private static final String FIRST_MESSAGE = "5s";
    private static final String DOMAIN = "example.org";

    /** Threads that look up host names come with names to look up and go when there are none. */
    private static final int NAME_THREADS = 8;

    /**
     * What pools keep for later use after a flood: buffers of the stream connections (chunks of 4 MiB) and
     * transactions. A leak of 20 bytes per datagram would be as much.
     */
    private static final long POOLS_KIB = 64 * 1_024;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory = Path.of("");

    @Test
    void nothingEscapesNothingGrowsAndCallsGoOn() {
        Peers.require("sipp");
        final long seed = Long.getLong("strowger.hostile.seed", System.nanoTime());
        final int calleePort = Ports.free();
        try (RouterProcess router = limited().start();
                Phone registrant = Phone.udp(router, "callee", DOMAIN)) {
            registrant.registerWith(
                    "Contact: <sip:callee@127.0.0.1:" + calleePort + ">", "Expires: 3600");
            calls(router, "warm-up", calleePort, 2 * CALLS_PER_SECOND);
            try (HostileTraffic warmUp = new HostileTraffic(router.sipPort(), seed + 99).start()) {
                elapse(Duration.ofSeconds(2));
                assertThat(warmUp.summary()).isNotEmpty();
            }
            final long pid = router.running().pid();
            final ProcessFootprint before = ProcessFootprint.of(pid, directory);
            try (HostileTraffic traffic = new HostileTraffic(router.sipPort(), seed).start()) {
                calls(router, "honest", calleePort, SECONDS * CALLS_PER_SECOND);
                Figures.record(
                        "hostile input",
                        "seed " + seed + ", " + SECONDS + " s: " + traffic.summary());
            }
            router.assertQuiet();
            assertLimitsWereReached(router.rest());
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> {
                                final ProcessFootprint after = ProcessFootprint.of(pid, directory);
                                assertThat(after.threads())
                                        .isLessThanOrEqualTo(before.threads() + NAME_THREADS);
                                assertThat(after.files()).isLessThanOrEqualTo(before.files() + 10);
                                assertThat(after.heapKib())
                                        .isLessThanOrEqualTo(before.heapKib() + POOLS_KIB);
                            });
            Figures.record(
                    "hostile input footprint",
                    before + " -> " + ProcessFootprint.of(pid, directory));
        }
    }

    private RouterProcess limited() {
        return RouterProcess.in(directory)
                .set("sip.udp.guaranteed-per-source", String.valueOf(GUARANTEED))
                .set("sip.tcp.max-connections-per-source", String.valueOf(CONNECTIONS_PER_SOURCE))
                .set("sip.tcp.first-message-timeout", FIRST_MESSAGE);
    }

    /** Else the test would not have tried what it is about. */
    private static void assertLimitsWereReached(final RestClient rest) {
        record Reached(String series, double least) {}
        final List<Reached> all =
                List.of(
                        new Reached("datagrams_dropped_total{reason=\"over_share", 10_000),
                        new Reached(
                                "connections_refused_total{limit=\"source\"}",
                                HostileTraffic.SILENT - CONNECTIONS_PER_SOURCE),
                        new Reached(
                                "connections_closed_total{reason=\"silent\"}",
                                CONNECTIONS_PER_SOURCE),
                        new Reached(
                                "connections_closed_total{reason=\"slow_sender\"}",
                                HostileTraffic.DRIPPING),
                        new Reached("connections_closed_total{reason=\"broken_stream\"}", 1));
        for (final Reached reached : all) {
            final double value = rest.metric("strowger_transport_" + reached.series());
            Figures.record("hostile input " + reached.series(), value);
            assertThat(value).as(reached.series()).isGreaterThanOrEqualTo(reached.least());
        }
        Figures.record(
                "hostile input receive_buffer_full",
                rest.metric(
                        "strowger_transport_datagrams_dropped_total{reason=\"receive_buffer_full"));
    }

    private void calls(
            final RouterProcess router, final String name, final int calleePort, final int count) {
        try (SippRun callee =
                        SippRun.scenario(
                                        directory, Scenarios.file("08-hostile-input", "callee.xml"))
                                .named(name + "-callee")
                                .on(calleePort)
                                .start()
                                .awaitListening();
                SippRun caller =
                        SippRun.scenario(
                                        directory, Scenarios.file("08-hostile-input", "caller.xml"))
                                .named(name + "-caller")
                                .key("user", "callee")
                                .key("domain", DOMAIN)
                                .calls(count)
                                .rate(CALLS_PER_SECOND)
                                .to(router.sip())
                                .start()) {
            caller.awaitSuccess(Duration.ofMinutes(2));
            assertThat(callee.process().isAlive()).isTrue();
            assertThat(caller.successfulCalls()).isEqualTo(count);
            Figures.record(
                    name + " calls",
                    count + " of " + count + ", " + caller.retransmissions() + " retransmissions");
        }
    }
}
