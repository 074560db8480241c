// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.Limits;
import io.strowger.location.RecordTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.jspecify.annotations.Nullable;

/**
 * All BINDING records once more, in memory in huge pages, so that the lookup that a call waits for never waits for a disk
 * and takes two or three cache misses where LMDB's tree takes a dozen. LMDB stays the truth: after each commit the keys
 * that it changed are read back from there. What finds no room ends the whole thing until the next start, and lookups go
 * to LMDB.
 *
 * <p>One thread, the writer's; readers have a {@link BindingMemoryReader} each. A block: what {@link BlockArena} keeps · length of
 * the key (2) · length of the value (2) · key · value.
 */
final class BindingMemory {
    /** Bytes of keys that one commit may change. */
    static final int CHANGED_KEYS = 16 << 20;

    static final int KEY_LENGTH_AT = BlockArena.HEADER;
    static final int VALUE_LENGTH_AT = KEY_LENGTH_AT + Short.BYTES;
    static final int KEY_AT = VALUE_LENGTH_AT + Short.BYTES;

    private static final System.Logger LOGGER = System.getLogger("strowger.location-store");

    private final LmdbEnvironment environment;
    private final int table;
    private final long limit;
    private final AtomicCounter bytes;
    private final ReadTransaction committed;
    private final BlockArena arena;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private final ReaderEpochs epochs = new ReaderEpochs();
    private final Deque<Outgrown> outgrown = new ArrayDeque<>();
    private final ExpandableArrayBuffer changed = new ExpandableArrayBuffer();
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer block = new UnsafeBuffer(0, 0);
    private int changedLength;
    private volatile @Nullable SlotTable slots;

    private record Outgrown(SlotTable table, long epoch) {}

    private BindingMemory(
            final LmdbEnvironment environment, final long limit, final AtomicCounter bytes) {
        this.environment = environment;
        this.table = environment.table(RecordTable.BINDING);
        this.limit = limit;
        this.bytes = bytes;
        committed = new ReadTransaction(environment);
        arena = new BlockArena(limit);
    }

    /**
     * Reads all bindings into memory.
     *
     * @param limit most bytes for the records; 8 to 32 more for each are taken for their places
     */
    static BindingMemory fill(
            final LmdbEnvironment environment, final long limit, final AtomicCounter bytes) {
        final BindingMemory memory = new BindingMemory(environment, limit, bytes);
        memory.slots = SlotTable.of(SlotTable.LEAST_SLOTS);
        if (memory.slots == null) {
            memory.warn("the system gives no memory for it");
        } else {
            memory.readAll();
        }
        return memory;
    }

    private void readAll() {
        int code = committed.move(table, LmdbCalls.FIRST);
        while (code == LmdbCalls.SUCCESS && slots != null) {
            final UnsafeBuffer here = committed.key();
            put(here, 0, here.capacity(), committed.value());
            code = committed.move(table, LmdbCalls.NEXT);
        }
        committed.release();
        if (code != LmdbCalls.SUCCESS && code != LmdbCalls.NOT_FOUND) {
            end("they cannot be read: " + LmdbCalls.message(code));
        }
        report();
    }

    /** Where readers look; null when they are to look in LMDB. Any thread. */
    @Nullable SlotTable slots() {
        return slots;
    }

    long seed() {
        return seed;
    }

    ReaderEpochs epochs() {
        return epochs;
    }

    /** The transaction under way changes the record of this key. */
    void changes(final DirectBuffer changedKey, final int length) {
        if (slots == null) {
            return;
        }
        if (changedLength + Short.BYTES + length > CHANGED_KEYS) {
            end("one commit changes too many of them");
            return;
        }
        changed.putShort(changedLength, (short) length);
        changed.putBytes(changedLength + Short.BYTES, changedKey, 0, length);
        changedLength += Short.BYTES + length;
    }

    /** The transaction has not been committed. */
    void forget() {
        changedLength = 0;
    }

    /** The transaction has been committed: readers see what it changed when this returns. */
    void committed() {
        if (changedLength > 0 && slots != null) {
            for (int at = 0; at < changedLength; ) {
                final int length = changed.getShort(at);
                copy(at + Short.BYTES, length);
                at += Short.BYTES + length;
            }
            committed.release();
            reclaim();
            report();
        }
        changedLength = 0;
    }

    private void copy(final int at, final int length) {
        final int code = committed.get(table, changed, at, length);
        if (code == LmdbCalls.SUCCESS) {
            put(changed, at, length, committed.value());
        } else if (code == LmdbCalls.NOT_FOUND) {
            remove(at, length);
        } else {
            end("they cannot be read: " + LmdbCalls.message(code));
        }
    }

    private void put(
            final DirectBuffer from, final int offset, final int length, final UnsafeBuffer value) {
        final SlotTable here = slots;
        if (here == null) {
            return;
        }
        final long address = write(from, offset, length, value);
        if (address == 0) {
            end("there is no room, they take " + arena.used() + " bytes of " + limit);
            return;
        }
        final long hash = KeyHash.of(seed, from, offset, length);
        final long before = find(here, hash, from, offset, length, key);
        if (before != 0) {
            here.replace(hash, before, address);
            arena.retire(before, epochs.current());
            return;
        }
        here.add(hash, address);
        if (here.isFull()) {
            grow(here);
        }
    }

    private long write(
            final DirectBuffer from, final int offset, final int length, final UnsafeBuffer value) {
        final int valueLength = value.capacity();
        if (length > Limits.KEY || valueLength > Short.MAX_VALUE) {
            return 0;
        }
        final int size = KEY_AT + length + valueLength;
        long address = arena.allocate(size);
        if (address == 0 && arena.hasRetired()) {
            reclaim();
            address = arena.allocate(size);
        }
        if (address != 0) {
            block.wrap(address, size);
            block.putShort(KEY_LENGTH_AT, (short) length);
            block.putShort(VALUE_LENGTH_AT, (short) valueLength);
            block.putBytes(KEY_AT, from, offset, length);
            block.putBytes(KEY_AT + length, value, 0, valueLength);
        }
        return address;
    }

    private void remove(final int at, final int length) {
        final SlotTable here = slots;
        if (here == null) {
            return;
        }
        final long hash = KeyHash.of(seed, changed, at, length);
        final long before = find(here, hash, changed, at, length, key);
        if (before != 0) {
            here.remove(hash, before);
            arena.retire(before, epochs.current());
        }
    }

    /** Address of the block of a key, 0 when there is none. Any thread that is in an epoch. */
    static long find(
            final SlotTable table,
            final long hash,
            final DirectBuffer from,
            final int offset,
            final int length,
            final UnsafeBuffer scratch) {
        int slot = table.first(hash);
        for (long entry = table.entry(slot); !SlotTable.isEmpty(entry); entry = table.entry(slot)) {
            if (SlotTable.mayBe(entry, hash)
                    && isKey(SlotTable.address(entry), scratch, from, offset, length)) {
                return SlotTable.address(entry);
            }
            slot = table.next(slot);
        }
        return 0;
    }

    private static boolean isKey(
            final long address,
            final UnsafeBuffer into,
            final DirectBuffer from,
            final int offset,
            final int length) {
        into.wrap(address, KEY_AT);
        if (into.getShort(KEY_LENGTH_AT) != length) {
            return false;
        }
        into.wrap(address + KEY_AT, length);
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            if (into.getLong(at) != from.getLong(offset + at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if (into.getByte(at) != from.getByte(offset + at)) {
                return false;
            }
        }
        return true;
    }

    /** Wraps a buffer over the value in the block at an address, whose key has this length. */
    static void wrapValue(final long address, final int keyLength, final UnsafeBuffer into) {
        into.wrap(address, KEY_AT);
        final int length = into.getShort(VALUE_LENGTH_AT);
        into.wrap(address + KEY_AT + keyLength, length);
    }

    /** All keys again in a table with room for more. */
    private void grow(final SlotTable from) {
        final @Nullable SlotTable next = SlotTable.of(from.nextSize());
        if (next == null) {
            end("there is no room for more than " + from.size() / 2 + " places");
            return;
        }
        for (int slot = 0; slot < from.size(); slot++) {
            final long entry = from.entry(slot);
            if (SlotTable.isBlock(entry)) {
                final long address = SlotTable.address(entry);
                block.wrap(address, KEY_AT + Limits.KEY);
                final int length = block.getShort(KEY_LENGTH_AT);
                next.add(KeyHash.of(seed, block, KEY_AT, length), address);
            }
        }
        slots = next;
        outgrown.addLast(new Outgrown(from, epochs.current()));
    }

    private void reclaim() {
        final long before = epochs.advance();
        arena.reclaim(before);
        while (!outgrown.isEmpty() && outgrown.getFirst().epoch() < before) {
            outgrown.removeFirst().table().unmap();
        }
    }

    private void report() {
        final SlotTable here = slots;
        bytes.setRelease(here == null ? 0 : arena.used() + here.bytes());
    }

    private void end(final String why) {
        if (slots != null) {
            outgrown.addLast(new Outgrown(slots, Long.MAX_VALUE));
            slots = null;
            changedLength = 0;
            report();
            warn(why);
        }
    }

    private void warn(final String why) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "location database in {0}: bindings are not kept in memory until the next start ({1});"
                        + " lookups go to the database''s pages",
                environment.directory(),
                why);
    }

    /** Ends the transaction that reads; the environment can then be closed. */
    void stopReading() {
        committed.close();
    }

    /** Gives the memory back; no reader may be open. */
    void close() {
        final SlotTable here = slots;
        slots = null;
        if (here != null) {
            here.unmap();
        }
        outgrown.forEach(each -> each.table().unmap());
        outgrown.clear();
        arena.close();
    }
}
