// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.location.ProvisioningLogEntryView;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A location database in memory that keeps both ports' promises and can misbehave: it can crash before any step, be
 * full, and have its bytes changed behind its back. Stepwise, it makes each step durable by itself, so that a crash
 * within an update leaves it not coherent; otherwise all steps are one transaction, as in the real store.
 */
public final class MemoryStore implements ReplicaStore, LoadSource {
    /** The process has crashed within a step. */
    public static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;

        Crash(final String step) {
            super("crash before " + step, null, false, false);
        }
    }

    private static final int MOST_PROTECTIONS = 64;

    private record Stored(long level, Value bytes, long hashHigh, long hashLow) {
        byte[] value() {
            return bytes.bytes;
        }
    }

    /** A record must not hold an array itself: it would be compared by identity. */
    private static final class Value {
        private final byte[] bytes;

        private Value(final byte[] bytes) {
            this.bytes = bytes;
        }
    }

    private record Undo(RecordPosition position, @Nullable Stored before) {}

    private final boolean stepwise;
    private final int logLimit;
    private final TreeMap<RecordPosition, Stored> records = new TreeMap<>();
    private final TreeMap<Long, byte[]> log = new TreeMap<>();
    private final List<Undo> undo = new ArrayList<>();
    private final List<Long> copied = new ArrayList<>();
    private final List<Kept> protections = new ArrayList<>();
    private final ProvisioningLogEntryView view = new ProvisioningLogEntryView();
    private final RecordChange change = new RecordChange();

    private long birthDate;
    private long term;
    private long committedTerm;
    private long level;
    private boolean coherent;
    private boolean reloading;
    private long digestHigh;
    private long digestLow;
    private DatabaseState committed = DatabaseState.NONE;
    private boolean full;
    private int stepsToCrash = -1;
    private String lastStep = "";
    private long reads;

    /** An empty store. */
    public MemoryStore(final boolean stepwise, final int logLimit) {
        this.stepwise = stepwise;
        this.logLimit = logLimit;
    }

    /** Creates a database at level 0. */
    public MemoryStore create(final long newBirthDate) {
        birthDate = newBirthDate;
        term = 0;
        coherent = true;
        records.clear();
        log.clear();
        level = 0;
        digestHigh = 0;
        digestLow = 0;
        publish();
        return this;
    }

    /** Commits an entry as the location server does. */
    public void apply(final byte[] entry) {
        final DirectBuffer bytes = new UnsafeBuffer(entry);
        final long next = level + 1;
        if (copyToLog(bytes) != StepOutcome.DONE
                || verifyLog(next) != StepOutcome.DONE
                || markIncoherent() != StepOutcome.DONE
                || transfer(next) != StepOutcome.DONE
                || commit() != StepOutcome.DONE) {
            throw new IllegalStateException("entry " + next + " was not applied");
        }
    }

    private boolean fails(final String step) {
        lastStep = step;
        if (stepsToCrash >= 0 && stepsToCrash-- == 0) {
            throw new Crash(step);
        }
        return full;
    }

    private void publish() {
        committedTerm = term;
        committed =
                new DatabaseState(
                        birthDate, level, coherent, digestHigh, digestLow, records.size());
    }

    @Override
    public DatabaseState state() {
        return committed;
    }

    @Override
    public long term() {
        return committedTerm;
    }

    @Override
    public StepOutcome copyToLog(final DirectBuffer entry) {
        if (fails("copyToLog")) {
            return StepOutcome.STORE_FULL;
        }
        final byte[] copy = new byte[entry.capacity()];
        entry.getBytes(0, copy);
        if (!view.wrap(entry, 0, copy.length) || view.birthDate() != birthDate) {
            return StepOutcome.DAMAGED;
        }
        log.put(view.level(), copy);
        copied.add(view.level());
        return StepOutcome.DONE;
    }

    @Override
    public StepOutcome verifyLog(final long wanted) {
        if (fails("verifyLog")) {
            return StepOutcome.STORE_FULL;
        }
        final byte[] entry = log.get(wanted);
        return entry != null && view.wrap(new UnsafeBuffer(entry), 0, entry.length)
                ? StepOutcome.DONE
                : StepOutcome.DAMAGED;
    }

    @Override
    public StepOutcome markIncoherent() {
        if (fails("markIncoherent")) {
            return StepOutcome.STORE_FULL;
        }
        coherent = false;
        return StepOutcome.DONE;
    }

    @Override
    public StepOutcome transfer(final long wanted) {
        if (fails("transfer")) {
            return StepOutcome.STORE_FULL;
        }
        final byte[] entry = log.get(wanted);
        if (entry == null || !view.wrap(new UnsafeBuffer(entry), 0, entry.length)) {
            return StepOutcome.DAMAGED;
        }
        while (view.nextChange(change)) {
            final RecordPosition position = RecordPosition.of(change.table().code(), change.key());
            put(position, change.isDelete() ? null : stored(position, wanted, change.value()));
        }
        term = view.term();
        level = wanted;
        return StepOutcome.DONE;
    }

    @Override
    public StepOutcome commit() {
        if (fails("commit")) {
            return StepOutcome.STORE_FULL;
        }
        coherent = !reloading;
        undo.clear();
        copied.clear();
        trim();
        publish();
        return StepOutcome.DONE;
    }

    @Override
    public void abandon() {
        for (int i = undo.size() - 1; i >= 0; i--) {
            final Undo each = undo.get(i);
            putWithoutUndo(each.position(), each.before());
        }
        undo.clear();
        copied.forEach(log::remove);
        copied.clear();
        level = committed.level();
        term = committedTerm;
        coherent = committed.coherent();
    }

    @Override
    public StepOutcome beginReload(final long newBirthDate) {
        if (fails("beginReload")) {
            return StepOutcome.STORE_FULL;
        }
        abandon();
        term = newBirthDate == birthDate ? term : 0;
        birthDate = newBirthDate;
        coherent = false;
        reloading = true;
        level = 0;
        log.clear();
        publish();
        return StepOutcome.DONE;
    }

    @Override
    public StepOutcome replaceRange(
            final RecordPosition after, final RecordPosition to, final RecordCursor from) {
        if (fails("replaceRange")) {
            return StepOutcome.STORE_FULL;
        }
        final NavigableMap<RecordPosition, Stored> range = records.subMap(after, false, to, true);
        for (final RecordPosition position : List.copyOf(range.keySet())) {
            putWithoutUndo(position, null);
        }
        while (from.next()) {
            final RecordPosition position = RecordPosition.of(from.table(), from.key());
            putWithoutUndo(position, stored(position, from.level(), from.value()));
        }
        return StepOutcome.DONE;
    }

    @Override
    public StepOutcome endRound(final long newLevel) {
        if (fails("endRound")) {
            return StepOutcome.STORE_FULL;
        }
        level = newLevel;
        log.clear();
        publish();
        return StepOutcome.DONE;
    }

    @Override
    public StepOutcome endReload() {
        if (fails("endReload")) {
            return StepOutcome.STORE_FULL;
        }
        digestHigh = 0;
        digestLow = 0;
        for (final Stored each : records.values()) {
            add(each);
        }
        reloading = false;
        coherent = true;
        publish();
        return StepOutcome.DONE;
    }

    private static Stored stored(
            final RecordPosition position, final long level, final DirectBuffer value) {
        final byte[] copy = new byte[value.capacity()];
        value.getBytes(0, copy);
        final long seed = position.hashCode() * 0x9E3779B97F4A7C15L + level;
        final long high = mix(seed ^ Arrays.hashCode(copy));
        return new Stored(level, new Value(copy), high, mix(high + position.table()));
    }

    private static long mix(final long bits) {
        final long k = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
        return (k ^ k >>> 29) * 0xc4ceb9fe1a85ec53L;
    }

    private void put(final RecordPosition position, final @Nullable Stored value) {
        undo.add(new Undo(position, records.get(position)));
        putWithoutUndo(position, value);
    }

    private void putWithoutUndo(final RecordPosition position, final @Nullable Stored value) {
        final Stored before =
                value == null ? records.remove(position) : records.put(position, value);
        if (before != null) {
            digestLow -= before.hashLow();
            digestHigh -= before.hashHigh();
        }
        if (value != null) {
            add(value);
        }
    }

    private void add(final Stored value) {
        digestLow += value.hashLow();
        digestHigh += value.hashHigh();
    }

    private void trim() {
        long needed = level;
        for (final Kept each : protections) {
            needed = Math.min(needed, each.from);
        }
        while (log.size() > logLimit && log.firstKey() < needed) {
            log.pollFirstEntry();
        }
    }

    // What tests do to it.

    /** The process ended without warning: what was not committed is gone, or half there. */
    public void crash() {
        if (stepwise && !coherent) {
            undo.clear();
            copied.clear();
            level = committed.level();
            term = committedTerm;
            publish();
        } else {
            abandon();
        }
        protections.clear();
        stepsToCrash = -1;
        full = false;
    }

    /** Crashes before one of the next steps, the first being 0. */
    public void crashBeforeStep(final int step) {
        stepsToCrash = step;
    }

    /** The step that was begun last. */
    public String lastStep() {
        return lastStep;
    }

    /** From now on nothing can be written, or again. */
    public void full(final boolean isFull) {
        full = isFull;
    }

    /** Changes a record's value behind the back of everybody; false when there is none. */
    public boolean damage() {
        final Map.Entry<RecordPosition, Stored> first = records.firstEntry();
        if (first == null || !committed.coherent()) {
            return false;
        }
        final byte[] changed = first.getValue().value().clone();
        changed[0] ^= 1;
        final UnsafeBuffer value = new UnsafeBuffer(changed);
        putWithoutUndo(first.getKey(), stored(first.getKey(), first.getValue().level(), value));
        publish();
        return true;
    }

    /** Whether both hold the same records at the same levels. */
    public boolean hasSameRecordsAs(final MemoryStore other) {
        if (!records.keySet().equals(other.records.keySet())) {
            return false;
        }
        return records.entrySet().stream()
                .allMatch(
                        each -> {
                            final Stored there = other.records.get(each.getKey());
                            return there != null
                                    && there.level() == each.getValue().level()
                                    && Arrays.equals(there.value(), each.getValue().value());
                        });
    }

    /** Reads for loads so far. */
    public long reads() {
        return reads;
    }

    // LoadSource.

    @Override
    public long oldestLoggedLevel() {
        return log.isEmpty() ? 0 : log.firstKey();
    }

    @Override
    public @Nullable DirectBuffer entry(final long wanted) {
        reads++;
        final byte[] entry = log.get(wanted);
        return entry == null ? null : new UnsafeBuffer(entry);
    }

    @Override
    public @Nullable Protection protectFrom(final long from) {
        if (protections.size() == MOST_PROTECTIONS) {
            return null;
        }
        final Kept kept = new Kept(from);
        protections.add(kept);
        return kept;
    }

    @Override
    public long read(final RecordPosition after, final RecordSink sink) {
        reads++;
        final Cursor cursor = new Cursor();
        for (final Map.Entry<RecordPosition, Stored> each :
                records.tailMap(after, false).entrySet()) {
            cursor.point(each.getKey(), each.getValue());
            if (!sink.take(cursor)) {
                break;
            }
        }
        return committed.level();
    }

    private final class Kept implements Protection {
        private long from;

        Kept(final long from) {
            this.from = from;
        }

        @Override
        public void advance(final long to) {
            from = to;
        }

        @Override
        public void close() {
            protections.remove(this);
        }
    }

    private static final class Cursor implements RecordCursor {
        private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
        private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
        private int table;
        private long level;

        void point(final RecordPosition position, final Stored stored) {
            table = position.table();
            level = stored.level();
            key.wrap(position.key());
            value.wrap(stored.value());
        }

        @Override
        public boolean next() {
            return false;
        }

        @Override
        public int table() {
            return table;
        }

        @Override
        public long level() {
            return level;
        }

        @Override
        public DirectBuffer key() {
            return key;
        }

        @Override
        public DirectBuffer value() {
            return value;
        }
    }
}
