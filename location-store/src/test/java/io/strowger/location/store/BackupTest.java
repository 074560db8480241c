// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.location.DatabaseState;
import io.strowger.location.ProvisioningLogEntryView;
import io.strowger.location.RecordTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies made while the database is used, and what they become when they are put back. */
final class BackupTest {
    private static final long NEW_BIRTH_DATE = 4712L << 20;

    @TempDir Path directory;
    private Path database;
    private Path copy;

    @BeforeEach
    void directories() throws IOException {
        database = directory.resolve("database");
        copy = Files.createDirectory(directory.resolve("copy"));
    }

    @Test
    void aCopyHoldsTheCommittedStateAndNoLaterOne() throws Exception {
        final DatabaseState copied;
        try (StoreFixture fixture = new StoreFixture(database)) {
            fixture.bindAlone("alice@example.org", 1_000);
            copied = fixture.store.state();
            fixture.begin();
            fixture.bind("bob@example.org", 0, 1_000);
            fixture.store.copyTo(copy);
            fixture.commit();
        }
        try (StoreFixture restored = new StoreFixture(copy)) {
            assertThat(restored.store.state()).isEqualTo(copied);
            assertThat(restored.store.count(RecordTable.BINDING)).isOne();
            assertThat(restored.verify()).isEqualTo(new VerifyOutcome.Intact(1));
        }
    }

    @Test
    void copiesAreCoherentWhileTheWriterGoesOn() throws Exception {
        try (StoreFixture fixture = new StoreFixture(database)) {
            final CountDownLatch written = new CountDownLatch(200);
            final AtomicReference<IOException> failure = new AtomicReference<>();
            final Thread copier =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            written.await();
                                            fixture.store.copyTo(copy);
                                        } catch (final IOException failed) {
                                            failure.set(failed);
                                        } catch (final InterruptedException stopped) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            for (int i = 0; copier.isAlive() || written.getCount() > 0; i++) {
                fixture.bindAlone("user" + i % 5_000 + "@example.org", 1_000 + i);
                written.countDown();
            }
            assertThat(failure.get()).isNull();
        }
        try (StoreFixture restored = new StoreFixture(copy)) {
            assertThat(restored.store.state().level()).isGreaterThanOrEqualTo(200);
            assertThat(restored.verify()).isInstanceOf(VerifyOutcome.Intact.class);
        }
    }

    @Test
    void aCopyTakesNoMoreThanWasAnnounced() throws Exception {
        try (StoreFixture fixture = new StoreFixture(database)) {
            for (int i = 0; i < 500; i++) {
                fixture.bindAlone("user" + i + "@example.org", 1_000);
            }
            final long announced = fixture.store.copyBytes();
            fixture.store.copyTo(copy);
            assertThat(Files.size(copy.resolve("data.mdb")))
                    .isPositive()
                    .isLessThanOrEqualTo(announced);
        }
    }

    @Test
    void aCopyIsNotWrittenOverAnother() throws Exception {
        try (StoreFixture fixture = new StoreFixture(database)) {
            fixture.store.copyTo(copy);
            assertThatThrownBy(() -> fixture.store.copyTo(copy))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("File exists");
        }
    }

    @Test
    void beginningAnewKeepsRecordsLevelAndDigestUnderAnotherBirthDate() throws Exception {
        final DatabaseState before;
        try (StoreFixture fixture = new StoreFixture(database)) {
            fixture.bindAlone("alice@example.org", 1_000);
            fixture.bindAlone("bob@example.org", 1_000);
            before = fixture.store.state();

            assertThat(fixture.writer.beginAnew(NEW_BIRTH_DATE))
                    .isEqualTo(new CommitOutcome.Committed(before.level(), 0));
        }
        try (StoreFixture fixture = new StoreFixture(database)) {
            assertThat(fixture.store.state())
                    .isEqualTo(
                            new DatabaseState(
                                    NEW_BIRTH_DATE,
                                    before.level(),
                                    true,
                                    before.digestHigh(),
                                    before.digestLow(),
                                    before.recordCount()));
            assertThat(fixture.store.appliedLogPosition()).isEqualTo(-1);
            assertThat(fixture.store.oldestLoggedLevel()).isZero();
            assertThat(fixture.store.readLog(2, new ProvisioningLogEntryView()))
                    .isEqualTo(LogReadOutcome.ABSENT);
            fixture.bindAlone("carol@example.org", 1_000);
            assertThat(fixture.store.oldestLoggedLevel()).isEqualTo(before.level() + 1);
            assertThat(fixture.verify()).isEqualTo(new VerifyOutcome.Intact(3));
        }
    }

    @Test
    void anEmptyStoreCannotBeginAnew() throws Exception {
        try (LocationStore empty =
                LocationStore.open(database, StoreFixture.CONFIG, StoreFixture.newCounters())) {
            assertThatThrownBy(() -> empty.writer().beginAnew(NEW_BIRTH_DATE))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
