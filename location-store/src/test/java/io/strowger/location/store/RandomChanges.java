// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordChange;
import java.util.SplittableRandom;

/** Batches of changes of all kinds, by a seed. */
final class RandomChanges {
    private final StoreFixture source;
    private final SplittableRandom random;
    private final int names;
    private long nowMillis = 1_000_000;

    RandomChanges(final StoreFixture source, final long seed, final int names) {
        this.source = source;
        this.names = names;
        random = new SplittableRandom(seed);
    }

    void batches(final int count) {
        for (int i = 0; i < count; i++) {
            batch();
        }
    }

    private void batch() {
        source.begin();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            final String name = "u" + random.nextInt(names);
            switch (random.nextInt(8)) {
                case 0 -> source.bind(name + "@x", RecordChange.ANY_LEVEL);
                case 1 -> source.secret(name, RecordChange.ANY_LEVEL, "s" + random.nextInt(5));
                case 2 -> source.secret(name, RecordChange.ANY_LEVEL, "");
                default ->
                        source.bind(
                                name + "@x",
                                RecordChange.ANY_LEVEL,
                                nowMillis + random.nextInt(60_000));
            }
        }
        nowMillis += 1_000;
        source.writer.expireDue(nowMillis, 10);
        source.commit();
    }
}
