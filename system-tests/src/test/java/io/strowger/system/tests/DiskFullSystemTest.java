// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Scenario 10: a file system of its own runs full and is freed again. */
@SystemTest
class DiskFullSystemTest {
    private static final String DOMAIN = "example.org";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory = Path.of("");

    private Path disk = Path.of("");

    @BeforeEach
    void mountSmallDisk() throws IOException {
        disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=512m", "tmpfs", disk.toString()) == 0,
                "a file system cannot be mounted here (needs root)");
    }

    @AfterEach
    void unmount() {
        run("umount", "-l", disk.toString());
    }

    @Test
    void registrationsAreRefusedCallsGoOnAndRecoveryIsAutomatic() throws IOException {
        final Path data = disk.resolve("data");
        try (RouterProcess router =
                        RouterProcess.in(directory).set("data", data.toString()).start();
                Phone callee = Phone.udp(router, "callee", DOMAIN);
                Phone caller = Phone.udp(router, "caller", DOMAIN)) {
            assertThat(callee.register(3_600, "").status()).isEqualTo(200);
            final Path ballast = fill();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> callee.register(3_600, "").status() != 200);
            final SipText refused = callee.register(3_600, "");
            assertThat(refused.status()).isIn(500, 503);
            assertThat(deliver(caller, callee)).isEqualTo(200);
            assertThat(router.running().isAlive()).isTrue();

            Files.delete(ballast);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> callee.register(3_600, "").status() == 200);
            router.stop();
            router.start();
            assertThat(callee.registerWith().header("Contact")).contains(callee.contactUri());
        }
    }

    private Path fill() throws IOException {
        final Path ballast = disk.resolve("ballast");
        final byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (final IOException full) {
            return ballast;
        }
    }

    private static int deliver(final Phone caller, final Phone callee) {
        Thread.ofVirtual()
                .start(
                        () ->
                                callee.wire()
                                        .send(
                                                callee.wire()
                                                        .nextRequest("MESSAGE")
                                                        .response(200, "OK")));
        return caller.exchange("MESSAGE", callee.aor()).status();
    }

    private int run(final String... command) {
        try (CapturedProcess process =
                CapturedProcess.start(directory, command[0], List.of(command))) {
            return process.awaitExit(Duration.ofSeconds(10));
        }
    }
}
