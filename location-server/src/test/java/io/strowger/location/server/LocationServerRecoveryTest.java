// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static io.strowger.location.server.RunningServer.await;
import static io.strowger.location.server.RunningServer.secret;
import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Aeron;
import io.aeron.cluster.ClusterControl;
import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.location.DatabaseState;
import io.strowger.location.client.PendingUpdate;
import io.strowger.location.client.UpdateOutcome;
import io.strowger.location.server.LocationServerStatus.Phase;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreConfig;
import io.strowger.location.store.StoreOpenFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import org.agrona.concurrent.status.AtomicCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when log and database come back from the disk, together or not. */
class LocationServerRecoveryTest {
    private static final byte[] KILOBYTE = new byte[1024];

    @TempDir private Path directory;

    @Test
    void aDatabaseThatLostItsLastSecondsIsBroughtUpByTheLog() throws IOException {
        fill(1, 10);
        copy("database", "old-database");
        final DatabaseState newest = fill(11, 20);
        replace("database", "old-database");
        try (RunningServer running = RunningServer.serving(directory)) {
            assertThat(running.store.state()).isEqualTo(newest);
            assertThat(running.secret("k20")).isEqualTo("20");
            running.verify();
        }
    }

    @Test
    void snapshotsBoundTheLogAndALaterStartGoesOnFromThem() throws IOException {
        final LocationServerConfig config = RunningServer.config(directory, false, 1 << 20);
        final DatabaseState last;
        try (RunningServer running = RunningServer.serving(directory, config)) {
            writeMegabytes(running, 50);
            await("a snapshot", () -> running.server.status().snapshotPosition() > 40 << 20);
            await("a trimmed log", () -> logBytes() <= 32 << 20);
            assertThat(recordings()).isLessThanOrEqualTo(2 + 3 * 2);
            last = running.store.state();
        }
        try (RunningServer running = RunningServer.serving(directory, config)) {
            assertThat(running.store.state()).isEqualTo(last);
            assertThat(running.commit(secret("after", "1"))).isEqualTo(UpdateOutcome.COMMITTED);
            running.verify();
        }
    }

    @Test
    void stoppingTakesASnapshotSoThatTheNextStartHasLittleToReplay() {
        final long end;
        try (RunningServer running = RunningServer.serving(directory)) {
            writeMegabytes(running, 1);
            end = running.server.status().logPosition();
        }
        try (RunningServer running = RunningServer.serving(directory)) {
            assertThat(running.server.status().snapshotPosition()).isGreaterThanOrEqualTo(end);
        }
    }

    @Test
    void aLogThatReachesBackToTheBeginningMakesTheDatabaseAnew() {
        final DatabaseState newest = fill(1, 10);
        IoUtil.delete(directory.resolve("database").toFile(), false);
        try (RunningServer running = RunningServer.serving(directory)) {
            assertThat(running.store.state()).isEqualTo(newest);
            running.verify();
        }
    }

    @Test
    void aLogWithoutItsDatabaseIsNotServed() {
        try (RunningServer running = RunningServer.serving(directory)) {
            writeMegabytes(running, 1);
        }
        IoUtil.delete(directory.resolve("database").toFile(), false);
        refused("there is no database");
    }

    @Test
    void aDatabaseOlderThanTheSnapshotIsNotServed() throws IOException {
        fill(1, 10);
        copy("database", "old-database");
        try (RunningServer running = RunningServer.serving(directory)) {
            writeMegabytes(running, 1);
        }
        replace("database", "old-database");
        refused("restore a newer copy of the database");
    }

    @Test
    void aLogOlderThanTheDatabaseIsNotServed() throws IOException {
        fill(1, 10);
        copy("log", "old-log");
        fill(11, 20);
        replace("log", "old-log");
        refused("move the log directory away");
    }

    @Test
    void aLogOfAnotherDatabaseIsNotServedEvenBeforeItsFirstSnapshot() throws IOException {
        fill(1, 10);
        Files.move(directory.resolve("log"), directory.resolve("first-log"));
        IoUtil.delete(directory.resolve("database").toFile(), false);
        fill(1, 2);
        replace("log", "first-log");
        refused("restore the files that belong together");
    }

    @Test
    void aDatabaseThatBeganAnewIsNotServedWithTheLogOfBefore() throws Exception {
        fill(1, 10);
        beginAnew();
        refused("restore the files that belong together");
    }

    @Test
    void aDatabaseThatBeganAnewGoesOnWithALogOfItsOwn() throws Exception {
        final DatabaseState before = fill(1, 10);
        beginAnew();
        IoUtil.delete(directory.resolve("log").toFile(), false);
        try (RunningServer running = RunningServer.serving(directory)) {
            assertThat(running.store.state().birthDate()).isNotEqualTo(before.birthDate());
            assertThat(running.commit(secret("after", "1"))).isEqualTo(UpdateOutcome.COMMITTED);
            assertThat(running.store.state().level()).isEqualTo(before.level() + 1);
        }
        try (RunningServer running = RunningServer.serving(directory)) {
            assertThat(running.secret("k10")).isEqualTo("10");
            assertThat(running.secret("after")).isEqualTo("1");
            running.verify();
        }
    }

    private void beginAnew() throws StoreOpenFailure {
        try (LocationStore store =
                LocationStore.open(
                        directory.resolve("database"),
                        StoreConfig.standard(),
                        RunningServer.newCounters())) {
            store.writer().beginAnew(DatabaseState.birthDate(System.currentTimeMillis(), 1));
        }
    }

    @Test
    void aDatabaseWithoutItsLogGoesOnWithANewOne() {
        final DatabaseState newest = fill(1, 10);
        IoUtil.delete(directory.resolve("log").toFile(), false);
        try (RunningServer running = RunningServer.serving(directory)) {
            assertThat(running.store.state()).isEqualTo(newest);
            assertThat(running.commit(secret("after", "1"))).isEqualTo(UpdateOutcome.COMMITTED);
        }
        try (RunningServer running = RunningServer.serving(directory)) {
            assertThat(running.secret("after")).isEqualTo("1");
            running.verify();
        }
    }

    @Test
    void aMemberThatEndsIsLaunchedAnewAndNothingAcknowledgedIsLost() throws IOException {
        try (RunningServer running = RunningServer.serving(directory)) {
            final List<PendingUpdate> updates = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                updates.add(running.submitWhenThereIsRoom(secret("k" + i, "v" + i)));
                if (i == 1_000) {
                    abortMember();
                }
            }
            await("a relaunch", () -> running.server.status().relaunches() == 1);
            assertThat(running.server.awaitServing(RunningServer.PATIENCE)).isTrue();
            assertThat(running.commit(secret("after", "1"))).isEqualTo(UpdateOutcome.COMMITTED);
            for (int i = 0; i < updates.size(); i++) {
                if (updates.get(i).await(30, TimeUnit.SECONDS) == UpdateOutcome.COMMITTED) {
                    assertThat(running.secret("k" + i)).isEqualTo("v" + i);
                }
            }
            assertThat(running.server.status().fault()).isNull();
            running.verify();
        }
    }

    private void abortMember() throws IOException {
        final Path shared = AeronDirectory.shared(directory.resolve("log"), Path.of("/dev/shm"));
        final Path aeronDirectory =
                Files.exists(shared) ? shared : directory.resolve("log").resolve("aeron");
        try (Aeron aeron =
                Aeron.connect(new Aeron.Context().aeronDirectoryName(aeronDirectory.toString()))) {
            final AtomicCounter toggle =
                    ClusterControl.findControlToggle(aeron.countersReader(), 0);
            assertThat(toggle).isNotNull();
            assertThat(ClusterControl.ToggleState.ABORT.toggle(toggle)).isTrue();
        }
    }

    /** Commits the secrets k(from)..k(to), each in its own log entry, and stops without a snapshot. */
    private DatabaseState fill(final int from, final int to) {
        try (RunningServer running = RunningServer.serving(directory)) {
            for (int i = from; i <= to; i++) {
                assertThat(running.commit(secret("k" + i, Integer.toString(i))))
                        .isEqualTo(UpdateOutcome.COMMITTED);
            }
            return running.store.state();
        }
    }

    private static void writeMegabytes(final RunningServer running, final int megabytes) {
        final List<PendingUpdate> updates = new ArrayList<>();
        for (int i = 0; i < megabytes * 1024; i++) {
            KILOBYTE[i % KILOBYTE.length]++;
            updates.add(running.submitWhenThereIsRoom(secret("big" + i % 100, KILOBYTE)));
        }
        assertThat(updates)
                .noneMatch(each -> each.await(30, TimeUnit.SECONDS) == UpdateOutcome.UNAVAILABLE);
    }

    private void refused(final String fault) {
        try (RunningServer running =
                RunningServer.launch(directory, RunningServer.config(directory, true, 64 << 20))) {
            await("refusal", () -> running.server.status().phase() == Phase.REFUSED);
            assertThat(running.server.awaitServing(RunningServer.PATIENCE)).isFalse();
            assertThat(running.server.status().fault()).contains(fault);
        }
    }

    private long logBytes() {
        return archived("0-").mapToLong(file -> file.toFile().length()).sum();
    }

    private long recordings() {
        return archived("").count();
    }

    private Stream<Path> archived(final String prefix) {
        try (Stream<Path> files = Files.list(directory.resolve("log/archive"))) {
            return files
                    .filter(
                            file ->
                                    file.getFileName().toString().startsWith(prefix)
                                            && file.toString().endsWith(".rec"))
                    .toList()
                    .stream();
        } catch (final IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private void copy(final String from, final String to) throws IOException {
        final Path source = directory.resolve(from);
        try (Stream<Path> files = Files.walk(source)) {
            for (final Path file : files.toList()) {
                Files.copy(file, directory.resolve(to).resolve(source.relativize(file)));
            }
        }
    }

    private void replace(final String name, final String with) throws IOException {
        IoUtil.delete(directory.resolve(name).toFile(), false);
        Files.move(directory.resolve(with), directory.resolve(name));
    }
}
