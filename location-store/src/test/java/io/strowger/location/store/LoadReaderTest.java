// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.RecordChange;
import io.strowger.location.RecordPosition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those who load a replica are served. */
final class LoadReaderTest {
    @TempDir Path directory;

    @Test
    void allRecordsComeInOrderWhateverTheSizeOfASlice() throws StoreOpenFailure {
        try (StoreFixture fixture = new StoreFixture(directory)) {
            new RandomChanges(fixture, 5, 50).batches(60);
            final List<String> whole = walk(fixture, 10_000);
            assertThat(whole).hasSize((int) fixture.store.state().recordCount());
            for (int size = 1; size < 40; size += 3) {
                assertThat(walk(fixture, size)).isEqualTo(whole);
            }
        }
    }

    private static List<String> walk(final StoreFixture fixture, final int size) {
        final List<String> seen = new ArrayList<>();
        RecordPosition at = RecordPosition.START;
        try (LoadReader reader = fixture.store.loadReader()) {
            while (!at.equals(RecordPosition.END)) {
                final CopiedRecords slice = new CopiedRecords(size);
                assertThat(reader.read(at, slice)).isEqualTo(fixture.store.state().level());
                seen.addAll(slice.texts());
                at = slice.isFull() ? slice.last() : RecordPosition.END;
            }
        }
        return seen;
    }

    @Test
    void aWalkSurvivesChangesAndDeletionsUnderIt() throws StoreOpenFailure {
        try (StoreFixture fixture = new StoreFixture(directory);
                LoadReader reader = fixture.store.loadReader()) {
            fixture.begin();
            for (final String key : List.of("a", "b", "d")) {
                fixture.secret(key, RecordChange.ANY_LEVEL, "1");
            }
            fixture.commit();
            final CopiedRecords first = new CopiedRecords(2);
            assertThat(reader.read(RecordPosition.START, first)).isEqualTo(1);
            fixture.begin();
            fixture.secret("b", RecordChange.ANY_LEVEL, "");
            fixture.secret("c", RecordChange.ANY_LEVEL, "1");
            fixture.commit();
            final CopiedRecords second = new CopiedRecords(9);
            assertThat(reader.read(first.last(), second)).isEqualTo(2);
            assertThat(second.texts()).containsExactly("5c21", "5d11");
            assertThat(reader.read(RecordPosition.END, second)).isEqualTo(2);
            assertThat(second.texts()).hasSize(2);
        }
    }

    @Test
    void nobodyIsLoadedFromADamagedRecordOrLogEntry() throws Exception {
        try (StoreFixture fixture = new StoreFixture(directory)) {
            fixture.bindAlone("a@x", 1000);
            fixture.bindAlone("b@x", 1000);
        }
        final Path file = directory.resolve("data.mdb");
        final byte[] bytes = Files.readAllBytes(file);
        final String content = new String(bytes, StandardCharsets.ISO_8859_1);
        for (int i = content.indexOf("sip:a-x@"); i >= 0; i = content.indexOf("sip:a-x@", i + 1)) {
            bytes[i] ^= 1;
        }
        Files.write(file, bytes);
        try (StoreFixture damaged = new StoreFixture(directory);
                LoadReader reader = damaged.store.loadReader()) {
            assertThat(reader.read(RecordPosition.START, _ -> true))
                    .isEqualTo(LoadReader.NOT_SERVED);
            assertThat(reader.entry(1)).isNull();
            assertThat(reader.entry(2)).isNotNull();
            assertThat(reader.entry(3)).isNull();
            assertThat(reader.oldestLoggedLevel()).isEqualTo(1);
        }
    }

    @Test
    void nobodyIsLoadedFromAReplicaThatIsBeingLoaded() throws StoreOpenFailure {
        try (ReplicaFixture replica = new ReplicaFixture(directory);
                LoadReader reader = replica.store.loadReader()) {
            assertThat(reader.read(RecordPosition.START, _ -> true))
                    .isEqualTo(LoadReader.NOT_SERVED);
            replica.writer.beginReload(1L << 30);
            assertThat(reader.read(RecordPosition.START, _ -> true))
                    .isEqualTo(LoadReader.NOT_SERVED);
            replica.writer.endRound(7);
            replica.writer.endReload();
            assertThat(reader.read(RecordPosition.START, _ -> true)).isEqualTo(7);
            assertThat(reader.oldestLoggedLevel()).isZero();
        }
    }
}
