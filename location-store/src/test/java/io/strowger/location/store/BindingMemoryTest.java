// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.BindingSetView;
import io.strowger.location.LocationReader;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bindings kept in memory are those in the database, at each commit. */
final class BindingMemoryTest {
    private static final StoreConfig CONFIG = StoreFixture.CONFIG.withBindingMemory(64L << 20);
    private static final String BYTES = "strowger_location_memory_bytes";
    private static final String DAMAGED = "strowger_location_damaged_records_total";

    @TempDir Path directory;
    private final BindingSetView view = new BindingSetView();

    private boolean isBound(final LocationReader reader, final String aor) {
        final UnsafeBuffer key = StoreFixture.bytes(aor);
        return reader.bindings(key, 0, key.capacity(), view);
    }

    /** Each name is looked up in memory and in the database. */
    private void assertSame(final LocationStore store, final int names) {
        try (LocationReader reader = store.reader()) {
            for (int name = 0; name < names; name++) {
                final String aor = "u" + name + "@x";
                final byte[] key = aor.getBytes(StandardCharsets.ISO_8859_1);
                final long[] level = {0};
                store.get(
                        RecordTable.BINDING,
                        key,
                        (_, storedAt, _) -> {
                            level[0] = storedAt;
                            return true;
                        });
                assertThat(isBound(reader, aor)).as(aor).isEqualTo(level[0] > 0);
                if (level[0] > 0) {
                    assertThat(view.level()).as(aor).isEqualTo(level[0]);
                    assertThat(view.isWellFormed()).isTrue();
                }
                reader.release();
            }
        }
    }

    @Test
    void afterEachCommitTheyAreThoseOfTheDatabase() throws StoreOpenFailure {
        try (StoreFixture fixture = new StoreFixture(directory, CONFIG)) {
            final RandomChanges changes = new RandomChanges(fixture, 7, 60);
            for (int batch = 0; batch < 400; batch++) {
                changes.batches(1);
                assertSame(fixture.store, 60);
            }
            assertThat(fixture.counter(BYTES)).isPositive();
        }
        try (StoreFixture again = new StoreFixture(directory, CONFIG)) {
            assertSame(again.store, 60);
        }
    }

    @Test
    void aReplicaThatIsReloadedAndFollowsHasThemToo() throws StoreOpenFailure {
        try (StoreFixture source = new StoreFixture(directory.resolve("source"));
                ReplicaFixture replica = new ReplicaFixture(directory.resolve("replica"), CONFIG)) {
            final RandomChanges changes = new RandomChanges(source, 3, 200);
            changes.batches(200);
            replica.reloadWhole(source);
            assertSame(replica.store, 200);
            changes.batches(100);
            replica.follow(source, 3);
            assertSame(replica.store, 200);
            changes.batches(100);
            replica.reloadWhole(source);
            assertSame(replica.store, 200);
        }
    }

    @Test
    void aLookupDoesNotTouchTheFile() throws Exception {
        try (StoreFixture fixture = new StoreFixture(directory, CONFIG);
                LocationReader reader = fixture.store.reader()) {
            fixture.bindAlone("alice@example.org", 1000);
            overwrite("sip:alice-example.org");
            assertThat(fixture.store.list(RecordTable.BINDING, new byte[0], 9, (_, _, _) -> true))
                    .isZero();
            assertThat(fixture.counter(DAMAGED)).isEqualTo(1);
            assertThat(isBound(reader, "alice@example.org")).isTrue();
            assertThat(fixture.counter(DAMAGED)).isEqualTo(1);
        }
    }

    private void overwrite(final String text) throws IOException {
        final Path file = directory.resolve("data.mdb");
        final byte[] bytes = Files.readAllBytes(file);
        final String content = new String(bytes, StandardCharsets.ISO_8859_1);
        try (var channel =
                java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            for (int i = content.indexOf(text); i >= 0; i = content.indexOf(text, i + 1)) {
                channel.write(java.nio.ByteBuffer.wrap(new byte[] {'S'}), i);
            }
        }
    }

    @Test
    void aBatchThatIsAbortedOrFindsNoRoomIsNotSeen() throws StoreOpenFailure {
        final StoreConfig small =
                new StoreConfig(1L << 20, 4, 1 << 16, Duration.ofDays(1), false)
                        .withBindingMemory(8L << 20);
        try (StoreFixture fixture = new StoreFixture(directory, small);
                LocationReader reader = fixture.store.reader()) {
            fixture.begin();
            fixture.bind("alice@x", RecordChange.ANY_LEVEL, 1000);
            fixture.writer.abortBatch();
            fixture.bindAlone("bob@x", 1000);
            assertThat(isBound(reader, "alice@x")).isFalse();
            reader.release();
            fixture.begin();
            fixture.bind("carol@x", RecordChange.ANY_LEVEL, 1000);
            for (int i = 0;
                    fixture.bind("u" + i, RecordChange.ANY_LEVEL, 1000) == ApplyOutcome.APPLIED;
                    i++) {}
            assertThat(fixture.commit()).isInstanceOf(CommitOutcome.StoreFull.class);
            assertThat(isBound(reader, "carol@x")).isFalse();
            assertThat(isBound(reader, "bob@x")).isTrue();
        }
    }

    @Test
    void whatIsFoundStaysUntilItIsReleased() throws StoreOpenFailure {
        try (StoreFixture fixture = new StoreFixture(directory, CONFIG);
                LocationReader reader = fixture.store.reader()) {
            fixture.bindAlone("u1@x", 1000);
            assertThat(isBound(reader, "u1@x")).isTrue();
            for (int i = 0; i < 100; i++) {
                fixture.bindAlone("u1@x", 2000 + i);
            }
            assertThat(view.isWellFormed()).isTrue();
            assertThat(view.earliestExpiryMillis()).isEqualTo(1000);
            reader.release();
            assertThat(isBound(reader, "u1@x")).isTrue();
            assertThat(view.earliestExpiryMillis()).isEqualTo(2099);
        }
    }

    @Test
    void whatIsReplacedOrRemovedIsUsedAgain() throws StoreOpenFailure {
        try (StoreFixture fixture = new StoreFixture(directory, CONFIG);
                LocationReader reader = fixture.store.reader()) {
            bindTwiceAndNotAtAll(fixture, 3);
            final long bytes = fixture.counter(BYTES);
            bindTwiceAndNotAtAll(fixture, 100);
            assertThat(fixture.counter(BYTES)).isEqualTo(bytes);
            assertThat(isBound(reader, "u1@x")).isFalse();
            reader.release();
            // A reader that has released holds nothing, however long it does not look.
            bindTwiceAndNotAtAll(fixture, 100);
            assertThat(fixture.counter(BYTES)).isEqualTo(bytes);
        }
    }

    private static void bindTwiceAndNotAtAll(final StoreFixture fixture, final int rounds) {
        for (int round = 0; round < rounds; round++) {
            fixture.bindAlone("u1@x", 1000 + round);
            fixture.bindAlone("u1@x", 2000 + round);
            fixture.bindAlone("u1@x");
        }
    }

    /** Two AORs change thousands of times, so that blocks are used again all the time, while another thread looks. */
    @Test
    void aReaderBesideTheWriterNeverSeesABlockThatIsUsedAgain() throws Exception {
        try (StoreFixture fixture = new StoreFixture(directory, CONFIG)) {
            fixture.bindAlone("u0@x", 1000);
            fixture.bindAlone("u1@x", 1000);
            final AtomicBoolean running = new AtomicBoolean(true);
            final CompletableFuture<Long> lookups =
                    CompletableFuture.supplyAsync(() -> look(fixture.store, running));
            for (int i = 0; i < 4_000; i++) {
                fixture.bindAlone("u" + i % 2 + "@x", 2000 + i);
            }
            running.set(false);
            assertThat(lookups.get()).isGreaterThan(1_000);
            assertThat(fixture.counter(DAMAGED)).isZero();
        }
    }

    private static long look(final LocationStore store, final AtomicBoolean running) {
        final BindingSetView seen = new BindingSetView();
        final UnsafeBuffer[] keys = {StoreFixture.bytes("u0@x"), StoreFixture.bytes("u1@x")};
        long found = 0;
        try (LocationReader reader = store.reader()) {
            while (running.get()) {
                final UnsafeBuffer key = keys[(int) (found & 1)];
                if (!reader.bindings(key, 0, key.capacity(), seen) || !seen.isWellFormed()) {
                    throw new AssertionError("lookup " + found);
                }
                final long expiry = seen.earliestExpiryMillis();
                for (int i = 0; i < 20; i++) {
                    if (seen.earliestExpiryMillis() != expiry) {
                        throw new AssertionError("changed while it was looked at");
                    }
                }
                reader.release();
                found++;
            }
        }
        return found;
    }

    @Test
    void withoutRoomLookupsGoToTheDatabase() throws StoreOpenFailure {
        final int names = 20_000;
        try (StoreFixture fixture =
                        new StoreFixture(
                                directory, StoreFixture.CONFIG.withBindingMemory(2L << 20));
                LocationReader reader = fixture.store.reader()) {
            bindAll(fixture, 0, 6_000);
            assertThat(fixture.counter(BYTES)).isPositive();
            bindAll(fixture, 6_000, names);
            assertThat(fixture.counter(BYTES)).isZero();
            fixture.bindAlone("u0@x", 5000);
            assertSame(fixture.store, names);
            assertThat(isBound(reader, "u0@x")).isTrue();
            assertThat(view.earliestExpiryMillis()).isEqualTo(5000);
        }
    }

    private static void bindAll(final StoreFixture fixture, final int from, final int to) {
        fixture.begin();
        for (int name = from; name < to; name++) {
            assertThat(fixture.bind("u" + name + "@x", RecordChange.ANY_LEVEL, 1000))
                    .isEqualTo(ApplyOutcome.APPLIED);
        }
        assertThat(fixture.commit()).isInstanceOf(CommitOutcome.Committed.class);
    }

    @Test
    void oneKeyTooManyInACommitEndsIt() throws StoreOpenFailure {
        final LmdbEnvironment environment = LmdbEnvironment.open(directory, CONFIG);
        final BindingMemory memory =
                BindingMemory.fill(
                        environment,
                        8L << 20,
                        StoreFixture.newCounters().newCounter("bytes of memory"));
        final UnsafeBuffer key = new UnsafeBuffer(new byte[254]);
        for (int i = 0; i < BindingMemory.CHANGED_KEYS / 256; i++) {
            memory.changes(key, 254);
        }
        assertThat(memory.slots()).isNotNull();
        memory.changes(key, 1);
        assertThat(memory.slots()).isNull();
        memory.stopReading();
        assertThat(environment.close()).isTrue();
        memory.close();
    }
}
