// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.configuration.PlacementPolicy;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.launcher.RunningProcess.Result;
import io.strowger.switching.PlacementConfig;
import io.strowger.switching.PlacementConfig.Criterion;
import io.strowger.switching.PlacementConfig.Policy;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.agrona.IoUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code strowger switch} without nodes: what it says, and what it refuses. */
class SwitchProcessTest {
    @TempDir Path directory;
    private Path shared;

    @BeforeEach
    void makeDirectory() throws IOException {
        shared = Files.createTempDirectory(Path.of("/dev/shm"), "strowger-process");
        Files.writeString(directory.resolve("secret"), "the secret of this test");
    }

    @AfterEach
    void removeDirectory() {
        IoUtil.delete(shared.toFile(), true);
    }

    private StrowgerConfig config() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return RunningProcess.config(
                    directory.resolve("data"),
                    "switches.trunk=shared-memory",
                    "switches.shared-directory=" + shared,
                    "cluster.secret-file=" + directory.resolve("secret"),
                    "sip.listen=[udp:127.0.0.1:" + socket.getLocalPort() + "]");
        }
    }

    @Test
    void eachPlacementIsTheOneOfItsName() {
        final Map<PlacementPolicy, Criterion> byLoad =
                Map.of(
                        PlacementPolicy.LEAST_LOADED, Criterion.WORK_LEFT,
                        PlacementPolicy.LEAST_CONNECTIONS, Criterion.CONNECTIONS,
                        PlacementPolicy.RESPONSE_TIME, Criterion.RESPONSE_TIME);
        byLoad.forEach(
                (policy, criterion) -> {
                    final PlacementConfig placement = SwitchProcess.placement(policy);
                    assertThat(placement.policy()).isEqualTo(Policy.LEAST_LOADED);
                    assertThat(placement.criteria()).isEqualTo(Map.of(criterion, 1.0));
                });
        assertThat(SwitchProcess.placement(PlacementPolicy.ROUND_ROBIN).policy())
                .isEqualTo(Policy.ROUND_ROBIN);
        assertThat(SwitchProcess.placement(PlacementPolicy.HASH).policy()).isEqualTo(Policy.HASH);
    }

    @Test
    void withoutANodeItIsNotReadyAndSaysWhy() throws Exception {
        try (SwitchProcess process = SwitchProcess.start(config())) {
            assertThat(process.isReady()).isFalse();
            assertThat(process.readyLine()).contains("switch 0 sip udp:127.0.0.1:");
            final String url =
                    process.readyLine().replaceAll(".*http (127\\.0\\.0\\.1:\\d+);.*", "http://$1");
            final Result unknown = RunningProcess.run("drain", "abc", "--url", url);
            assertThat(unknown.code()).isEqualTo(1);
            assertThat(unknown.err()).contains("no node abc has come to this switch");
            final Result link = RunningProcess.run("link", "add", "127.0.0.2:7450", "--url", url);
            assertThat(link.code()).isEqualTo(1);
            assertThat(link.err()).contains("the trunk of this switch goes over no network");
            for (final String wrong : List.of("127.0.0.2:70000", "127.0.0.256:7450", "a:7450")) {
                assertThat(RunningProcess.run("link", "add", wrong, "--url", url).err())
                        .contains("'" + wrong + "' is no IP address and port");
            }
            final Result status = RunningProcess.run("status", "--url", url);
            assertThat(status.out()).contains("switch: ", "term ", "kept requests", "response us");
            assertThat(RunningProcess.run("user", "list", "--url", url).code()).isEqualTo(1);
        }
    }

    @Test
    void aSecondOneOnTheSameDirectoryIsRefused() throws Exception {
        try (SwitchProcess process = SwitchProcess.start(config())) {
            assertThat(process.readyLine()).isNotEmpty();
            assertThat(failureOf(config())).contains("another process runs the bus");
        }
    }

    @Test
    void withoutATrunkThereIsNothingToSwitch() {
        assertThat(failureOf(RunningProcess.config(directory.resolve("data"))))
                .contains("switches.trunk is not set");
    }

    private static String failureOf(final StrowgerConfig config) {
        try (SwitchProcess process = SwitchProcess.start(config)) {
            return "started: " + process.readyLine();
        } catch (final CommandFailure failure) {
            return failure.lines().toString();
        }
    }
}
