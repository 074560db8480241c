// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.Limits;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import io.strowger.location.RecordTable;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a replica holds equal to what comes, range by range: a record that is the same stays untouched, one that
 * differs is overwritten, and what lies between two records that follow each other in the range is deleted, for the
 * source has it no more.
 */
final class ReplicaReload {
    /** Deletions after which the transaction is ended and another begun: a transaction's pages are limited. */
    private static final int MOST_REMOVED = 20_000;

    private static final RecordTable[] TABLES = RecordTable.values();

    private final ReplicaBatch batch;
    private final ReplicaRecords records;
    private final RecordWalk walk;
    private final UnsafeBuffer lastKey = new UnsafeBuffer(new byte[Limits.KEY]);
    private int lastTable;
    private int lastLength;
    private final UnsafeBuffer toKey = new UnsafeBuffer(0, 0);
    private int removed;

    ReplicaReload(final ReplicaBatch batch, final ReplicaRecords records) {
        this.batch = batch;
        this.records = records;
        walk = new RecordWalk(batch);
    }

    ReplicaStep begin(final long birthDate) {
        batch.abort();
        batch.begin();
        final StoredState state = batch.working();
        // It goes on keeping out what an old leader of the same database says.
        state.term = state.birthDate == birthDate ? state.term : 0;
        state.birthDate = birthDate;
        state.digest.set(0, 0);
        batch.log().clear(state);
        batch.commit(false);
        return ReplicaStep.DONE;
    }

    ReplicaStep replace(
            final RecordPosition after, final RecordPosition to, final RecordCursor cursor) {
        requireReload();
        batch.begin();
        beginWalk(after);
        toKey.wrap(to.key());
        boolean isRight = after.compareTo(to) <= 0;
        while (isRight && cursor.next()) {
            isRight = isNext(cursor, to.table());
            final RecordTable table = RecordTable.ofCode(cursor.table());
            if (!isRight || table == null) {
                forget();
                batch.abort();
                return ReplicaStep.DAMAGED;
            }
            walkTo(table);
            removeUpTo(cursor.key(), false);
            store(table, cursor);
        }
        if (isRight) {
            removeThrough(to);
        }
        endTransaction();
        return isRight ? ReplicaStep.DONE : ReplicaStep.DAMAGED;
    }

    private void requireReload() {
        if (batch.committed().coherent || batch.committed().birthDate == 0) {
            throw new IllegalStateException("no reload has been begun");
        }
    }

    /** Whether the record is within its limits, after the one before it, and within the range. */
    private boolean isNext(final RecordCursor cursor, final int toTable) {
        final DirectBuffer key = cursor.key();
        final int length = key.capacity();
        final int valueLength = cursor.value().capacity();
        if (length == 0 || length > Limits.KEY || valueLength == 0 || valueLength > Limits.VALUE) {
            return false;
        }
        final boolean isAfter =
                cursor.table() > lastTable
                        || (cursor.table() == lastTable
                                && RecordWalk.compare(key, length, lastKey, lastLength) > 0);
        lastTable = cursor.table();
        lastLength = length;
        lastKey.putBytes(0, key, 0, length);
        return isAfter
                && (toTable > lastTable
                        || (toTable == lastTable
                                && RecordWalk.compare(key, length, toKey, toKey.capacity()) <= 0));
    }

    private void beginWalk(final RecordPosition after) {
        lastTable = after.table();
        final byte[] key = after.key();
        lastLength = Math.min(key.length, Limits.KEY);
        lastKey.putBytes(0, key, 0, lastLength);
        final RecordTable table = RecordTable.ofCode(after.table());
        if (table == null) {
            walk.begin(after.table() == 0 ? TABLES[0] : null);
        } else if (lastLength == 0) {
            walk.begin(table);
        } else {
            walk.beginAfter(table, lastKey, lastLength);
        }
    }

    private void walkTo(final @Nullable RecordTable table) {
        while (walk.table() != table) {
            final RecordTable here = walk.table();
            if (here == null) {
                throw new IllegalStateException("the walk is past " + table);
            }
            removeUpTo(null, false);
            walk.begin(here == TABLES[TABLES.length - 1] ? null : TABLES[here.ordinal() + 1]);
        }
    }

    private void removeThrough(final RecordPosition to) {
        final RecordTable table = RecordTable.ofCode(to.table());
        final RecordTable here = walk.table();
        if (table != null) {
            walkTo(table);
            removeUpTo(toKey, true);
        } else if (to.table() != 0 && here != null) {
            walkTo(null);
        }
    }

    /** Deletes the walked table's records before a key, or including it, or all that are left when it is null. */
    private void removeUpTo(final @Nullable DirectBuffer key, final boolean inclusive) {
        while (walk.isAtRecord()) {
            if (key != null) {
                final int order = walk.compareTo(key);
                if (order > 0 || (order == 0 && !inclusive)) {
                    return;
                }
            }
            walk.remove();
            batch.working().recordCount--;
            removed++;
            if (removed >= MOST_REMOVED) {
                final RecordTable table = walk.table();
                endTransaction();
                batch.begin();
                walk.resume(table);
            }
        }
    }

    private void store(final RecordTable table, final RecordCursor cursor) {
        final DirectBuffer key = cursor.key();
        if (!walk.isAtRecord()) {
            records.put(table, cursor, true);
            batch.working().recordCount++;
        } else if (walk.compareTo(key) != 0) {
            records.put(table, cursor, false);
            batch.working().recordCount++;
        } else {
            if (!records.isSame(walk.value(), table, cursor)) {
                records.put(table, cursor, false);
            }
            walk.advance();
        }
    }

    private void endTransaction() {
        walk.end();
        removed = 0;
        batch.commit(false);
    }

    ReplicaStep endRound(final long level) {
        requireReload();
        batch.begin();
        batch.working().level = level;
        batch.log().clear(batch.working());
        batch.commit(false);
        return ReplicaStep.DONE;
    }

    ReplicaStep end() {
        requireReload();
        batch.abort();
        final Digest digest = new Digest();
        final long count = readAll(digest);
        if (count < 0) {
            return ReplicaStep.DAMAGED;
        }
        batch.begin();
        final StoredState state = batch.working();
        state.digest.set(digest.high(), digest.low());
        state.recordCount = count;
        batch.commit(true);
        return ReplicaStep.DONE;
    }

    /** Sums up what is there; the number of records, or -1 when one is damaged. */
    private long readAll(final Digest digest) {
        final RecordHash hash = new RecordHash();
        long count = 0;
        try (ReadTransaction scan = new ReadTransaction(batch.environment())) {
            for (final RecordTable table : TABLES) {
                final int dbi = batch.environment().table(table);
                int code = scan.move(dbi, LmdbCalls.FIRST);
                for (; code == LmdbCalls.SUCCESS; code = scan.move(dbi, LmdbCalls.NEXT)) {
                    final UnsafeBuffer value = scan.value();
                    if (!hash.isOf(table, scan.key(), 0, scan.key().capacity(), value)) {
                        return -1;
                    }
                    digest.add(
                            value.getLong(StoreLayout.HASH_HIGH, ByteOrder.LITTLE_ENDIAN),
                            value.getLong(StoreLayout.HASH_LOW, ByteOrder.LITTLE_ENDIAN));
                    count++;
                }
                if (code != LmdbCalls.NOT_FOUND) {
                    return -1;
                }
            }
        }
        return count;
    }

    /** The transaction is lost, and the walk with it. */
    void forget() {
        walk.forget();
        removed = 0;
    }
}
