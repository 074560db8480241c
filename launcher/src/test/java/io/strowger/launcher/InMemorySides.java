// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import io.strowger.location.DatabaseState;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import io.strowger.management.DatabaseCopy;
import io.strowger.management.LocationBrowser;
import io.strowger.management.Provisioning;
import io.strowger.management.ProvisioningOutcome;
import io.strowger.management.RequestedChange;
import io.strowger.management.StoredRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/** Both sides of a process in memory; they can refuse to start and be away for a while. */
final class InMemorySides implements ProcessParts, LocationSide, LocationBrowser, Provisioning {
    private final Map<RecordTable, ConcurrentSkipListMap<byte[], StoredRecord>> tables =
            new EnumMap<>(RecordTable.class);
    private final AtomicLong level = new AtomicLong();
    final List<String> events = new ArrayList<>();
    final AtomicInteger changesBeforeAway = new AtomicInteger(Integer.MAX_VALUE);
    final AtomicInteger submitted = new AtomicInteger();
    volatile boolean serving = true;
    volatile @Nullable String sipFailure;

    InMemorySides() {
        for (RecordTable table : RecordTable.values()) {
            tables.put(table, new ConcurrentSkipListMap<>(Arrays::compareUnsigned));
        }
    }

    @Override
    public LocationSide openLocation(StrowgerConfig config, CountersManager counters) {
        events.add("location opened");
        return this;
    }

    @Override
    public boolean servesSip() {
        return true;
    }

    @Override
    public String id() {
        return "0";
    }

    @Override
    public String role() {
        return "active";
    }

    @Override
    public SipSide openSip(
            StrowgerConfig config,
            LocationSide location,
            ProtectionDesk desk,
            CountersManager counters)
            throws CommandFailure {
        String failure = sipFailure;
        if (failure != null) {
            throw new CommandFailure(failure);
        }
        events.add("sip opened");
        return new Sip(events);
    }

    private record Sip(List<String> events) implements SipSide {
        @Override
        public List<String> listening() {
            return List.of("udp:127.0.0.1:5070");
        }

        @Override
        public long calls() {
            return 10;
        }

        @Override
        public long transactions() {
            return 0;
        }

        @Override
        public long connections() {
            return 2;
        }

        @Override
        public void drain() {
            events.add("sip drained");
        }

        @Override
        public void close() {
            events.add("sip closed");
        }
    }

    @Override
    public LocationBrowser browser() {
        return this;
    }

    @Override
    public Provisioning provisioning() {
        return this;
    }

    @Override
    public boolean isServing() {
        return serving;
    }

    @Override
    public boolean awaitServing(Duration limit) {
        return serving;
    }

    @Override
    public String condition() {
        return serving ? "serving" : "refused: log and database do not belong together";
    }

    @Override
    public void close() {
        events.add("location closed");
    }

    @Override
    public DatabaseState state() {
        return new DatabaseState(77L << 20, level.get(), true, 1, 2, 3);
    }

    @Override
    public @Nullable StoredRecord get(RecordTable table, byte[] key) {
        return records(table).get(key);
    }

    @Override
    public List<StoredRecord> list(RecordTable table, byte @Nullable [] after, int limit) {
        var from = after == null ? records(table) : records(table).tailMap(after, false);
        return from.values().stream().limit(limit).toList();
    }

    @Override
    public DatabaseCopy copy() throws IOException {
        throw new IOException("there is no file in memory");
    }

    @Override
    public Pending submit(List<RequestedChange> changes) {
        List<ProvisioningOutcome> outcomes = new ArrayList<>();
        for (RequestedChange change : changes) {
            outcomes.add(apply(change));
        }
        return (Duration limit) -> outcomes;
    }

    private ProvisioningOutcome apply(RequestedChange change) {
        submitted.incrementAndGet();
        if (changesBeforeAway.decrementAndGet() < 0) {
            return new ProvisioningOutcome.Unavailable("away");
        }
        StoredRecord present = get(change.table(), change.key());
        long presentLevel = present == null ? 0 : present.level();
        if (change.expectedLevel() != RecordChange.ANY_LEVEL
                && change.expectedLevel() != presentLevel) {
            return new ProvisioningOutcome.Conflict(presentLevel);
        }
        long next = level.incrementAndGet();
        if (change.value().length == 0) {
            records(change.table()).remove(change.key());
        } else {
            records(change.table())
                    .put(change.key(), new StoredRecord(change.key(), change.value(), next));
        }
        return new ProvisioningOutcome.Committed(next);
    }

    private ConcurrentSkipListMap<byte[], StoredRecord> records(RecordTable table) {
        ConcurrentSkipListMap<byte[], StoredRecord> records = tables.get(table);
        if (records == null) {
            throw new AssertionError(table);
        }
        return records;
    }
}
