// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.Limits;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.nio.file.Path;
import java.time.Duration;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full store loses the batch, not the database. */
final class StoreFullTest {
    private static final StoreConfig SMALL =
            new StoreConfig(4L << 20, 4, 1 << 16, Duration.ofDays(1), false);

    @TempDir Path directory;
    private final RecordChange change = new RecordChange();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[4]);
    private final UnsafeBuffer big = new UnsafeBuffer(new byte[Limits.VALUE]);

    private ApplyOutcome putBig(final StoreFixture fixture, final int number, final int length) {
        key.putInt(0, number);
        return fixture.writer.apply(
                change.reset(RecordTable.SECRET).key(key, 0, 4).value(big, 0, length));
    }

    @Test
    void aBatchThatDoesNotFitIsLostAndTheNextOneWorks() throws StoreOpenFailure {
        try (StoreFixture fixture = new StoreFixture(directory, SMALL)) {
            fixture.bindAlone("a@x", 1000);
            fixture.begin();
            ApplyOutcome outcome = ApplyOutcome.APPLIED;
            int number = 0;
            while (outcome == ApplyOutcome.APPLIED) {
                outcome = putBig(fixture, number++, Limits.VALUE);
            }
            assertThat(outcome).isEqualTo(ApplyOutcome.STORE_FULL);
            assertThat(putBig(fixture, number, 1)).isEqualTo(ApplyOutcome.STORE_FULL);
            assertThat(fixture.writer.expireDue(100_000, 10)).isZero();
            assertThat(fixture.commit()).isInstanceOf(CommitOutcome.StoreFull.class);
            assertThat(fixture.store.state().level()).isEqualTo(1);
            assertThat(fixture.counter("strowger_location_store_full_total")).isEqualTo(1);
            assertThat(fixture.bindAlone("b@x", 1000)).isEqualTo(new CommitOutcome.Committed(2, 1));
            assertThat(fixture.verify()).isEqualTo(new VerifyOutcome.Intact(2));
        }
    }

    @Test
    void aStoreThatFilledUpOverTimeStaysReadableAndTakesDeletions() throws StoreOpenFailure {
        try (StoreFixture fixture = new StoreFixture(directory, SMALL)) {
            int stored = 0;
            CommitOutcome outcome;
            do {
                fixture.begin();
                putBig(fixture, stored, 3000);
                outcome = fixture.commit();
                stored++;
            } while (outcome instanceof CommitOutcome.Committed);
            assertThat(fixture.store.count(RecordTable.SECRET)).isEqualTo(stored - 1);
            assertThat(fixture.verify()).isInstanceOf(VerifyOutcome.Intact.class);
            fixture.begin();
            assertThat(putBig(fixture, 0, 0)).isEqualTo(ApplyOutcome.APPLIED);
            assertThat(fixture.commit()).isInstanceOf(CommitOutcome.Committed.class);
            fixture.begin();
            putBig(fixture, stored, 3000);
            assertThat(fixture.commit()).isInstanceOf(CommitOutcome.Committed.class);
            assertThat(fixture.verify()).isInstanceOf(VerifyOutcome.Intact.class);
        }
    }
}
