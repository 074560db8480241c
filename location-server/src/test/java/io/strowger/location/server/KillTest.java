// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process under load, again and again, and looks for what it had acknowledged. {@code -Dkill.rounds=100} for
 * more of it.
 */
class KillTest {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 5);
    private static final int MOST_ACKNOWLEDGED = 3_000;

    @TempDir private Path directory;

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        final long[] acknowledged = new long[KilledProcess.RECORDS];
        final Random random = new Random(4711);
        long next = 1;
        for (int round = 1; round <= ROUNDS; round++) {
            next = 1 + killAfter(1 + random.nextInt(MOST_ACKNOWLEDGED), next, acknowledged);
            try (RunningServer running = RunningServer.serving(directory)) {
                for (int i = 0; i < KilledProcess.RECORDS; i++) {
                    final String stored = running.secret("k" + i);
                    assertThat(stored.isEmpty() ? 0 : Long.parseLong(stored))
                            .as("round %d, record %d", round, i)
                            .isGreaterThanOrEqualTo(acknowledged[i]);
                }
                running.verify();
            }
        }
    }

    /** Gives a number that no submitted change has reached. */
    private long killAfter(final int acknowledgements, final long first, final long[] acknowledged)
            throws IOException, InterruptedException {
        final Process process = start(first);
        long last = first;
        int seen = 0;
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            String line = lines.readLine();
            while (line != null) {
                // A line cut by the kill was not flushed to its end, and so was not said.
                if (!line.isEmpty()) {
                    last = Long.parseLong(line);
                    acknowledged[(int) (last % KilledProcess.RECORDS)] = last;
                    seen++;
                }
                if (seen == acknowledgements) {
                    // Process.destroyForcibly would close the stream that is still to be read.
                    process.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        }
        assertThat(process.waitFor()).as("killed").isEqualTo(128 + 9);
        assertThat(seen).isGreaterThanOrEqualTo(acknowledgements);
        return last + 1_000;
    }

    private Process start(final long first) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-exports",
                        "java.base/jdk.internal.misc=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        directory.toString(),
                        Long.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
