// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Scenario 10: what the operator meets: errors, health, metrics, status, stop and start. */
@SystemTest
class OperateSystemTest {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    /** The aim is 2.5 s on an idle host; a busy CI host gets slack and the figure is recorded. */
    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory = Path.of("");

    @Test
    void anUnknownKeyEndsTheStartAndNamesFileLineAndKey() throws IOException {
        final Path config = directory.resolve("wrong.yaml");
        Files.writeString(config, "data: ./data\nsip:\n  lisen: [udp:127.0.0.1:5070]\n");
        final Product.Finished finished =
                Product.run(directory, "run", "--config", config.toString());
        assertThat(finished.exit()).isEqualTo(2);
        assertThat(finished.err().lines()).hasSize(1);
        assertThat(finished.err())
                .contains("wrong.yaml")
                .contains("3")
                .contains("lisen")
                .contains("listen");
    }

    @Test
    void aBadValueEndsTheStartAndSaysWhatWasExpected() throws IOException {
        final Path config = directory.resolve("bad.yaml");
        Files.writeString(config, "sip:\n  registration:\n    max-contacts: many\n");
        final Product.Finished finished =
                Product.run(directory, "run", "--config", config.toString());
        assertThat(finished.exit()).isEqualTo(2);
        assertThat(finished.err().lines()).hasSize(1);
        assertThat(finished.err())
                .contains("bad.yaml")
                .contains("3")
                .contains("max-contacts")
                .contains("many");
    }

    @Test
    void aBadOverrideEndsTheStart() {
        final Product.Finished finished =
                Product.run(directory, "run", "--set", "sip.listen=[carrier-pigeon:1]");
        assertThat(finished.exit()).isEqualTo(2);
        assertThat(finished.err()).contains("sip.listen");
    }

    @Test
    void theEffectiveConfigurationIsPrinted() throws IOException {
        final Path config = directory.resolve("good.yaml");
        Files.writeString(config, "sip:\n  domains: [example.org]\n");
        final Product.Finished finished =
                Product.run(directory, "config", "check", config.toString());
        assertThat(finished.exit()).as(finished.err()).isZero();
        assertThat(finished.out()).contains("example.org").contains("max-contacts");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (RouterProcess router = RouterProcess.in(directory);
                DatagramSocket squatter =
                        new DatagramSocket(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), router.sipPort()))) {
            router.launch();
            final int exit = router.running().awaitExit(Duration.ofSeconds(30));
            assertThat(exit).isNotZero();
            assertThat(router.running().err())
                    .contains(String.valueOf(squatter.getLocalPort()))
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void healthSaysNotReadyThenReady() {
        try (RouterProcess router = RouterProcess.in(directory)) {
            router.launch();
            final Set<Integer> seen = new LinkedHashSet<>();
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(1))
                    .until(
                            () -> {
                                seen.add(readiness(router));
                                return seen.contains(200);
                            });
            assertThat(seen).isSubsetOf(0, 503, 200);
            assertThat(router.rest().get("/health/live").status()).isEqualTo(200);
            Figures.record("readiness seen during a start (0: not yet listening)", seen);
            router.assertQuiet();
        }
    }

    @Test
    void aStopIsQuickAndASecondStartToo() {
        try (RouterProcess router = RouterProcess.in(directory).start();
                Phone phone = Phone.udp(router, "alice", "example.org")) {
            assertThat(phone.register(600, "").status()).isEqualTo(200);
            final Duration stop = router.stop();
            router.assertNoFaultLogged();
            router.start();
            Figures.record("stop by SIGTERM", stop.toMillis() + " ms");
            Figures.record("second start to ready", router.lastStart().toMillis() + " ms");
            assertThat(stop).isLessThan(STOP_LIMIT);
            assertThat(router.lastStart()).isLessThan(START_LIMIT);
            router.assertQuiet();
        }
    }

    @Test
    void metricsAndStatusTellWhatHappened() {
        try (RouterProcess router = RouterProcess.in(directory).start();
                Phone phone = Phone.udp(router, "alice", "example.org")) {
            final String accepted = "strowger_registrations_total{outcome=\"accepted\"}";
            assertThat(router.rest().metric(accepted)).isZero();
            final double before = router.rest().metric("strowger_node_messages_total");
            assertThat(phone.register(600, "").status()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> router.rest().metric("strowger_node_messages_total") > before);
            assertThat(router.rest().metric(accepted)).isEqualTo(1);
            assertThat(router.rest().metric("strowger_location_level")).isPositive();
            final RestClient.Answer status = router.rest().get("/api/v1/status");
            assertThat(status.member("coherent")).isEqualTo("true");
            assertThat(status.member("digest")).matches("[0-9a-f]{32}");
            assertThat(Long.parseLong(status.member("level"))).isPositive();
            final Product.Finished shown =
                    Product.run(
                            directory, "status", "--url", "http://127.0.0.1:" + router.httpPort());
            assertThat(shown.exit()).as(shown.err()).isZero();
            assertThat(shown.out()).contains(status.member("digest"));
        }
    }

    private static int readiness(final RouterProcess router) {
        try {
            return router.rest().get("/health/ready").status();
        } catch (final UncheckedIOException notListening) {
            return 0;
        }
    }
}
