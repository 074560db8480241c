// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.DatabaseState;
import io.strowger.location.Limits;
import io.strowger.location.NumberKey;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Levels, expectations, digest and limits of the writer. */
final class StoreWriterTest {
    @TempDir Path directory;
    private StoreFixture fixture;

    @BeforeEach
    void open() throws StoreOpenFailure {
        fixture = new StoreFixture(directory);
    }

    @AfterEach
    void close() {
        assertThat(fixture.verify()).isInstanceOf(VerifyOutcome.Intact.class);
        fixture.close();
    }

    @Test
    void aBatchOfManyChangesIsOneLevel() {
        fixture.begin();
        fixture.bind("a@x", RecordChange.ANY_LEVEL, 1000);
        fixture.bind("b@x", RecordChange.ANY_LEVEL, 1000);
        assertThat(fixture.commit()).isEqualTo(new CommitOutcome.Committed(1, 2));
        assertThat(fixture.store.state().recordCount()).isEqualTo(2);
        assertThat(fixture.counter("strowger_location_level")).isEqualTo(1);
    }

    @Test
    void aBatchThatChangesNothingKeepsTheLevelButStoresItsLogPosition() {
        fixture.bindAlone("a@x", 1000);
        fixture.begin();
        assertThat(fixture.bind("a@x", RecordChange.ANY_LEVEL, 1000))
                .isEqualTo(ApplyOutcome.UNCHANGED);
        assertThat(fixture.bind("b@x", RecordChange.ANY_LEVEL)).isEqualTo(ApplyOutcome.UNCHANGED);
        assertThat(fixture.commit()).isEqualTo(new CommitOutcome.Committed(1, 0));
        assertThat(fixture.store.appliedLogPosition()).isEqualTo(1);
    }

    @Test
    void aChangeIsMadeOnlyAtTheLevelItExpects() {
        fixture.bindAlone("a@x", 1000);
        fixture.bindAlone("b@x", 1000);
        fixture.begin();
        assertThat(fixture.bind("a@x", 0, 2000)).isEqualTo(ApplyOutcome.CONFLICT);
        assertThat(fixture.bind("a@x", 2, 2000)).isEqualTo(ApplyOutcome.CONFLICT);
        assertThat(fixture.bind("c@x", 1, 2000)).isEqualTo(ApplyOutcome.CONFLICT);
        assertThat(fixture.bind("a@x", 1, 2000)).isEqualTo(ApplyOutcome.APPLIED);
        assertThat(fixture.bind("a@x", 1, 3000)).isEqualTo(ApplyOutcome.CONFLICT);
        assertThat(fixture.bind("c@x", 0, 2000)).isEqualTo(ApplyOutcome.APPLIED);
        assertThat(fixture.commit()).isEqualTo(new CommitOutcome.Committed(3, 2));
    }

    @Test
    void deletingEverythingBringsTheEmptyDigestBack() {
        fixture.bindAlone("a@x", 1000);
        fixture.bindAlone("b@x", 1000, 2000);
        assertThat(fixture.store.state().digestLow()).isNotZero();
        fixture.begin();
        fixture.bind("a@x", RecordChange.ANY_LEVEL);
        fixture.bind("b@x", RecordChange.ANY_LEVEL);
        fixture.commit();
        assertThat(fixture.store.state())
                .isEqualTo(new DatabaseState(StoreFixture.BIRTH_DATE, 3, true, 0, 0, 0));
    }

    @Test
    void keysAndValuesPastTheLimitsAreRefused() {
        final UnsafeBuffer big = new UnsafeBuffer(new byte[Limits.VALUE + 1]);
        final RecordChange change = new RecordChange().reset(RecordTable.SECRET);
        fixture.begin();
        change.key(big, 0, Limits.KEY).value(big, 0, Limits.VALUE);
        assertThat(fixture.writer.apply(change)).isEqualTo(ApplyOutcome.APPLIED);
        change.key(big, 0, Limits.KEY + 1);
        assertThat(fixture.writer.apply(change)).isEqualTo(ApplyOutcome.TOO_LARGE);
        change.key(big, 0, 0);
        assertThat(fixture.writer.apply(change)).isEqualTo(ApplyOutcome.TOO_LARGE);
        change.key(big, 0, 1).value(big, 0, Limits.VALUE + 1);
        assertThat(fixture.writer.apply(change)).isEqualTo(ApplyOutcome.TOO_LARGE);
        fixture.commit();
    }

    @Test
    void whatIsNotARecordOfItsTableIsRefused() {
        final UnsafeBuffer nonsense = StoreFixture.bytes("nonsense");
        fixture.begin();
        for (final RecordTable table : RecordTable.values()) {
            final RecordChange change =
                    new RecordChange().reset(table).key(nonsense, 0, 8).value(nonsense, 0, 8);
            assertThat(fixture.writer.apply(change))
                    .isEqualTo(
                            table == RecordTable.SECRET
                                    ? ApplyOutcome.APPLIED
                                    : ApplyOutcome.MALFORMED);
        }
        assertThat(fixture.route(nonsense.byteArray(), "sip:x@y"))
                .isEqualTo(ApplyOutcome.MALFORMED);
        fixture.commit();
    }

    @Test
    void aBatchTakesAsManyChangesAsALogEntryHoldsAndNotOneMore() {
        fixture.begin();
        for (int i = 0; i < Limits.BATCH_CHANGES; i++) {
            assertThat(fixture.bind("u" + i + "@x", 0, 1000)).isEqualTo(ApplyOutcome.APPLIED);
        }
        assertThat(fixture.bind("more@x", 0, 1000)).isEqualTo(ApplyOutcome.BATCH_FULL);
        assertThat(fixture.commit())
                .isEqualTo(new CommitOutcome.Committed(1, Limits.BATCH_CHANGES));
        fixture.begin();
        assertThat(fixture.bind("more@x", 0, 1000)).isEqualTo(ApplyOutcome.APPLIED);
        fixture.commit();
    }

    @Test
    void aBatchOfLargeValuesEndsBeforeTheLogEntryIsTooLarge() {
        final UnsafeBuffer big = new UnsafeBuffer(new byte[Limits.VALUE]);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[4]);
        final RecordChange change = new RecordChange();
        fixture.begin();
        ApplyOutcome outcome;
        int applied = -1;
        do {
            key.putInt(0, ++applied);
            outcome =
                    fixture.writer.apply(
                            change.reset(RecordTable.SECRET)
                                    .key(key, 0, 4)
                                    .value(big, 0, Limits.VALUE));
        } while (outcome == ApplyOutcome.APPLIED);
        assertThat(outcome).isEqualTo(ApplyOutcome.BATCH_FULL);
        assertThat(applied).isEqualTo(Limits.LOG_ENTRY / Limits.VALUE - 1);
        fixture.commit();
    }

    @Test
    void rangesOfNumbersMayNotOverlap() {
        fixture.begin();
        assertThat(range("+4930200", "+4930299")).isEqualTo(ApplyOutcome.APPLIED);
        assertThat(range("+4930300", "+4930300")).isEqualTo(ApplyOutcome.APPLIED);
        assertThat(range("+4930299", "+4930310")).isEqualTo(ApplyOutcome.OVERLAP);
        assertThat(range("+4930100", "+4930200")).isEqualTo(ApplyOutcome.OVERLAP);
        assertThat(range("+4930220", "+4930230")).isEqualTo(ApplyOutcome.OVERLAP);
        assertThat(range("+4930000", "+4930900")).isEqualTo(ApplyOutcome.OVERLAP);
        assertThat(range("+493020", "+493029")).isEqualTo(ApplyOutcome.APPLIED);
        assertThat(range("4930200", "4930299")).isEqualTo(ApplyOutcome.APPLIED);
        assertThat(range("+4930100", "+4930199")).isEqualTo(ApplyOutcome.APPLIED);
        assertThat(fixture.route(key("+4930200", "+4930299"), "sip:other@x"))
                .as("the same range, another target")
                .isEqualTo(ApplyOutcome.APPLIED);
        fixture.commit();
    }

    private ApplyOutcome range(final String first, final String last) {
        return fixture.route(key(first, last), "sip:x@y");
    }

    private static byte[] key(final String first, final String last) {
        return Objects.requireNonNull(NumberKey.range(first, last));
    }

    @Test
    void theSameBatchesGiveTheSameDigest(@TempDir final Path other) throws StoreOpenFailure {
        try (StoreFixture twin = new StoreFixture(other)) {
            for (final StoreFixture each : new StoreFixture[] {fixture, twin}) {
                final SplittableRandom random = new SplittableRandom(7);
                for (int batch = 0; batch < 200; batch++) {
                    each.begin();
                    for (int i = random.nextInt(8); i >= 0; i--) {
                        final String aor = "u" + random.nextInt(50) + "@x";
                        final long expiry = random.nextLong(100_000);
                        each.bind(
                                aor,
                                RecordChange.ANY_LEVEL,
                                random.nextInt(4) == 0 ? new long[0] : new long[] {expiry});
                    }
                    each.writer.expireDue(batch * 300L, 10);
                    each.commit();
                }
            }
            assertThat(twin.store.state()).isEqualTo(fixture.store.state());
            assertThat(twin.verify()).isInstanceOf(VerifyOutcome.Intact.class);
        }
    }

    @Test
    void anotherValueOrLevelGivesAnotherDigest(@TempDir final Path other) throws StoreOpenFailure {
        try (StoreFixture twin = new StoreFixture(other)) {
            fixture.bindAlone("a@x", 1000);
            twin.bindAlone("a@x", 1001);
            assertThat(twin.store.state().digest()).isNotEqualTo(fixture.store.state().digest());
        }
    }
}
