// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.BindingSetView;
import io.strowger.location.DatabaseState;
import io.strowger.location.DomainView;
import io.strowger.location.Limits;
import io.strowger.location.LocationReader;
import io.strowger.location.NumberRouteView;
import io.strowger.location.RecordTable;
import io.strowger.location.UserView;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Lookups in LMDB's memory, of bindings in {@link BindingMemory} when they are kept there; each with its checksum. One
 * thread.
 */
final class LmdbLocationReader implements LocationReader {
    private final LmdbEnvironment environment;
    private final ReadTransaction transaction;
    private final DamageReport damage;
    private final NumberLookup numbers;
    private final @Nullable BindingMemoryReader memory;
    private final UnsafeBuffer remembered = new UnsafeBuffer(0, 0);
    private final RecordHash hash = new RecordHash();
    private final StoredState state = new StoredState();
    private boolean damaged;

    LmdbLocationReader(
            final LmdbEnvironment environment,
            final DamageReport damage,
            final @Nullable BindingMemory memory) {
        this.memory = memory == null ? null : new BindingMemoryReader(memory);
        this.environment = environment;
        this.transaction = new ReadTransaction(environment);
        this.damage = damage;
        this.numbers = new NumberLookup(transaction, environment.table(RecordTable.NUMBER));
    }

    @Override
    public boolean bindings(
            final DirectBuffer aor, final int offset, final int length, final BindingSetView into) {
        damaged = false;
        if (memory != null && length > 0 && length <= Limits.KEY) {
            final BindingMemoryReader.Outcome outcome =
                    memory.find(aor, offset, length, remembered);
            if (outcome == BindingMemoryReader.Outcome.ABSENT) {
                return false;
            }
            if (outcome == BindingMemoryReader.Outcome.FOUND) {
                if (hash.isOf(RecordTable.BINDING, aor, offset, length, remembered)) {
                    return wrap(remembered, into);
                }
                // The memory is damaged: counted, and read from where it came from.
                damage.found(RecordTable.BINDING, aor, offset, length);
            }
        }
        return find(RecordTable.BINDING, aor, offset, length) && wrap(transaction.value(), into);
    }

    private boolean wrap(final UnsafeBuffer value, final BindingSetView into) {
        final int payload = StoreLayout.headerLength(RecordTable.BINDING);
        return isRead(into.wrap(value, payload, value.capacity() - payload, level(value)));
    }

    @Override
    public boolean user(
            final DirectBuffer aor, final int offset, final int length, final UserView into) {
        final UnsafeBuffer value = transaction.value();
        final int payload = StoreLayout.headerLength(RecordTable.USER);
        return find(RecordTable.USER, aor, offset, length)
                && isRead(into.wrap(value, payload, value.capacity() - payload, level(value)));
    }

    @Override
    public boolean domain(
            final DirectBuffer host, final int offset, final int length, final DomainView into) {
        final UnsafeBuffer value = transaction.value();
        final int payload = StoreLayout.headerLength(RecordTable.DOMAIN);
        return find(RecordTable.DOMAIN, host, offset, length)
                && isRead(into.wrap(value, payload, value.capacity() - payload, level(value)));
    }

    @Override
    public boolean secret(final String name, final UnsafeBuffer into) {
        final byte[] key = name.getBytes(StandardCharsets.UTF_8);
        final int payload = StoreLayout.headerLength(RecordTable.SECRET);
        if (!find(RecordTable.SECRET, new UnsafeBuffer(key), 0, key.length)) {
            return false;
        }
        final UnsafeBuffer value = transaction.value();
        into.wrap(value, payload, value.capacity() - payload);
        return true;
    }

    @Override
    public boolean numberRoute(
            final DirectBuffer digits,
            final int offset,
            final int length,
            final NumberRouteView into) {
        damaged = false;
        final int code = numbers.find(digits, offset, length);
        final UnsafeBuffer key = numbers.key();
        if (!isFound(RecordTable.NUMBER, code, key, 0, key.capacity())) {
            return false;
        }
        final UnsafeBuffer value = transaction.value();
        final int payload = StoreLayout.headerLength(RecordTable.NUMBER);
        return isRead(into.wrap(value, payload, value.capacity() - payload, level(value)));
    }

    private boolean find(
            final RecordTable table, final DirectBuffer key, final int offset, final int length) {
        damaged = false;
        if (length <= 0 || length > Limits.KEY) {
            return false;
        }
        final int code = transaction.get(environment.table(table), key, offset, length);
        return isFound(table, code, key, offset, length);
    }

    private boolean isFound(
            final RecordTable table,
            final int code,
            final DirectBuffer key,
            final int offset,
            final int length) {
        if (code == LmdbCalls.NOT_FOUND) {
            return false;
        }
        if (code == LmdbCalls.SUCCESS
                && hash.isOf(table, key, offset, length, transaction.value())) {
            return true;
        }
        damaged = true;
        damage.found(table, key, offset, length);
        return false;
    }

    private boolean isRead(final boolean isRight) {
        damaged = !isRight;
        return isRight;
    }

    private static long level(final UnsafeBuffer value) {
        return value.getLong(StoreLayout.LEVEL, ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean lastLookupDamaged() {
        return damaged;
    }

    @Override
    public DatabaseState state() {
        final int code =
                transaction.get(
                        environment.stateTable(), StoredState.KEY, 0, StoredState.KEY.capacity());
        return code == LmdbCalls.SUCCESS && state.decode(transaction.value()) == null
                ? state.published()
                : DatabaseState.NONE;
    }

    @Override
    public void release() {
        transaction.release();
        if (memory != null) {
            memory.release();
        }
    }

    @Override
    public void close() {
        transaction.close();
        if (memory != null) {
            memory.close();
        }
    }
}
