// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordChange;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordTable;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes records of a replica within the writer's transaction and keeps digest and count in step. It refuses nothing:
 * what is in the log has been decided, and a replica that decided for itself would not be a copy.
 */
final class ReplicaRecords {
    private final ReplicaBatch batch;
    private final RecordHash hash = new RecordHash();

    ReplicaRecords(final ReplicaBatch batch) {
        this.batch = batch;
    }

    /** Makes a change of the log entry of a level. */
    void change(final RecordChange change, final long level) {
        final RecordTable table = change.table();
        final DirectBuffer key = change.key();
        final WriteTransaction transaction = batch.transaction();
        final int dbi = batch.environment().table(table);
        final int code = transaction.get(dbi, key, 0, key.capacity());
        final boolean exists = code == LmdbCalls.SUCCESS;
        if (code != LmdbCalls.NOT_FOUND) {
            LmdbFailure.check("mdb_get", code);
        }
        final StoredState state = batch.working();
        if (exists) {
            final UnsafeBuffer old = transaction.value();
            state.digest.subtract(
                    old.getLong(StoreLayout.HASH_HIGH, ByteOrder.LITTLE_ENDIAN),
                    old.getLong(StoreLayout.HASH_LOW, ByteOrder.LITTLE_ENDIAN));
        }
        if (!change.isDelete()) {
            final DirectBuffer payload = change.value();
            final int length = StoreLayout.headerLength(table) + payload.capacity();
            write(table, key, level, payload, transaction.reserve(dbi, key, length));
            state.digest.add(hash.high(), hash.low());
            state.recordCount += exists ? 0 : 1;
        } else if (exists) {
            transaction.delete(dbi, key, key.capacity());
            state.recordCount--;
        }
    }

    /** Writes a record of a reload; its owner counts it. */
    void put(final RecordTable table, final RecordCursor record, final boolean isLastOfTable) {
        final int dbi = batch.environment().table(table);
        final int length = StoreLayout.headerLength(table) + record.value().capacity();
        final DirectBuffer key = record.key();
        final WriteTransaction transaction = batch.transaction();
        final UnsafeBuffer value =
                isLastOfTable
                        ? transaction.append(dbi, key, length)
                        : transaction.reserve(dbi, key, length);
        write(table, key, record.level(), record.value(), value);
    }

    private void write(
            final RecordTable table,
            final DirectBuffer key,
            final long level,
            final DirectBuffer payload,
            final UnsafeBuffer value) {
        final int header = StoreLayout.headerLength(table);
        if (table == RecordTable.BINDING) {
            value.putInt(StoreLayout.INDEXED_AT, 0, ByteOrder.LITTLE_ENDIAN);
        }
        value.putBytes(header, payload, 0, payload.capacity());
        hash.compute(table, level, key, 0, key.capacity(), value, header);
        value.putLong(StoreLayout.HASH_HIGH, hash.high(), ByteOrder.LITTLE_ENDIAN);
        value.putLong(StoreLayout.HASH_LOW, hash.low(), ByteOrder.LITTLE_ENDIAN);
        value.putLong(StoreLayout.LEVEL, level, ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether a stored value is this record, intact. */
    boolean isSame(final UnsafeBuffer stored, final RecordTable table, final RecordCursor record) {
        final int header = StoreLayout.headerLength(table);
        final DirectBuffer payload = record.value();
        if (stored.capacity() != header + payload.capacity()
                || stored.getLong(StoreLayout.LEVEL, ByteOrder.LITTLE_ENDIAN) != record.level()) {
            return false;
        }
        final DirectBuffer key = record.key();
        hash.compute(table, record.level(), key, 0, key.capacity(), stored, header);
        return hash.matches(stored) && isEqual(stored, header, payload);
    }

    private static boolean isEqual(
            final UnsafeBuffer stored, final int header, final DirectBuffer payload) {
        for (int i = 0; i < payload.capacity(); i++) {
            if (stored.getByte(header + i) != payload.getByte(i)) {
                return false;
            }
        }
        return true;
    }
}
