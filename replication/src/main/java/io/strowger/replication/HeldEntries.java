// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Entries that came before their turn, by level: out of order, or while a load is under way. Bounded by number and
 * bytes; when it is full the highest go, because the lowest are needed first and a load fetches the rest.
 */
final class HeldEntries {
    private final int mostEntries;
    private final long mostBytes;
    private final TreeMap<Long, UnsafeBuffer> entries = new TreeMap<>();
    private long bytes;

    HeldEntries(final int mostEntries, final long mostBytes) {
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
    }

    /** Keeps a copy; false when there was no room for it. */
    boolean hold(final long level, final DirectBuffer entry) {
        if (entries.containsKey(level)) {
            return true;
        }
        while (!entries.isEmpty() && isFull(entry.capacity()) && entries.lastKey() > level) {
            bytes -= entries.pollLastEntry().getValue().capacity();
        }
        if (isFull(entry.capacity())) {
            return false;
        }
        final byte[] copy = new byte[entry.capacity()];
        entry.getBytes(0, copy);
        entries.put(level, new UnsafeBuffer(copy));
        bytes += copy.length;
        return true;
    }

    private boolean isFull(final int more) {
        return entries.size() == mostEntries || bytes + more > mostBytes;
    }

    /** Takes the entry of a level out; null when it is not held. Lower ones are dropped, they had their turn. */
    @Nullable DirectBuffer take(final long level) {
        while (!entries.isEmpty() && entries.firstKey() <= level) {
            final Map.Entry<Long, UnsafeBuffer> first = entries.pollFirstEntry();
            bytes -= first.getValue().capacity();
            if (first.getKey() == level) {
                return first.getValue();
            }
        }
        return null;
    }

    int count() {
        return entries.size();
    }

    void clear() {
        entries.clear();
        bytes = 0;
    }
}
