// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static io.strowger.location.server.RunningServer.await;
import static io.strowger.location.server.RunningServer.binding;
import static io.strowger.location.server.RunningServer.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.location.DatabaseState;
import io.strowger.location.Limits;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import io.strowger.location.client.LocationUpdates;
import io.strowger.location.client.PendingUpdate;
import io.strowger.location.client.UpdateOutcome;
import io.strowger.location.server.LocationServerStatus.Phase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocationServerTest {
    @TempDir private Path directory;

    @Test
    void createsADatabaseWithItsSecretsOnce() {
        final DatabaseState first;
        final String branchKey;
        try (RunningServer running = RunningServer.serving(directory)) {
            first = running.store.state();
            branchKey = running.secret("branch-key");
            assertThat(branchKey).hasSize(16);
            assertThat(running.secret("nonce-key")).hasSize(32);
        }
        try (RunningServer running = RunningServer.serving(directory)) {
            assertThat(running.store.state()).isEqualTo(first);
            assertThat(running.secret("branch-key")).isEqualTo(branchKey);
        }
    }

    @Test
    void whatWasCommittedIsThereAfterwards() {
        try (RunningServer running = RunningServer.serving(directory)) {
            final PendingUpdate update = running.updates.submit(secret("a", "1"));
            assertThat(update.await(30, TimeUnit.SECONDS)).isEqualTo(UpdateOutcome.COMMITTED);
            assertThat(update.level()).isEqualTo(running.store.state().level());
        }
        try (RunningServer running = RunningServer.serving(directory)) {
            assertThat(running.secret("a")).isEqualTo("1");
            assertThat(running.commit(secret("a", "2"))).isEqualTo(UpdateOutcome.COMMITTED);
            assertThat(running.secret("a")).isEqualTo("2");
            running.verify();
        }
    }

    @Test
    void eachKindOfOutcomeIsTold() {
        try (RunningServer running = RunningServer.serving(directory)) {
            final PendingUpdate made = running.updates.submit(secret("a", "1"));
            made.await(30, TimeUnit.SECONDS);
            assertThat(running.commit(secret("a", "1"))).isEqualTo(UpdateOutcome.UNCHANGED);
            assertThat(running.commit(secret("a", "2").expectedLevel(RecordChange.MUST_NOT_EXIST)))
                    .isEqualTo(UpdateOutcome.CONFLICT);
            assertThat(running.commit(secret("a", "2").expectedLevel(made.level())))
                    .isEqualTo(UpdateOutcome.COMMITTED);
            assertThat(running.commit(secret("a", "3").expectedLevel(made.level())))
                    .isEqualTo(UpdateOutcome.CONFLICT);
            assertThat(running.commit(secret("a", new byte[Limits.VALUE])))
                    .isEqualTo(UpdateOutcome.COMMITTED);
            assertThat(running.commit(secret("a", new byte[Limits.VALUE + 1])))
                    .isEqualTo(UpdateOutcome.REFUSED);
            assertThat(running.commit(new RecordChange().reset(RecordTable.SECRET)))
                    .isEqualTo(UpdateOutcome.REFUSED);
            assertThat(running.commit(secret("a", new byte[0]).expectedLevel(-1)))
                    .isEqualTo(UpdateOutcome.COMMITTED);
            assertThat(running.secret("a")).isEmpty();
        }
    }

    @Test
    void manyChangesShareLogEntriesAndAllAreMade() {
        final int changes = 20_000;
        try (RunningServer running = RunningServer.serving(directory)) {
            final long levelBefore = running.store.state().level();
            final List<PendingUpdate> updates = new ArrayList<>();
            for (int i = 0; i < changes; i++) {
                updates.add(running.submitWhenThereIsRoom(secret("k" + i, "v" + i)));
            }
            assertThat(updates)
                    .allMatch(each -> each.await(30, TimeUnit.SECONDS) == UpdateOutcome.COMMITTED);
            assertThat(running.store.count(RecordTable.SECRET)).isEqualTo(changes + 2);
            assertThat(running.store.state().level() - levelBefore).isLessThan(changes / 10);
            running.verify();
        }
    }

    @Test
    void theThreadThatNeverWaitsIsWokenForItsOutcomes() {
        try (RunningServer running = RunningServer.serving(directory)) {
            final AtomicInteger woken = new AtomicInteger();
            final LocationUpdates updates = running.server.connect(woken::incrementAndGet);
            final List<String> outcomes = new ArrayList<>();
            final long id = updates.submit(secret("a", "1"));
            await("the wake-up", () -> woken.get() > 0);
            updates.poll(
                    (correlationId, outcome, level) -> outcomes.add(correlationId + " " + outcome),
                    0);
            assertThat(outcomes).containsExactly(id + " COMMITTED");
            assertThat(updates.pending()).isZero();
        }
    }

    @Test
    void belowTheDiskReserveChangesAreRefusedUntilThereIsSpace() {
        try (RunningServer running = RunningServer.serving(directory)) {
            running.usableBytes.set((1 << 20) - 1);
            await("disk full", () -> running.commit(secret("a", "1")) == UpdateOutcome.DISK_FULL);
            assertThat(running.server.status().phase()).isEqualTo(Phase.DISK_FULL);
            assertThat(running.server.status().fault()).contains("free space");
            assertThat(running.secret("branch-key")).hasSize(16);

            running.usableBytes.set(2 << 20);
            await("space again", () -> running.commit(secret("a", "2")) == UpdateOutcome.COMMITTED);
            assertThat(running.server.status().phase()).isEqualTo(Phase.SERVING);
            assertThat(running.server.status().fault()).isNull();
        }
    }

    @Test
    void expiredBindingsAreRemovedByTheServer() {
        try (RunningServer running = RunningServer.serving(directory)) {
            final long now = System.currentTimeMillis();
            assertThat(running.commit(binding("sip:gone@example.org", now + 300)))
                    .isEqualTo(UpdateOutcome.COMMITTED);
            assertThat(running.commit(binding("sip:stays@example.org", now + 3_600_000)))
                    .isEqualTo(UpdateOutcome.COMMITTED);
            final long levelBefore = running.store.state().level();
            await("expiry", () -> running.store.count(RecordTable.BINDING) == 1);
            assertThat(running.store.state().level()).isEqualTo(levelBefore + 1);
            running.verify();
        }
    }

    @Test
    void oneServerPerDirectory() {
        try (RunningServer running = RunningServer.serving(directory)) {
            assertThatThrownBy(
                            () ->
                                    LocationServer.launch(
                                            RunningServer.config(directory, true, 1 << 20),
                                            running.store,
                                            running.counters))
                    .hasMessageContaining("another process uses this data directory");
            assertThat(running.commit(secret("a", "1"))).isEqualTo(UpdateOutcome.COMMITTED);
        }
    }

    @Test
    void nothingIsLeftInSharedMemory() throws Exception {
        final Path shared;
        try (RunningServer running = RunningServer.serving(directory)) {
            shared = AeronDirectory.shared(directory.resolve("log"), Path.of("/dev/shm"));
            assertThat(running.status()).contains("SERVING");
        }
        assertThat(shared).doesNotExist();
        assertThat(directory.resolve("log/aeron")).doesNotExist();
    }
}
