// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Entries;
import io.strowger.replication.MemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a quorum of the group has committed, and so acknowledged: the log, and what the database must be at each level. */
final class Truth {
    private static final int DELETED_IN_100 = 15;
    private static final int LARGE_CHANGES = 40;
    private static final int LARGE_VALUE = 3000;

    private record Point(long birthDate, long level) {}

    private final Random chance;
    private final int keys;
    private final int largeInThousand;
    private final Entries entries = new Entries();
    private final Map<Point, DatabaseState> states = new HashMap<>();
    private List<byte[]> log = new ArrayList<>();
    private MemoryStore model = new MemoryStore(false, 1);
    private long birthDate;
    private long youngest = 1000;
    private long oldest = 1000;

    Truth(final Random chance, final int keys, final int largeInThousand) {
        this.chance = chance;
        this.keys = keys;
        this.largeInThousand = largeInThousand;
        create(youngest);
    }

    /** Another database takes the place of this one: as after an import into a new group, or the return of an old one. */
    void replace(final boolean isYounger) {
        if (isYounger) {
            youngest++;
        } else {
            oldest--;
        }
        create(isYounger ? youngest : oldest);
    }

    private void create(final long newBirthDate) {
        birthDate = newBirthDate;
        log = new ArrayList<>();
        model = new MemoryStore(false, 1).create(newBirthDate);
        remember();
    }

    private void remember() {
        states.put(new Point(birthDate, model.state().level()), model.state());
    }

    /** The last levels are gone, as after the loss of a quorum's disks; what is committed from here on is something else. */
    void lose(final int levels) {
        log = new ArrayList<>(log.subList(0, (int) Math.max(0, level() - levels)));
        model = new MemoryStore(false, 1).create(birthDate);
        log.forEach(model::apply);
        states.keySet()
                .removeIf(point -> point.birthDate() == birthDate && point.level() > level());
    }

    /** Commits a level in this term and gives its entry. */
    byte[] commit(final long term) {
        entries.begin(birthDate, term, level() + 1);
        final boolean isLarge = chance.nextInt(1000) < largeInThousand;
        final int changes = isLarge ? LARGE_CHANGES : 1 + chance.nextInt(3);
        for (int i = 0; i < changes; i++) {
            final String key = "user" + chance.nextInt(keys) + "@example.org";
            final boolean isDelete = chance.nextInt(100) < DELETED_IN_100;
            final String value = "sip:" + chance.nextInt(1000000);
            entries.set(key, isDelete ? "" : isLarge ? value.repeat(LARGE_VALUE / 10) : value);
        }
        final byte[] entry = entries.end();
        log.add(entry);
        model.apply(entry);
        remember();
        return entry;
    }

    long birthDate() {
        return birthDate;
    }

    long level() {
        return log.size();
    }

    byte[] entry(final long level) {
        return log.get((int) level - 1);
    }

    MemoryStore model() {
        return model;
    }

    /** What is wrong with a coherent database that claims this state; empty when nothing is. */
    String defect(final DatabaseState claimed) {
        final DatabaseState known = states.get(new Point(claimed.birthDate(), claimed.level()));
        if (known == null) {
            return "holds level "
                    + claimed.level()
                    + " of "
                    + claimed.birthDate()
                    + ", which was never committed";
        }
        return known.equals(claimed)
                ? ""
                : "at level " + claimed.level() + " is " + claimed + " and must be " + known;
    }
}
