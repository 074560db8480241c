// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.RecordTable;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

final class RecordHashTest {
    private final RecordHash hash = new RecordHash();

    private String hash(
            final RecordTable table, final long level, final byte[] key, final byte[] value) {
        hash.compute(
                table, level, new UnsafeBuffer(key), 0, key.length, new UnsafeBuffer(value), 0);
        return String.format("%016x%016x", hash.high(), hash.low());
    }

    @Test
    void everyBitOfARecordChangesTheHash() {
        final byte[] key = new byte[21];
        final byte[] value = new byte[39];
        final Set<String> seen = new HashSet<>();
        seen.add(hash(RecordTable.USER, 7, key, value));
        seen.add(hash(RecordTable.BINDING, 7, key, value));
        seen.add(hash(RecordTable.USER, 8, key, value));
        for (int bit = 0; bit < (key.length + value.length) * 8; bit++) {
            final byte[] flipped = bit / 8 < key.length ? key : value;
            final int at = bit / 8 < key.length ? bit / 8 : bit / 8 - key.length;
            flipped[at] ^= (byte) (1 << bit % 8);
            seen.add(hash(RecordTable.USER, 7, key, value));
            flipped[at] ^= (byte) (1 << bit % 8);
        }
        assertThat(seen).hasSize(3 + (21 + 39) * 8);
    }

    @Test
    void whereTheKeyEndsBelongsToTheHash() {
        assertThat(hash(RecordTable.USER, 1, new byte[16], new byte[32]))
                .isNotEqualTo(hash(RecordTable.USER, 1, new byte[32], new byte[16]));
        assertThat(hash(RecordTable.USER, 1, new byte[3], new byte[5]))
                .isNotEqualTo(hash(RecordTable.USER, 1, new byte[4], new byte[5]));
    }

    @Test
    void theHashOfStoredDatabasesNeverChanges() {
        assertThat(hash(RecordTable.BINDING, 4711, key("alice@example.org"), key("0123456789")))
                .isEqualTo("73a3bb6278f05428920e96d88c7c209a");
    }

    private static byte[] key(final String text) {
        return StoreFixture.bytes(text).byteArray();
    }

    @Test
    void theDigestForgetsTheOrderAndWhatWasSubtracted() {
        final SplittableRandom random = new SplittableRandom(3);
        final long[] numbers = random.longs(2000).toArray();
        final Digest forwards = new Digest();
        final Digest backwards = new Digest();
        for (int i = 0; i < numbers.length; i += 2) {
            forwards.add(numbers[i], numbers[i + 1]);
            final int j = numbers.length - 2 - i;
            backwards.add(numbers[j], numbers[j + 1]);
        }
        assertThat(forwards.high()).isEqualTo(backwards.high());
        assertThat(forwards.low()).isEqualTo(backwards.low());
        for (int i = 0; i < numbers.length; i += 2) {
            forwards.subtract(numbers[i], numbers[i + 1]);
        }
        assertThat(forwards.high()).isZero();
        assertThat(forwards.low()).isZero();
    }
}
