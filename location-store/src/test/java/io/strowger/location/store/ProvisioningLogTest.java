// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.ProvisioningLogEntryView;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Level → entry: in order, checksummed, bounded, protected while it is read. */
final class ProvisioningLogTest {
    @TempDir Path directory;
    private StoreFixture fixture;
    private final ProvisioningLogEntryView entry = new ProvisioningLogEntryView();
    private final RecordChange change = new RecordChange();

    private void open(final long entries, final long bytes, final Duration age)
            throws StoreOpenFailure {
        fixture =
                new StoreFixture(directory, new StoreConfig(1L << 30, entries, bytes, age, false));
    }

    @AfterEach
    void close() {
        assertThat(fixture.verify()).isInstanceOf(VerifyOutcome.Intact.class);
        fixture.close();
    }

    private void commits(final int count) {
        for (int i = 0; i < count; i++) {
            fixture.bindAlone("a@x", fixture.store.state().level() + 1);
        }
    }

    @Test
    void anEntryHoldsTheChangesOfItsLevelInOrder() throws StoreOpenFailure {
        open(100, 1 << 20, Duration.ofDays(1));
        fixture.bindAlone("b@x", 5000);
        fixture.begin();
        fixture.bind("b@x", RecordChange.ANY_LEVEL);
        fixture.bind("a@x", RecordChange.ANY_LEVEL, 1000);
        fixture.commit();
        assertThat(fixture.store.readLog(2, entry)).isEqualTo(LogReadOutcome.FOUND);
        assertThat(entry.birthDate()).isEqualTo(StoreFixture.BIRTH_DATE);
        assertThat(entry.term()).isEqualTo(1);
        assertThat(entry.level()).isEqualTo(2);
        assertThat(entry.count()).isEqualTo(2);
        assertThat(entry.nextChange(change)).isTrue();
        assertThat(change.isDelete()).isTrue();
        assertThat(StoreFixture.text(change.key())).isEqualTo("b@x");
        assertThat(entry.nextChange(change)).isTrue();
        assertThat(change.table()).isEqualTo(RecordTable.BINDING);
        assertThat(StoreFixture.text(change.key())).isEqualTo("a@x");
        assertThat(change.value().capacity()).isPositive();
        assertThat(entry.nextChange(change)).isFalse();
        assertThat(fixture.store.readLog(3, entry)).isEqualTo(LogReadOutcome.ABSENT);
        assertThat(fixture.store.readLog(0, entry)).isEqualTo(LogReadOutcome.ABSENT);
    }

    @Test
    void thereAreNeverMoreEntriesThanConfigured() throws StoreOpenFailure {
        open(10, 1 << 20, Duration.ofDays(1));
        commits(10);
        assertThat(fixture.store.oldestLoggedLevel()).isEqualTo(1);
        commits(1);
        assertThat(fixture.store.oldestLoggedLevel()).isEqualTo(2);
        commits(100);
        assertThat(fixture.store.oldestLoggedLevel()).isEqualTo(102);
        assertThat(fixture.store.readLog(101, entry)).isEqualTo(LogReadOutcome.ABSENT);
        assertThat(fixture.store.readLog(102, entry)).isEqualTo(LogReadOutcome.FOUND);
    }

    @Test
    void theLogIsBoundedInBytesButKeepsTheNewestEntry() throws StoreOpenFailure {
        open(1000, 200, Duration.ofDays(1));
        commits(20);
        assertThat(fixture.store.oldestLoggedLevel()).isEqualTo(20);
    }

    @Test
    void entriesPastTheirAgeAreTrimmed() throws StoreOpenFailure {
        open(1000, 1 << 20, Duration.ofSeconds(100));
        commits(10);
        for (int i = 0; i < 128; i++) {
            fixture.writer.beginBatch(1, 100 + i, 100_001);
            fixture.bind("a@x", RecordChange.ANY_LEVEL, 10_000 + i);
            fixture.commit();
        }
        assertThat(fixture.store.oldestLoggedLevel()).isEqualTo(11);
    }

    @Test
    void whatARegisteredReaderNeedsIsNotTrimmed() throws StoreOpenFailure {
        open(10, 1 << 20, Duration.ofDays(1));
        commits(10);
        try (LogProtection protection = Objects.requireNonNull(fixture.store.protectFrom(5))) {
            commits(50);
            assertThat(fixture.store.oldestLoggedLevel()).isEqualTo(5);
            protection.advance(20);
            commits(1);
            assertThat(fixture.store.oldestLoggedLevel()).isEqualTo(20);
        }
        commits(1);
        assertThat(fixture.store.oldestLoggedLevel()).isEqualTo(53);
    }

    @Test
    void aSixtyFifthReaderIsNotRegisteredUntilAnotherLeaves() throws StoreOpenFailure {
        open(10, 1 << 20, Duration.ofDays(1));
        final LogProtection first = Objects.requireNonNull(fixture.store.protectFrom(1));
        for (int i = 1; i < ProvisioningLog.MAX_PROTECTIONS; i++) {
            assertThat(fixture.store.protectFrom(1)).isNotNull();
        }
        assertThat(fixture.store.protectFrom(1)).isNull();
        first.close();
        assertThat(fixture.store.protectFrom(1)).isNotNull();
    }

    @Test
    void trimmingGoesOnWhereItWasAfterAnAbortedBatch() throws StoreOpenFailure {
        open(10, 1 << 20, Duration.ofDays(1));
        commits(15);
        fixture.begin();
        fixture.writer.abortBatch();
        commits(5);
        assertThat(fixture.store.oldestLoggedLevel()).isEqualTo(11);
    }
}
