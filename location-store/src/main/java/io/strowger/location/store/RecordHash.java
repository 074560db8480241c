// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.Limits;
import io.strowger.location.RecordTable;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * 128-bit hash of a record: checksum at every read and summand of the digest. MurmurHash3 (x64, 128 bits, seed 0) over
 * table and lengths (8 bytes), level (8), key and payload, each filled up to 16 bytes with zeros. It guards against
 * accidents, not against forgery. One per thread.
 */
final class RecordHash {
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;
    private static final int BLOCK = 16;

    private long h1;
    private long h2;

    /** Computes the hash of a record; the payload is the value's bytes from payloadOffset to its capacity. */
    void compute(
            final RecordTable table,
            final long level,
            final DirectBuffer key,
            final int keyOffset,
            final int keyLength,
            final DirectBuffer value,
            final int payloadOffset) {
        final int payloadLength = value.capacity() - payloadOffset;
        h1 = 0;
        h2 = 0;
        mix((long) table.code() << 56 | (long) keyLength << 32 | payloadLength, level);
        mix(key, keyOffset, keyLength);
        mix(value, payloadOffset, payloadLength);
        finish(BLOCK + roundUp(keyLength) + roundUp(payloadLength));
    }

    /** Whether a value that was read, header and payload, has a possible length and the hash of this record. */
    boolean isOf(
            final RecordTable table,
            final DirectBuffer key,
            final int keyOffset,
            final int keyLength,
            final DirectBuffer value) {
        final int header = StoreLayout.headerLength(table);
        if (value.capacity() <= header || value.capacity() > header + Limits.VALUE) {
            return false;
        }
        final long level = value.getLong(StoreLayout.LEVEL, ByteOrder.LITTLE_ENDIAN);
        compute(table, level, key, keyOffset, keyLength, value, header);
        return matches(value);
    }

    long high() {
        return h1;
    }

    long low() {
        return h2;
    }

    /** Whether the record's stored hash is the computed one. */
    boolean matches(final DirectBuffer value) {
        return value.getLong(StoreLayout.HASH_HIGH, ByteOrder.LITTLE_ENDIAN) == h1
                && value.getLong(StoreLayout.HASH_LOW, ByteOrder.LITTLE_ENDIAN) == h2;
    }

    private static int roundUp(final int length) {
        return length + BLOCK - 1 & -BLOCK;
    }

    private void mix(final DirectBuffer buffer, final int offset, final int length) {
        final int end = offset + length;
        int at = offset;
        for (; at + BLOCK <= end; at += BLOCK) {
            mix(
                    buffer.getLong(at, ByteOrder.LITTLE_ENDIAN),
                    buffer.getLong(at + Long.BYTES, ByteOrder.LITTLE_ENDIAN));
        }
        if (at < end) {
            final int firstEnd = Math.min(end, at + Long.BYTES);
            mix(tail(buffer, at, firstEnd), tail(buffer, firstEnd, end));
        }
    }

    private static long tail(final DirectBuffer buffer, final int start, final int end) {
        if (end - start == Long.BYTES) {
            return buffer.getLong(start, ByteOrder.LITTLE_ENDIAN);
        }
        long bits = 0;
        for (int i = end - 1; i >= start; i--) {
            bits = bits << 8 | (buffer.getByte(i) & 0xFF);
        }
        return bits;
    }

    private void mix(final long first, final long second) {
        h1 ^= Long.rotateLeft(first * C1, 31) * C2;
        h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
        h2 ^= Long.rotateLeft(second * C2, 33) * C1;
        h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }

    private void finish(final int length) {
        h1 ^= length;
        h2 ^= length;
        h1 += h2;
        h2 += h1;
        h1 = avalanche(h1);
        h2 = avalanche(h2);
        h1 += h2;
        h2 += h1;
    }

    /** A bijection in which each bit of the result depends on each given one. */
    static long avalanche(final long bits) {
        long k = bits;
        k ^= k >>> 33;
        k *= 0xff51afd7ed558ccdL;
        k ^= k >>> 33;
        k *= 0xc4ceb9fe1a85ec53L;
        return k ^ k >>> 33;
    }
}
