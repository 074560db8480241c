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
        this(birthDate, levels, 0, "value ");
    }

    /** The same up to a level; from there on other values, as when the group has lost levels. */
    History otherwiseAfter(final long level) {
        return new History(birthDate, entries.size(), level, "otherwise ");
    }

    private History(
            final long birthDate, final int levels, final long sameUpTo, final String value) {
        this.birthDate = birthDate;
        final Entries encoder = new Entries();
        for (int level = 1; level <= levels; level++) {
            final String said = (level > sameUpTo ? value : "value ") + level;
            encoder.begin(birthDate, 1, level)
                    .set("k" + level % KEYS, level % DELETION == 0 ? "" : said);
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
