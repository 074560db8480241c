// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.LocationReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed at any moment loses nothing that it reported and leaves nothing half done. */
final class KillTest {
    private static final int ROUNDS = 12;

    @TempDir Path directory;

    @Test
    void nothingReportedIsLostAndNothingIsHalfDone() throws Exception {
        final SplittableRandom random = new SplittableRandom(2026);
        long reported = 0;
        for (int round = 0; round < ROUNDS; round++) {
            reported = Math.max(reported, writeUntilKilled(round, 1 + random.nextInt(400)));
            check(reported);
        }
    }

    /** The last level that the process reported before it was killed. */
    private long writeUntilKilled(final int seed, final int lines)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(
                List.of(
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        directory.toString(),
                        Integer.toString(seed)));
        final Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String last = "0";
        try (BufferedReader levels = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = levels.readLine();
            for (int i = 0; line != null; i++) {
                last = line;
                if (i == lines) {
                    // The handle leaves our end of the pipe open, so every line that was written is
                    // read.
                    process.toHandle().destroyForcibly();
                }
                line = levels.readLine();
            }
        }
        process.waitFor();
        return Long.parseLong(last);
    }

    private void check(final long reported) throws StoreOpenFailure {
        final UnsafeBuffer secret = new UnsafeBuffer(0, 0);
        try (StoreFixture fixture = new StoreFixture(directory);
                LocationReader reader = fixture.store.reader()) {
            assertThat(reported).isPositive();
            assertThat(fixture.store.state().level()).isBetween(reported, reported + 1);
            assertThat(fixture.verify()).isInstanceOf(VerifyOutcome.Intact.class);
            assertThat(reader.secret("level", secret)).isTrue();
            assertThat(StoreFixture.text(secret))
                    .isEqualTo(Long.toString(fixture.store.state().level()));
        }
    }
}
