// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scenario 08: hostile input at full speed while honest calls go on. {@code
 * -Dstrowger.hostile.seconds=60} makes the record run.
 */
@SystemTest
@Disabled("2026-11-22: calls beside the flood fail; docs/ROADMAP.md")
class HostileInputSystemTest {
    private static final int SECONDS = Integer.getInteger("strowger.hostile.seconds", 10);
    private static final int CALLS_PER_SECOND = 20;
    private static final String DOMAIN = "example.org";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory = Path.of("");

    @Test
    void nothingEscapesNothingGrowsAndCallsGoOn() {
        Peers.require("sipp");
        final long seed = Long.getLong("strowger.hostile.seed", System.nanoTime());
        final int calleePort = Ports.free();
        try (RouterProcess router = RouterProcess.in(directory).start();
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
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> {
                                final ProcessFootprint after = ProcessFootprint.of(pid, directory);
                                assertThat(after.threads())
                                        .isLessThanOrEqualTo(before.threads() + 2);
                                assertThat(after.files()).isLessThanOrEqualTo(before.files() + 10);
                                assertThat(after.heapKib())
                                        .isLessThanOrEqualTo(before.heapKib() + 16 * 1_024);
                            });
            Figures.record(
                    "hostile input footprint",
                    before + " -> " + ProcessFootprint.of(pid, directory));
        }
    }

    private void calls(
            final RouterProcess router, final String name, final int calleePort, final int count) {
        try (SippRun callee =
                        SippRun.scenario(
                                        directory,
                                        Scenarios.file("01-register-and-call", "callee.xml"))
                                .named(name + "-callee")
                                .on(calleePort)
                                .start()
                                .awaitListening();
                SippRun caller =
                        SippRun.scenario(
                                        directory,
                                        Scenarios.file("01-register-and-call", "caller.xml"))
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

    private static void elapse(final Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }
}
