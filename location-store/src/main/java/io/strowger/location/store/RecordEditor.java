// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.BindingSetView;
import io.strowger.location.Limits;
import io.strowger.location.NumberKey;
import io.strowger.location.ProvisioningLogEntryEncoder;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import io.strowger.location.RecordValue;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Changes records within the writer's transaction and keeps digest, count, log entry and expiry index in step. */
final class RecordEditor {
    private static final long NOT_INDEXED = -1;
    private static final byte[] NOTHING = new byte[0];

    private final LmdbEnvironment environment;
    private final WriteTransaction transaction;
    private final ExpiryIndex index;
    private final DamageReport damage;
    private final StoredState state;
    private final ProvisioningLogEntryEncoder entry;
    private final RecordHash hash = new RecordHash();
    private final RecordValue form = new RecordValue();
    private final BindingSetView bindings = new BindingSetView();
    private final UnsafeBuffer empty = new UnsafeBuffer(NOTHING);
    private final UnsafeBuffer copy =
            new UnsafeBuffer(
                    new byte[StoreLayout.headerLength(RecordTable.BINDING) + Limits.VALUE]);

    // What was found of the record that is being changed.
    private boolean exists;
    private boolean damaged;
    private long oldHigh;
    private long oldLow;
    private long oldLevel;
    private long oldIndexedAt;

    /**
     * @param state the state that the batch will leave, changed here; its level is that before the batch
     * @param entry the log entry of the batch
     */
    RecordEditor(
            final LmdbEnvironment environment,
            final WriteTransaction transaction,
            final ExpiryIndex index,
            final DamageReport damage,
            final StoredState state,
            final ProvisioningLogEntryEncoder entry) {
        this.environment = environment;
        this.transaction = transaction;
        this.index = index;
        this.damage = damage;
        this.state = state;
        this.entry = entry;
    }

    /** Makes a change, or says why not. */
    ApplyOutcome apply(final RecordChange change) {
        final DirectBuffer key = change.key();
        final DirectBuffer value = change.value();
        if (key.capacity() == 0 || key.capacity() > Limits.KEY || value.capacity() > Limits.VALUE) {
            return ApplyOutcome.TOO_LARGE;
        }
        final RecordTable table = change.table();
        if (!change.isDelete() && !isWellFormed(table, key, value)) {
            return ApplyOutcome.MALFORMED;
        }
        find(table, key);
        final ApplyOutcome refusal = refusal(change);
        if (refusal != null) {
            return refusal;
        }
        if (change.isDelete()) {
            delete(table, key);
        } else {
            final long second =
                    table == RecordTable.BINDING ? indexSecond(value, oldIndexedAt) : NOT_INDEXED;
            put(table, key, value, second);
        }
        return ApplyOutcome.APPLIED;
    }

    private boolean isWellFormed(
            final RecordTable table, final DirectBuffer key, final DirectBuffer value) {
        return form.isWellFormed(table, value)
                && (table != RecordTable.NUMBER || NumberKey.decode(key) != null);
    }

    private @Nullable ApplyOutcome refusal(final RecordChange change) {
        final long expected = change.expectedLevel();
        if (damaged && expected != RecordChange.ANY_LEVEL) {
            return ApplyOutcome.DAMAGED;
        }
        if (expected != RecordChange.ANY_LEVEL && expected != (exists ? oldLevel : 0)) {
            return ApplyOutcome.CONFLICT;
        }
        if (change.isDelete() ? !exists : exists && !damaged && holds(change)) {
            return ApplyOutcome.UNCHANGED;
        }
        if (change.table() == RecordTable.NUMBER && !exists && overlaps(change.key())) {
            return ApplyOutcome.OVERLAP;
        }
        return hasRoom(change.key(), change.value()) ? null : ApplyOutcome.BATCH_FULL;
    }

    boolean hasRoom(final DirectBuffer key, final DirectBuffer value) {
        return entry.hasRoom(key.capacity(), value.capacity());
    }

    /**
     * Looks a record up; {@link #find} comes before every change of it. The found value is at {@code
     * transaction.value()} until the next write.
     *
     * @return whether it exists and is intact
     */
    boolean find(final RecordTable table, final DirectBuffer key) {
        final int payload = StoreLayout.headerLength(table);
        final int code = transaction.get(environment.table(table), key, 0, key.capacity());
        exists = code == LmdbCalls.SUCCESS;
        damaged = false;
        oldLevel = 0;
        oldIndexedAt = NOT_INDEXED;
        if (code == LmdbCalls.NOT_FOUND) {
            return false;
        }
        LmdbFailure.check("mdb_get", code);
        final UnsafeBuffer value = transaction.value();
        if (value.capacity() <= payload) {
            oldHigh = 0;
            oldLow = 0;
            damaged = true;
        } else {
            oldHigh = value.getLong(StoreLayout.HASH_HIGH, ByteOrder.LITTLE_ENDIAN);
            oldLow = value.getLong(StoreLayout.HASH_LOW, ByteOrder.LITTLE_ENDIAN);
            oldLevel = value.getLong(StoreLayout.LEVEL, ByteOrder.LITTLE_ENDIAN);
            if (table == RecordTable.BINDING) {
                oldIndexedAt =
                        value.getInt(StoreLayout.INDEXED_AT, ByteOrder.LITTLE_ENDIAN)
                                & 0xFFFF_FFFFL;
            }
            hash.compute(table, oldLevel, key, 0, key.capacity(), value, payload);
            damaged = !hash.matches(value);
        }
        if (damaged) {
            damage.found(table, key, 0, key.capacity());
        }
        return !damaged;
    }

    private boolean holds(final RecordChange change) {
        final UnsafeBuffer value = transaction.value();
        final int payload = StoreLayout.headerLength(change.table());
        final DirectBuffer wanted = change.value();
        if (value.capacity() - payload != wanted.capacity()) {
            return false;
        }
        for (int i = 0; i < wanted.capacity(); i++) {
            if (value.getByte(payload + i) != wanted.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a new range covers a number that another range covers: there is one candidate, found by one seek. */
    private boolean overlaps(final DirectBuffer key) {
        final NumberKey wanted = NumberKey.decode(key);
        if (wanted == null || wanted.kind() != NumberKey.Kind.RANGE) {
            return false;
        }
        final byte[] from = wanted.firstOverlap();
        if (!transaction.seek(
                environment.table(RecordTable.NUMBER), new UnsafeBuffer(from), from.length)) {
            return false;
        }
        final NumberKey found = NumberKey.decode(transaction.key());
        return found != null
                && found.kind() == NumberKey.Kind.RANGE
                && found.digits().length() == wanted.digits().length()
                && found.digits().compareTo(wanted.last()) <= 0;
    }

    /** When the index should name a new value: as it does already unless that would be too late. */
    private long indexSecond(final DirectBuffer value, final long indexedAt) {
        bindings.wrap(value, 0, value.capacity(), 0);
        final long earliest = ExpiryIndex.secondOf(bindings.earliestExpiryMillis());
        return indexedAt != NOT_INDEXED && indexedAt <= earliest ? indexedAt : earliest;
    }

    /** Writes the record that was found, or a new one, as a change of the batch. */
    void put(
            final RecordTable table,
            final DirectBuffer key,
            final DirectBuffer payload,
            final long second) {
        final int header = StoreLayout.headerLength(table);
        final long level = state.level + 1;
        if (exists) {
            state.digest.subtract(oldHigh, oldLow);
        } else {
            state.recordCount++;
        }
        final UnsafeBuffer value =
                transaction.reserve(environment.table(table), key, header + payload.capacity());
        value.putBytes(header, payload, 0, payload.capacity());
        hash.compute(table, level, key, 0, key.capacity(), value, header);
        value.putLong(StoreLayout.HASH_HIGH, hash.high(), ByteOrder.LITTLE_ENDIAN);
        value.putLong(StoreLayout.HASH_LOW, hash.low(), ByteOrder.LITTLE_ENDIAN);
        value.putLong(StoreLayout.LEVEL, level, ByteOrder.LITTLE_ENDIAN);
        state.digest.add(hash.high(), hash.low());
        if (table == RecordTable.BINDING) {
            value.putInt(StoreLayout.INDEXED_AT, (int) second, ByteOrder.LITTLE_ENDIAN);
            moveIndex(key, second);
        }
        entry.add(table, key, payload);
    }

    /** Deletes the record that was found, as a change of the batch. */
    void delete(final RecordTable table, final DirectBuffer key) {
        transaction.delete(environment.table(table), key, key.capacity());
        state.digest.subtract(oldHigh, oldLow);
        state.recordCount--;
        if (oldIndexedAt != NOT_INDEXED) {
            index.remove(oldIndexedAt, key);
        }
        entry.add(table, key, empty);
    }

    /** Moves the index entry of the bindings that were found; the record itself, level and digest stay as they are. */
    void reindex(final DirectBuffer key, final long second) {
        final UnsafeBuffer found = transaction.value();
        final int length = found.capacity();
        copy.putBytes(0, found, 0, length);
        copy.putInt(StoreLayout.INDEXED_AT, (int) second, ByteOrder.LITTLE_ENDIAN);
        transaction
                .reserve(environment.table(RecordTable.BINDING), key, length)
                .putBytes(0, copy, 0, length);
        moveIndex(key, second);
    }

    private void moveIndex(final DirectBuffer key, final long second) {
        if (second != oldIndexedAt) {
            if (oldIndexedAt != NOT_INDEXED) {
                index.remove(oldIndexedAt, key);
            }
            index.add(second, key);
        }
    }
}
