// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row C1: a process killed between any two steps of an update leaves a replica that is coherent at the level before, or
 * after the commit at the new one.
 */
final class ReplicaStepTest {
    private static final int BEFORE = 3;

    @TempDir Path directory;

    @ParameterizedTest(name = "after {0} steps")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aKillAfterAnyStepLeavesTheOldLevelOrTheNewOne(final int steps) throws Exception {
        try (StoreFixture source = new StoreFixture(directory.resolve("source"));
                ReplicaFixture replica = new ReplicaFixture(directory.resolve("replica"))) {
            new RandomChanges(source, 7, 20).batches(BEFORE);
            replica.reloadWhole(source);
            new RandomChanges(source, 8, 20).batches(1);
        }
        killAfter(steps);
        final boolean isCommitted = steps == 5;
        try (StoreFixture source = new StoreFixture(directory.resolve("source"));
                ReplicaFixture replica = new ReplicaFixture(directory.resolve("replica"))) {
            assertThat(replica.store.state().coherent()).isTrue();
            assertThat(replica.store.state().level()).isEqualTo(isCommitted ? BEFORE + 1 : BEFORE);
            assertThat(replica.verify()).isInstanceOf(VerifyOutcome.Intact.class);
            replica.follow(source, 1);
            replica.assertInStepWith(source);
        }
    }

    /** Has another process take so many steps of the source's last entry, and kills it there. */
    private void killAfter(final int steps) throws Exception {
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
                        KilledUpdate.class.getName(),
                        directory.toString(),
                        Integer.toString(steps)));
        final Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(lines.readLine()).isEqualTo("here");
            process.toHandle().destroyForcibly();
        }
        process.waitFor();
    }
}
