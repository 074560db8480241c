// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.collections.MutableInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionTableTest {
    private record Key(long high, long low) {}

    private int places;

    private static TransactionTable table(final int limit) {
        return new TransactionTable(limit);
    }

    private int place() {
        return places++;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 1000})
    void oneMoreThanTheLimitIsRefused(final int limit) {
        final var table = table(limit);
        for (int i = 1; i <= limit; i++) {
            assertThat(table.add(i, i * 31L, place())).isTrue();
        }
        assertThat(table.add(-1, 17, place())).isFalse();
        assertThat(table.size()).isEqualTo(limit);
        assertThat(table.remove(1, 31)).isTrue();
        assertThat(table.add(-1, 17, place())).isTrue();
        assertThat(table.find(-1, 17)).isEqualTo(limit + 1);
        assertThat(table.find(1, 31)).isEqualTo(TransactionTable.NONE);
    }

    @Test
    void keyInUseIsRefused() {
        final var table = table(8);
        final int first = place();
        assertThat(table.add(1, 2, first)).isTrue();
        assertThat(table.add(1, 2, place())).isFalse();
        assertThat(table.find(1, 2)).isEqualTo(first);
        assertThat(table.find(2, 2)).isEqualTo(TransactionTable.NONE);
        assertThat(table.find(1, 3)).isEqualTo(TransactionTable.NONE);
    }

    @Test
    void removingAnUnknownKeyChangesNothing() {
        final var table = table(8);
        table.add(1, 2, place());
        assertThat(table.remove(9, 2)).isFalse();
        assertThat(table.size()).isEqualTo(1);
    }

    /** All keys want one of few places, across the end of the array, so every probe is long. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void behavesAsAMapDoesWhenEverythingCollides(final long seed) {
        check(seed, 64, random -> new Key(random.nextLong(1, 90), -1 - random.nextLong(4)));
    }

    @Test
    void behavesAsAMapDoesWithSpreadKeys() {
        check(7, 5_000, random -> new Key(1, random.nextLong(12_000) * 0x9E3779B97F4A7C15L));
    }

    private interface Keys {
        Key next(SplittableRandom random);
    }

    private void check(final long seed, final int limit, final Keys keys) {
        final var random = new SplittableRandom(seed);
        final var table = table(limit);
        final Map<Key, Integer> model = new HashMap<>();
        final MutableInteger refused = new MutableInteger();
        for (int i = 0; i < 100_000; i++) {
            final Key key = keys.next(random);
            final @Nullable Integer known = model.get(key);
            final int expected = known == null ? TransactionTable.NONE : known;
            assertThat(table.find(key.high(), key.low())).isEqualTo(expected);
            if (known != null && random.nextInt(3) > 0) {
                assertThat(table.remove(key.high(), key.low())).isTrue();
                model.remove(key);
            } else if (known == null) {
                final int added = place();
                final boolean fits = model.size() < limit;
                assertThat(table.add(key.high(), key.low(), added)).isEqualTo(fits);
                if (fits) {
                    model.put(key, added);
                } else {
                    refused.increment();
                }
            }
        }
        final List<Key> left = new ArrayList<>(model.keySet());
        left.forEach(
                key -> assertThat(table.find(key.high(), key.low())).isEqualTo(model.get(key)));
        assertThat(table.size()).isEqualTo(left.size());
        assertThat(refused.get() > 0 || limit > 64).isTrue();
    }

    @Test
    void impossibleLimitIsRefused() {
        assertThatThrownBy(() -> table(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
