// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import io.strowger.sip.message.TransportProtocol;
import java.lang.foreign.Arena;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of entries, one cache line each, outside the heap, taken from the system a mebibyte at a
 * time when they are first needed. Free ones form a chain through themselves.
 */
final class EntryMemory {
    static final int ENTRY_BYTES = 64;
    static final int NONE = -1;

    private static final int CALL_ID_HIGH = 0;
    private static final int CALL_ID_LOW = 8;
    private static final int ORIGINATING_HIGH = 16;
    private static final int ORIGINATING_LOW = 24;
    private static final int DESTINATION_HIGH = 32;
    private static final int DESTINATION_LOW = 40;
    private static final int WORD = 48;
    private static final int ORIGINATING_PORT = 56;
    private static final int DESTINATION_PORT = 58;
    private static final int LAST_USE = 60;
    private static final TransportProtocol[] TRANSPORTS = TransportProtocol.values();

    /** Entries of a chunk; to clear its mebibyte takes some hundred microseconds. */
    private static final int CHUNK_SHIFT = 14;

    private static final int CHUNK = 1 << CHUNK_SHIFT;

    private final UnsafeBuffer[] chunks;
    private final int limit;
    private int firstFree = NONE;
    private int fresh;
    private int used;

    EntryMemory(final int limit) {
        this.limit = limit;
        chunks = new UnsafeBuffer[(limit + CHUNK - 1) >> CHUNK_SHIFT];
    }

    /** Zeroed memory that the limit of direct memory, which follows -Xmx, does not count. */
    static UnsafeBuffer allocate(final long bytes) {
        return new UnsafeBuffer(Arena.ofAuto().allocate(bytes, ENTRY_BYTES).asByteBuffer());
    }

    /** Of all entries, used or not. */
    long bytes() {
        return (long) limit * ENTRY_BYTES;
    }

    int used() {
        return used;
    }

    /** Entries below this number have been in use at some time. */
    int touched() {
        return fresh;
    }

    /** An entry whose word is {@link EntryWord#FREE}, or {@link #NONE}. */
    int take() {
        final int entry;
        if (firstFree != NONE) {
            entry = firstFree;
            firstFree = of(entry).getInt(at(entry) + LAST_USE);
        } else if (fresh < limit) {
            if ((fresh & (CHUNK - 1)) == 0) {
                final int more = Math.min(CHUNK, limit - fresh);
                chunks[fresh >> CHUNK_SHIFT] = allocate((long) more * ENTRY_BYTES);
            }
            entry = fresh++;
            of(entry).putLong(at(entry) + WORD, EntryWord.FREE);
        } else {
            return NONE;
        }
        used++;
        return entry;
    }

    void giveBack(final int entry) {
        of(entry).putLong(at(entry) + WORD, EntryWord.FREE);
        of(entry).putInt(at(entry) + LAST_USE, firstFree);
        firstFree = entry;
        used--;
    }

    void write(final int entry, final long high, final long low, final ConnectionTuple tuple) {
        final UnsafeBuffer memory = of(entry);
        final int at = at(entry);
        memory.putLong(at + CALL_ID_HIGH, high);
        memory.putLong(at + CALL_ID_LOW, low);
        memory.putLong(at + ORIGINATING_HIGH, tuple.originatingHigh());
        memory.putLong(at + ORIGINATING_LOW, tuple.originatingLow());
        memory.putLong(at + DESTINATION_HIGH, tuple.destinationHigh());
        memory.putLong(at + DESTINATION_LOW, tuple.destinationLow());
        memory.putShort(at + ORIGINATING_PORT, (short) tuple.originatingPort());
        memory.putShort(at + DESTINATION_PORT, (short) tuple.destinationPort());
    }

    void read(final int entry, final ConnectionTuple into) {
        final UnsafeBuffer memory = of(entry);
        final int at = at(entry);
        into.transport(TRANSPORTS[EntryWord.transport(word(entry))])
                .originating(
                        memory.getLong(at + ORIGINATING_HIGH),
                        memory.getLong(at + ORIGINATING_LOW),
                        memory.getShort(at + ORIGINATING_PORT) & 0xFFFF)
                .destination(
                        memory.getLong(at + DESTINATION_HIGH),
                        memory.getLong(at + DESTINATION_LOW),
                        memory.getShort(at + DESTINATION_PORT) & 0xFFFF);
    }

    boolean isInUse(final int entry) {
        return entry < fresh && word(entry) != EntryWord.FREE;
    }

    long callIdHigh(final int entry) {
        return of(entry).getLong(at(entry) + CALL_ID_HIGH);
    }

    long callIdLow(final int entry) {
        return of(entry).getLong(at(entry) + CALL_ID_LOW);
    }

    long word(final int entry) {
        return of(entry).getLong(at(entry) + WORD);
    }

    void word(final int entry, final long word) {
        of(entry).putLong(at(entry) + WORD, word);
    }

    int lastUse(final int entry) {
        return of(entry).getInt(at(entry) + LAST_USE);
    }

    void lastUse(final int entry, final int tick) {
        of(entry).putInt(at(entry) + LAST_USE, tick);
    }

    /** Adds to a digest what a copy of this entry has to have in common with it. */
    void digest(final int entry, final TableDigest digest, final int sign) {
        final UnsafeBuffer memory = of(entry);
        final int at = at(entry);
        final long word = word(entry);
        digest.begin(memory.getLong(at + CALL_ID_HIGH), memory.getLong(at + CALL_ID_LOW));
        digest.mix(memory.getLong(at + ORIGINATING_HIGH));
        digest.mix(memory.getLong(at + ORIGINATING_LOW));
        digest.mix(memory.getLong(at + DESTINATION_HIGH));
        digest.mix(memory.getLong(at + DESTINATION_LOW));
        digest.mix(
                (long) memory.getInt(at + ORIGINATING_PORT) << 32
                        | EntryWord.node(word) << 4
                        | EntryWord.transport(word));
        digest.end(sign);
    }

    private UnsafeBuffer of(final int entry) {
        return chunks[entry >> CHUNK_SHIFT];
    }

    private static int at(final int entry) {
        return (entry & (CHUNK - 1)) * ENTRY_BYTES;
    }
}
