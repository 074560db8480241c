// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.location.DatabaseState;
import io.strowger.location.LocationReader;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store promises to its readers: design page, location database. */
final class LocationStoreTest {
    private static final UnsafeBuffer ALICE = StoreFixture.bytes("alice@example.org");

    @TempDir Path directory;
    private StoreFixture fixture;
    private final BindingSetView view = new BindingSetView();
    private final BindingView binding = new BindingView();

    @BeforeEach
    void open() throws StoreOpenFailure {
        fixture = new StoreFixture(directory);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private boolean lookUp(final LocationReader reader, final UnsafeBuffer aor) {
        return reader.bindings(aor, 0, aor.capacity(), view);
    }

    @Test
    void whatWasCommittedIsFoundWithItsLevel() {
        fixture.bindAlone("bob@example.org", 5000);
        fixture.bindAlone("alice@example.org", 60_000, 30_000);
        try (LocationReader reader = fixture.store.reader()) {
            assertThat(lookUp(reader, ALICE)).isTrue();
            assertThat(view.count()).isEqualTo(2);
            assertThat(view.level()).isEqualTo(2);
            assertThat(view.earliestExpiryMillis()).isEqualTo(30_000);
            view.binding(1, binding);
            assertThat(binding.contact()).isEqualTo("sip:alice-example.org@192.0.2.1:1");
            assertThat(lookUp(reader, StoreFixture.bytes("carol@example.org"))).isFalse();
            assertThat(reader.lastLookupDamaged()).isFalse();
        }
    }

    @Test
    void aReaderKeepsItsStateUntilReleaseAndThenSeesTheNewest() {
        fixture.bindAlone("alice@example.org", 1000);
        try (LocationReader reader = fixture.store.reader()) {
            assertThat(lookUp(reader, ALICE)).isTrue();
            fixture.bindAlone("alice@example.org", 1000, 2000);
            assertThat(view.count()).isEqualTo(1);
            assertThat(lookUp(reader, ALICE)).isTrue();
            assertThat(view.level()).isEqualTo(1);
            assertThat(reader.state().level()).isEqualTo(1);
            reader.release();
            assertThat(lookUp(reader, ALICE)).isTrue();
            assertThat(view.level()).isEqualTo(2);
            assertThat(reader.state()).isEqualTo(fixture.store.state());
        }
    }

    @Test
    void aBatchThatIsNotCommittedIsNotSeen() {
        try (LocationReader reader = fixture.store.reader()) {
            fixture.begin();
            fixture.bind("alice@example.org", RecordChange.ANY_LEVEL, 1000);
            assertThat(lookUp(reader, ALICE)).isFalse();
            fixture.writer.abortBatch();
            reader.release();
            assertThat(lookUp(reader, ALICE)).isFalse();
            assertThat(fixture.store.state().level()).isZero();
            assertThat(fixture.verify()).isInstanceOf(VerifyOutcome.Intact.class);
        }
    }

    @Test
    void everythingIsThereAfterARestart() throws StoreOpenFailure {
        fixture.bindAlone("alice@example.org", 1000);
        final DatabaseState before = fixture.store.state();
        fixture.close();
        try (StoreFixture again = new StoreFixture(directory);
                LocationReader reader = again.store.reader()) {
            assertThat(again.store.state()).isEqualTo(before);
            assertThat(again.store.appliedLogPosition()).isZero();
            assertThat(again.store.appliedTerm()).isEqualTo(1);
            assertThat(lookUp(reader, ALICE)).isTrue();
        }
    }

    @Test
    void secretsAreFoundByName() {
        final UnsafeBuffer secret = new UnsafeBuffer(0, 0);
        fixture.begin();
        fixture.secret("nonce", RecordChange.MUST_NOT_EXIST, "0123456789abcdef");
        fixture.commit();
        try (LocationReader reader = fixture.store.reader()) {
            assertThat(reader.secret("nonce", secret)).isTrue();
            assertThat(StoreFixture.text(secret)).isEqualTo("0123456789abcdef");
            assertThat(reader.secret("branch", secret)).isFalse();
        }
    }

    @Test
    void listShowsRecordsInKeyOrderInSlices() {
        for (int i = 9; i >= 0; i--) {
            fixture.bindAlone("u" + i + "@example.org", 1000);
        }
        final List<String> seen = new ArrayList<>();
        byte[] after = new byte[0];
        int shown;
        do {
            shown =
                    fixture.store.list(
                            RecordTable.BINDING,
                            after,
                            3,
                            (key, _, _) -> seen.add(StoreFixture.text(key)));
            after = StoreFixture.bytes(seen.getLast()).byteArray();
        } while (shown == 3);
        assertThat(seen).hasSize(10).isSorted().doesNotHaveDuplicates();
        assertThat(fixture.store.count(RecordTable.BINDING)).isEqualTo(10);
        assertThat(fixture.store.list(RecordTable.BINDING, new byte[0], 5, (_, _, _) -> false))
                .isEqualTo(1);
    }

    @Test
    void keysOfImpossibleLengthAreNotFound() {
        try (LocationReader reader = fixture.store.reader()) {
            assertThat(lookUp(reader, new UnsafeBuffer(new byte[0]))).isFalse();
            assertThat(lookUp(reader, new UnsafeBuffer(new byte[257]))).isFalse();
        }
    }

    @Test
    void aSecondOpenOfTheSameDirectoryIsRefused() {
        assertThatThrownBy(() -> new StoreFixture(directory))
                .isInstanceOf(StoreOpenFailure.class)
                .hasMessageContaining("open already")
                .hasMessageContaining(directory.toString());
    }

    @Test
    void aStoreWithoutDatabaseHasNoStateAndTakesNoBatch(@TempDir final Path other)
            throws StoreOpenFailure {
        fixture.close();
        try (LocationStore empty =
                LocationStore.open(other, StoreFixture.CONFIG, fixture.counters)) {
            assertThat(empty.state()).isEqualTo(DatabaseState.NONE);
            assertThatThrownBy(() -> empty.writer().beginBatch(1, 1, 1))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aClosedReaderSaysSo() {
        final LocationReader reader = fixture.store.reader();
        reader.close();
        assertThatThrownBy(() -> lookUp(reader, ALICE)).isInstanceOf(IllegalStateException.class);
    }
}
