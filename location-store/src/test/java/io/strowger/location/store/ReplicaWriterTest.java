// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.location.ProvisioningLogEntryEncoder;
import io.strowger.location.ProvisioningLogEntryView;
import io.strowger.location.RecordTable;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row C1: a replica takes each update by the steps of Fig. 4, and nothing that is not its next update. */
final class ReplicaWriterTest {
    @TempDir Path directory;
    private StoreFixture source;
    private ReplicaFixture replica;

    @BeforeEach
    void open() throws StoreOpenFailure {
        source = new StoreFixture(directory.resolve("source"));
        replica = new ReplicaFixture(directory.resolve("replica"));
    }

    @AfterEach
    void close() {
        replica.close();
        source.close();
    }

    private UnsafeBuffer entry(
            final long birthDate, final long term, final long level, final String name) {
        final ProvisioningLogEntryEncoder encoder = new ProvisioningLogEntryEncoder();
        encoder.begin(birthDate, term, level, 1_000);
        encoder.add(RecordTable.SECRET, StoreFixture.bytes(name), StoreFixture.bytes("value"));
        final int length = encoder.finish();
        final byte[] copy = new byte[length];
        encoder.buffer().getBytes(0, copy);
        return new UnsafeBuffer(copy);
    }

    @Test
    void aReplicaThatAppliesEachEntryHasTheDigestOfItsOriginal() {
        replica.reloadWhole(source);
        final RandomChanges changes = new RandomChanges(source, 1, 40);
        for (int i = 0; i < 50; i++) {
            changes.batches(3);
            replica.follow(source, 1 + i % 4);
            replica.assertInStepWith(source);
        }
    }

    @Test
    void itsOwnLogHoldsTheEntriesAsTheyCame() {
        replica.reloadWhole(source);
        new RandomChanges(source, 2, 40).batches(20);
        replica.follow(source, 7);
        final ProvisioningLogEntryView view = new ProvisioningLogEntryView();
        for (long level = 1; level <= source.store.state().level(); level++) {
            assertThat(replica.store.readLog(level, view)).isEqualTo(LogReadOutcome.FOUND);
        }
        assertThat(replica.store.oldestLoggedLevel()).isEqualTo(1);
    }

    @Test
    void onlyTheEntryThatFollowsMayBeCopied() {
        assertThatThrownBy(
                        () -> replica.writer.copyToLog(entry(StoreFixture.BIRTH_DATE, 1, 2, "a")))
                .hasMessageContaining("does not follow");
        replica.reloadWhole(source);
        assertThatThrownBy(
                        () ->
                                replica.writer.copyToLog(
                                        entry(StoreFixture.BIRTH_DATE + 1, 1, 1, "a")))
                .hasMessageContaining("does not follow");
        replica.apply(entry(StoreFixture.BIRTH_DATE, 5, 1, "a"), 1);
        assertThatThrownBy(
                        () -> replica.writer.copyToLog(entry(StoreFixture.BIRTH_DATE, 5, 1, "a")))
                .hasMessageContaining("does not follow");
        replica.apply(entry(StoreFixture.BIRTH_DATE, 5, 2, "b"), 2);
        assertThat(replica.writer.verifyLog(3)).isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replica.writer.transfer(3)).isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replica.store.state().level()).isZero();
        assertThat(replica.writer.commit()).isEqualTo(ReplicaStep.DONE);
        assertThat(replica.store.state().level()).isEqualTo(2);
        assertThat(replica.writer.term()).isEqualTo(5);
        assertThat(replica.verify()).isEqualTo(new VerifyOutcome.Intact(2));
    }

    @Test
    void aReloadOfTheSameDatabaseKeepsTheTermAndOneOfAnotherForgetsIt() {
        replica.reloadWhole(source);
        replica.apply(entry(StoreFixture.BIRTH_DATE, 5, 1, "a"), 1);
        assertThat(replica.writer.commit()).isEqualTo(ReplicaStep.DONE);
        replica.writer.beginReload(StoreFixture.BIRTH_DATE);
        assertThat(replica.writer.term()).isEqualTo(5);
        replica.writer.beginReload(StoreFixture.BIRTH_DATE + 1);
        assertThat(replica.writer.term()).isZero();
    }

    @Test
    void aDamagedEntryIsRefusedWhicheverByteItIs() {
        replica.reloadWhole(source);
        final UnsafeBuffer entry = entry(StoreFixture.BIRTH_DATE, 1, 1, "a");
        for (int i = 0; i < entry.capacity(); i++) {
            entry.putByte(i, (byte) (entry.getByte(i) ^ 1));
            assertThat(replica.writer.copyToLog(entry))
                    .as("byte %d", i)
                    .isEqualTo(ReplicaStep.DAMAGED);
            entry.putByte(i, (byte) (entry.getByte(i) ^ 1));
        }
        for (int length = 0; length < entry.capacity(); length++) {
            assertThat(replica.writer.copyToLog(new UnsafeBuffer(entry, 0, length)))
                    .isEqualTo(ReplicaStep.DAMAGED);
        }
        replica.apply(entry, 1);
    }

    @Test
    void anEntryWithATableOfALaterVersionIsRefusedNotHalfApplied() {
        replica.reloadWhole(source);
        final ProvisioningLogEntryEncoder encoder = new ProvisioningLogEntryEncoder();
        encoder.begin(StoreFixture.BIRTH_DATE, 1, 1, 0);
        encoder.add(RecordTable.SECRET, StoreFixture.bytes("known"), StoreFixture.bytes("1"));
        encoder.add(RecordTable.SECRET, StoreFixture.bytes("later"), StoreFixture.bytes("1"));
        final int at = StoreFixture.text(encoder.buffer()).indexOf("later") - 3;
        assertThat(encoder.buffer().getByte(at)).isEqualTo(RecordTable.SECRET.code());
        encoder.buffer().putByte(at, (byte) 9);
        final UnsafeBuffer later = new UnsafeBuffer(encoder.buffer(), 0, encoder.finish());
        assertThat(replica.writer.copyToLog(later)).isEqualTo(ReplicaStep.DAMAGED);
        replica.assertInStepWith(source);
    }

    @Test
    void whatWasNotCommittedIsForgotten() {
        replica.reloadWhole(source);
        replica.apply(entry(StoreFixture.BIRTH_DATE, 1, 1, "a"), 1);
        replica.writer.abandon();
        assertThat(replica.writer.commit()).isEqualTo(ReplicaStep.DONE);
        replica.assertInStepWith(source);
        replica.apply(entry(StoreFixture.BIRTH_DATE, 1, 1, "a"), 1);
    }

    @Test
    void aReplicaThatFilledUpStaysAtItsLevelAndGoesOnWhenThereIsRoom() throws StoreOpenFailure {
        final StoreConfig small =
                new StoreConfig(1L << 20, 4, 1 << 16, java.time.Duration.ofDays(1), false);
        try (ReplicaFixture full = new ReplicaFixture(directory.resolve("small"), small)) {
            full.reloadWhole(source);
            final ProvisioningLogEntryEncoder encoder = new ProvisioningLogEntryEncoder();
            encoder.begin(StoreFixture.BIRTH_DATE, 1, 1, 0);
            for (int i = 0; i < 100; i++) {
                encoder.add(
                        RecordTable.SECRET,
                        StoreFixture.bytes("k" + i),
                        new UnsafeBuffer(new byte[16_000]));
            }
            final UnsafeBuffer big = new UnsafeBuffer(encoder.buffer(), 0, encoder.finish());
            assertThat(full.writer.copyToLog(big)).isEqualTo(ReplicaStep.STORE_FULL);
            assertThat(full.writer.state().level()).isZero();
            full.apply(entry(StoreFixture.BIRTH_DATE, 1, 1, "a"), 1);
            assertThat(full.writer.commit()).isEqualTo(ReplicaStep.DONE);
            assertThat(full.store.state().level()).isEqualTo(1);
        }
    }

    @Test
    void aReplicaAndALocationServerDoNotOpenEachOthersFiles() {
        replica.reloadWhole(source);
        replica.close();
        source.close();
        assertThatThrownBy(() -> new StoreFixture(directory.resolve("replica")))
                .isInstanceOf(StoreOpenFailure.class)
                .hasMessageContaining("is a replica");
        assertThatThrownBy(() -> new ReplicaFixture(directory.resolve("source")))
                .isInstanceOf(StoreOpenFailure.class)
                .hasMessageContaining("location server's own");
    }
}
