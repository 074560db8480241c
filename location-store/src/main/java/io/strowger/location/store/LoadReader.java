// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.DatabaseState;
import io.strowger.location.ProvisioningLogEntryView;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import io.strowger.location.RecordTable;
import java.nio.ByteOrder;
import java.util.function.Predicate;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads log entries and records for those who load a replica, beside the writer. Every call is one short read: a read
 * transaction that stayed open for a whole round would keep LMDB from using freed pages again, and the file would grow
 * with every change meanwhile. One thread; close it before the store.
 */
public final class LoadReader implements AutoCloseable {
    /** Of {@link #read}: nobody must be loaded from this database. */
    public static final long NOT_SERVED = -1;

    private static final RecordTable[] TABLES = RecordTable.values();

    private final LmdbEnvironment environment;
    private final ReadTransaction transaction;
    private final DamageReport damage;
    private final ProvisioningLogEntryView view = new ProvisioningLogEntryView();
    private final UnsafeBuffer room = new UnsafeBuffer(new byte[4096]);
    private final UnsafeBuffer entry = new UnsafeBuffer(0, 0);
    private final StoredState stored = new StoredState();
    private final Here here = new Here();

    LoadReader(final LmdbEnvironment environment, final DamageReport damage) {
        this.environment = environment;
        this.damage = damage;
        transaction = new ReadTransaction(environment);
    }

    /** Lowest level that the provisioning log holds, 0 when it is empty. */
    public long oldestLoggedLevel() {
        try {
            return transaction.move(environment.logTable(), LmdbCalls.FIRST) == LmdbCalls.SUCCESS
                    ? transaction.key().getLong(0)
                    : 0;
        } finally {
            transaction.release();
        }
    }

    /** The log entry of a level, from 0 to its capacity, until the next call; null when it is not there or damaged. */
    public @Nullable DirectBuffer entry(final long level) {
        try {
            if (transaction.get(environment.logTable(), level) != LmdbCalls.SUCCESS) {
                return null;
            }
            final UnsafeBuffer found = transaction.value();
            final int length = found.capacity();
            if (room.capacity() < length) {
                room.wrap(new byte[Integer.highestOneBit(length) * 2]);
            }
            room.putBytes(0, found, 0, length);
            entry.wrap(room, 0, length);
            return view.wrap(entry, 0, length) && view.level() == level ? entry : null;
        } finally {
            transaction.release();
        }
    }

    /**
     * Shows the records after a place in order, as they are at one moment, until the sink refuses one or there are no
     * more.
     *
     * @param sink takes the record that the cursor is at during the call; false when it has no room
     * @return the level at that moment, or {@link #NOT_SERVED} when the database is not coherent or a record damaged;
     *     what the sink has taken before is not to be used then
     */
    public long read(final RecordPosition after, final Predicate<RecordCursor> sink) {
        try {
            final DatabaseState state = readState();
            return state.coherent() && readAfter(after, sink) ? state.level() : NOT_SERVED;
        } catch (final LmdbFailure _) {
            return NOT_SERVED;
        } finally {
            transaction.release();
        }
    }

    private DatabaseState readState() {
        final int code =
                transaction.get(
                        environment.stateTable(), StoredState.KEY, 0, StoredState.KEY.capacity());
        return code == LmdbCalls.SUCCESS && stored.decode(transaction.value()) == null
                ? stored.published()
                : DatabaseState.NONE;
    }

    private boolean readAfter(final RecordPosition after, final Predicate<RecordCursor> sink) {
        int at = 0;
        while (at < TABLES.length && TABLES[at].code() < after.table()) {
            at++;
        }
        boolean isSought = at < TABLES.length && TABLES[at].code() == after.table();
        for (; at < TABLES.length; at++) {
            final int dbi = environment.table(TABLES[at]);
            int code = isSought ? seekAfter(dbi, after) : transaction.move(dbi, LmdbCalls.FIRST);
            isSought = false;
            for (; code == LmdbCalls.SUCCESS; code = transaction.move(dbi, LmdbCalls.NEXT)) {
                if (!here.isIntactIn(TABLES[at])) {
                    return false;
                }
                if (!sink.test(here)) {
                    return true;
                }
            }
            if (code != LmdbCalls.NOT_FOUND) {
                return false;
            }
        }
        return true;
    }

    private int seekAfter(final int dbi, final RecordPosition after) {
        final byte[] key = after.key();
        if (key.length == 0) {
            return transaction.move(dbi, LmdbCalls.FIRST);
        }
        final UnsafeBuffer wanted = new UnsafeBuffer(key);
        final int code = transaction.seek(dbi, wanted, 0, key.length);
        return code == LmdbCalls.SUCCESS && transaction.key().equals(wanted)
                ? transaction.move(dbi, LmdbCalls.NEXT)
                : code;
    }

    @Override
    public void close() {
        transaction.close();
    }

    /** The record that the transaction's cursor is at. */
    private final class Here implements RecordCursor {
        private final RecordHash hash = new RecordHash();
        private final UnsafeBuffer payload = new UnsafeBuffer(0, 0);
        private RecordTable table = TABLES[0];

        boolean isIntactIn(final RecordTable wanted) {
            table = wanted;
            final UnsafeBuffer key = transaction.key();
            final UnsafeBuffer value = transaction.value();
            if (!hash.isOf(table, key, 0, key.capacity(), value)) {
                damage.found(table, key, 0, key.capacity());
                return false;
            }
            final int header = StoreLayout.headerLength(table);
            payload.wrap(value, header, value.capacity() - header);
            return true;
        }

        @Override
        public boolean next() {
            throw new IllegalStateException("the reader moves this cursor");
        }

        @Override
        public int table() {
            return table.code();
        }

        @Override
        public long level() {
            return transaction.value().getLong(StoreLayout.LEVEL, ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public DirectBuffer key() {
            return transaction.key();
        }

        @Override
        public DirectBuffer value() {
            return payload;
        }
    }
}
