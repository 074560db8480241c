// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import java.util.ArrayList;
import java.util.List;

/** A small database's history: level n sets one of four records, every fifth level deletes one. */
final class History {
    static final long BIRTH_DATE = 7;
    private static final int KEYS = 4;
    private static final int DELETION = 5;

    private final long birthDate;
    private final List<byte[]> entries = new ArrayList<>();

    History(final long birthDate, final int levels) {
        this.birthDate = birthDate;
        final Entries encoder = new Entries();
        for (int level = 1; level <= levels; level++) {
            encoder.begin(birthDate, 1, level)
                    .set("k" + level % KEYS, level % DELETION == 0 ? "" : "value " + level);
            entries.add(encoder.end());
        }
    }

    byte[] entry(final long level) {
        return entries.get((int) level - 1);
    }

    /** A store that has followed up to a level. */
    MemoryStore at(final long level) {
        final MemoryStore store = new MemoryStore(false, entries.size() + 1).create(birthDate);
        for (long each = 1; each <= level; each++) {
            store.apply(entry(each));
        }
        return store;
    }
}
