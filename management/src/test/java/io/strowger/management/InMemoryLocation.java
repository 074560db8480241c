// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.DatabaseState;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A location database in memory that can be away or refuse. */
final class InMemoryLocation implements LocationBrowser, Provisioning {
    static final String COPY = "the database, byte by byte";

    private final Map<RecordTable, ConcurrentSkipListMap<byte[], StoredRecord>> tables =
            new EnumMap<>(RecordTable.class);
    private final AtomicLong level = new AtomicLong();
    final AtomicInteger submissions = new AtomicInteger();
    volatile int awayAfterSubmissions = Integer.MAX_VALUE;
    volatile @Nullable String refusal;
    volatile @Nullable String noCopy;
    final Queue<Path> copies = new ConcurrentLinkedQueue<>();
    CountDownLatch copyMayEnd = new CountDownLatch(0);

    InMemoryLocation() {
        for (RecordTable table : RecordTable.values()) {
            tables.put(table, new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
        }
    }

    @Override
    public DatabaseState state() {
        return new DatabaseState(77L << 40, level.get(), true, 0x1234, 0xabcd, count());
    }

    private long count() {
        return tables.values().stream().mapToLong(Map::size).sum();
    }

    @Override
    public @Nullable StoredRecord get(RecordTable table, byte[] key) {
        return table(table).get(key);
    }

    @Override
    public List<StoredRecord> list(RecordTable table, byte @Nullable [] after, int limit) {
        var from = after == null ? table(table) : table(table).tailMap(after, false);
        return from.values().stream().limit(limit).toList();
    }

    @Override
    public DatabaseCopy copy() throws IOException, InterruptedException {
        String reason = noCopy;
        if (reason != null) {
            throw new IOException(reason);
        }
        Path file = Files.writeString(Files.createTempFile("strowger", ".copy"), COPY);
        copies.add(file);
        copyMayEnd.await();
        return new Copy(file);
    }

    private record Copy(Path file) implements DatabaseCopy {
        @Override
        public void close() {
            try {
                Files.delete(file);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @Override
    public Pending submit(List<RequestedChange> changes) {
        assertLimit(changes);
        boolean away = submissions.incrementAndGet() > awayAfterSubmissions;
        List<ProvisioningOutcome> outcomes = new ArrayList<>();
        for (RequestedChange change : changes) {
            outcomes.add(away ? new ProvisioningOutcome.Unavailable("away") : apply(change));
        }
        return (Duration limit) -> outcomes;
    }

    private static void assertLimit(List<RequestedChange> changes) {
        if (changes.size() > ImportResource.BATCH_LINES) {
            throw new AssertionError(changes.size() + " changes at a time");
        }
    }

    private synchronized ProvisioningOutcome apply(RequestedChange change) {
        String reason = refusal;
        if (reason != null) {
            return new ProvisioningOutcome.Refused(reason);
        }
        StoredRecord present = get(change.table(), change.key());
        long presentLevel = present == null ? 0 : present.level();
        if (change.expectedLevel() != RecordChange.ANY_LEVEL
                && change.expectedLevel() != presentLevel) {
            return new ProvisioningOutcome.Conflict(presentLevel);
        }
        long next = level.incrementAndGet();
        if (change.value().length == 0) {
            table(change.table()).remove(change.key());
        } else {
            table(change.table())
                    .put(change.key(), new StoredRecord(change.key(), change.value(), next));
        }
        return new ProvisioningOutcome.Committed(next);
    }

    private ConcurrentSkipListMap<byte[], StoredRecord> table(RecordTable table) {
        ConcurrentSkipListMap<byte[], StoredRecord> records = tables.get(table);
        if (records == null) {
            throw new AssertionError(table);
        }
        return records;
    }
}
