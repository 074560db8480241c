// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.Limits;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordPosition;
import io.strowger.location.RecordTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row C3: a replica that joins a round anywhere and leaves after it is the same as its original. */
final class ReplicaReloadTest {
    private static final UnsafeBuffer VALUE = StoreFixture.bytes("value");

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

    @Test
    void anEmptyReplicaIsLoaded() {
        new RandomChanges(source, 1, 300).batches(300);
        replica.reloadWhole(source);
        replica.assertInStepWith(source);
    }

    @Test
    void whatTheSourceHasNoMoreVanishesAndWhatDiffersIsOverwritten() throws StoreOpenFailure {
        new RandomChanges(source, 1, 60).batches(200);
        replica.reloadWhole(source);
        try (StoreFixture other = new StoreFixture(directory.resolve("other"))) {
            new RandomChanges(other, 2, 60).batches(150);
            replica.reloadWhole(other);
            replica.assertInStepWith(other);
        }
    }

    @Test
    void anEmptySourceLeavesAnEmptyReplica() throws StoreOpenFailure {
        new RandomChanges(source, 1, 60).batches(200);
        replica.reloadWhole(source);
        try (StoreFixture other = new StoreFixture(directory.resolve("other"))) {
            replica.reloadWhole(other);
            replica.assertInStepWith(other);
        }
    }

    @Test
    void manyThousandsVanishInSeveralTransactions() {
        replica.writer.beginReload(1L << 30);
        final CopiedRecords many = new CopiedRecords(50_001);
        for (int i = 0; i < 50_000; i++) {
            many.add(5, 1, StoreFixture.bytes(String.format("k%06d", i)), VALUE);
        }
        assertThat(replace(RecordPosition.START, RecordPosition.END, many))
                .isEqualTo(ReplicaStep.DONE);
        assertThat(replace(at("k000010"), at("k049000"), records("k045000")))
                .isEqualTo(ReplicaStep.DONE);
        assertThat(replica.store.count(RecordTable.SECRET)).isEqualTo(11 + 1 + 999);
        assertThat(replica.writer.endRound(1)).isEqualTo(ReplicaStep.DONE);
        assertThat(replica.writer.endReload()).isEqualTo(ReplicaStep.DONE);
        assertThat(replica.verify()).isEqualTo(new VerifyOutcome.Intact(1011));
    }

    private ReplicaStep replace(
            final RecordPosition after, final RecordPosition to, final CopiedRecords records) {
        return replica.writer.replaceRange(after, to, records);
    }

    private static RecordPosition at(final String key) {
        return RecordPosition.of(RecordTable.SECRET.code(), StoreFixture.bytes(key));
    }

    private static CopiedRecords records(final String... keys) {
        final CopiedRecords records = new CopiedRecords(keys.length + 1);
        for (final String key : keys) {
            records.add(RecordTable.SECRET.code(), 1, StoreFixture.bytes(key), VALUE);
        }
        return records;
    }

    @Test
    void rangesInAnyOrderAndOverlappingWithUpdatesGoingOnEndInStep() throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            final Path own = directory.resolve("seed" + seed);
            try (StoreFixture original = new StoreFixture(own.resolve("source"));
                    ReplicaFixture copy = new ReplicaFixture(own.resolve("replica"))) {
                final SplittableRandom random = new SplittableRandom(seed);
                final RandomChanges changes = new RandomChanges(original, seed, 30);
                changes.batches(40);
                if (seed % 3 == 0) {
                    copy.reloadWhole(original);
                    changes.batches(40);
                }
                loadWhileChanging(original, copy, changes, random);
                changes.batches(5);
                copy.follow(original, 2);
                copy.assertInStepWith(original);
            }
        }
    }

    /** A round that begins anywhere, goes around, and ends a little after where it began. */
    private static void loadWhileChanging(
            final StoreFixture original,
            final ReplicaFixture copy,
            final RandomChanges changes,
            final SplittableRandom random) {
        copy.writer.beginReload(original.store.state().birthDate());
        long lowest = Long.MAX_VALUE;
        try (LoadReader reader = original.store.loadReader()) {
            final CopiedRecords before = new CopiedRecords(1 + random.nextInt(30));
            reader.read(RecordPosition.START, before);
            final RecordPosition joined = before.isFull() ? before.last() : RecordPosition.START;
            RecordPosition at = joined;
            boolean isWrapped = false;
            while (!isWrapped || at.compareTo(joined) < 0) {
                at = copy.reload(reader, at, 1 + random.nextInt(10));
                lowest = Math.min(lowest, copy.lastReadLevel());
                changes.batches(random.nextInt(4));
                if (at.equals(RecordPosition.END)) {
                    isWrapped = true;
                    at = RecordPosition.START;
                }
            }
        }
        assertThat(copy.writer.endRound(lowest)).isEqualTo(ReplicaStep.DONE);
        assertThat(copy.store.state().coherent()).isFalse();
        copy.follow(original, 1 + random.nextInt(3));
        assertThat(copy.store.state().coherent()).isFalse();
        assertThat(copy.writer.endReload()).isEqualTo(ReplicaStep.DONE);
        copy.assertInStepWith(original);
    }

    @Test
    void aReplicaWhoseBytesWereFlippedIsFoundAndHealedByTheNextRound() throws Exception {
        new RandomChanges(source, 1, 100).batches(100);
        replica.reloadWhole(source);
        replica.close();
        final Path file = directory.resolve("replica/data.mdb");
        final byte[] bytes = Files.readAllBytes(file);
        final String content = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int i = content.indexOf("@192.0.2.1");
                i >= 0;
                i = content.indexOf("@192.0.2.1", i + 1)) {
            bytes[i + 1] ^= 1;
        }
        Files.write(file, bytes);
        replica = new ReplicaFixture(directory.resolve("replica"));
        assertThat(replica.verify()).isInstanceOf(VerifyOutcome.Damaged.class);
        replica.reloadWhole(source);
        replica.assertInStepWith(source);
    }

    @Test
    void whatIsOutsideItsRangeOrOutOfOrderOrImpossibleIsRefused() {
        replica.writer.beginReload(1L << 30);
        final RecordPosition start = RecordPosition.START;
        final RecordPosition end = RecordPosition.END;
        assertThat(replace(start, end, records("a", "b", "c"))).isEqualTo(ReplicaStep.DONE);
        assertThat(replace(start, end, records("b", "a"))).isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replace(start, end, records("b", "b"))).isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replace(at("b"), end, records("b"))).isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replace(start, at("b"), records("ba"))).isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replace(end, start, records())).isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replace(start, end, records("a").add(1, 1, VALUE, VALUE)))
                .isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replace(start, end, records().add(9, 1, VALUE, VALUE)))
                .as("a table of a later version")
                .isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replace(start, end, records().add(5, 1, bytes(Limits.KEY + 1), VALUE)))
                .isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replace(start, end, records().add(5, 1, bytes(0), VALUE)))
                .isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replace(start, end, records().add(5, 1, VALUE, bytes(Limits.VALUE + 1))))
                .isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replace(start, end, records().add(5, 1, VALUE, bytes(0))))
                .isEqualTo(ReplicaStep.DAMAGED);
        assertThat(replica.store.count(RecordTable.SECRET)).isEqualTo(3);
        assertThat(replace(at("b"), at("b"), records())).isEqualTo(ReplicaStep.DONE);
        assertThat(replace(at("a"), at("b"), records())).isEqualTo(ReplicaStep.DONE);
        assertThat(replica.store.count(RecordTable.SECRET)).isEqualTo(2);
    }

    private static UnsafeBuffer bytes(final int length) {
        return new UnsafeBuffer(new byte[length]);
    }

    @Test
    void aReloadThatWasInterruptedIsBegunAnew() throws StoreOpenFailure {
        new RandomChanges(source, 1, 100).batches(50);
        replica.writer.beginReload(source.store.state().birthDate());
        try (LoadReader reader = source.store.loadReader()) {
            replica.reload(reader, RecordPosition.START, 10);
        }
        replica.close();
        replica = new ReplicaFixture(directory.resolve("replica"));
        assertThat(replica.store.state().coherent()).isFalse();
        assertThat(replica.store.state().recordCount()).isEqualTo(10);
        replica.reloadWhole(source);
        replica.assertInStepWith(source);
    }

    @Test
    void anInterruptedReloadKeepsWhatItHasAndItsCount() throws StoreOpenFailure {
        replica.writer.beginReload(1L << 30);
        final RecordPosition start = RecordPosition.START;
        assertThat(replace(start, RecordPosition.END, records("a", "b", "c", "d")))
                .isEqualTo(ReplicaStep.DONE);
        assertThat(replace(at("a"), at("c"), records())).isEqualTo(ReplicaStep.DONE);
        replica.close();
        replica = new ReplicaFixture(directory.resolve("replica"));
        assertThat(replica.store.state().exists()).as("not set aside").isTrue();
        assertThat(replica.store.state().recordCount()).isEqualTo(2);
    }

    @Test
    void aReloadThatFindsNoRoomIsLostAndCanBeBegunAgain() throws StoreOpenFailure {
        final StoreConfig small =
                new StoreConfig(1L << 20, 4, 1 << 16, java.time.Duration.ofDays(1), false);
        try (ReplicaFixture full = new ReplicaFixture(directory.resolve("small"), small)) {
            full.writer.beginReload(1L << 30);
            final CopiedRecords many = new CopiedRecords(101);
            for (int i = 0; i < 100; i++) {
                many.add(5, 1, StoreFixture.bytes(String.format("k%06d", i)), bytes(Limits.VALUE));
            }
            assertThat(full.writer.replaceRange(RecordPosition.START, RecordPosition.END, many))
                    .isEqualTo(ReplicaStep.STORE_FULL);
            assertThat(full.store.state().coherent()).isFalse();
            source.bindAlone("a@x", 1000);
            full.reloadWhole(source);
            full.assertInStepWith(source);
        }
    }

    @Test
    void aDamagedReplicaIsSetAsideWhenTheOperatingSystemStopped() throws Exception {
        new RandomChanges(source, 1, 100).batches(50);
        replica.reloadWhole(source);
        replica.close();
        final Path file = directory.resolve("replica/data.mdb");
        final byte[] bytes = Files.readAllBytes(file);
        final int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("reg1@bench");
        bytes[at] ^= 1;
        Files.write(file, bytes);
        Files.writeString(directory.resolve("replica/session"), "another boot");
        replica = new ReplicaFixture(directory.resolve("replica"));
        assertThat(replica.store.state().exists()).isFalse();
        assertThat(directory.resolve("replica/damaged.mdb")).exists();
        replica.reloadWhole(source);
        replica.assertInStepWith(source);
    }

    @Test
    void somethingElseThanADatabaseIsSetAsideToo() throws Exception {
        replica.close();
        Files.write(directory.resolve("replica/data.mdb"), new byte[100_000]);
        replica = new ReplicaFixture(directory.resolve("replica"));
        replica.reloadWhole(source);
    }

    @Test
    void recordsThatAreEqualAreNotWrittenAgain() throws Exception {
        source.begin();
        for (int i = 0; i < 3000; i++) {
            source.secret("k" + i, RecordChange.ANY_LEVEL, "x".repeat(200));
        }
        source.commit();
        replica.reloadWhole(source);
        final long before = Files.size(directory.resolve("replica/data.mdb"));
        for (int i = 0; i < 20; i++) {
            replica.reloadWhole(source);
        }
        assertThat(Files.size(directory.resolve("replica/data.mdb")))
                .isLessThan(before + (1 << 17));
    }
}
