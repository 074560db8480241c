// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** A 64-bit hash of a key, different for each seed; for places in memory, not against forgery. */
final class KeyHash {
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private KeyHash() {}

    static long of(final long seed, final DirectBuffer key, final int offset, final int length) {
        final int end = offset + length;
        long hash = seed ^ length * MULTIPLIER;
        int at = offset;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = RecordHash.avalanche(hash ^ key.getLong(at, ByteOrder.LITTLE_ENDIAN));
        }
        if (at < end) {
            long rest = 0;
            for (; at < end; at++) {
                rest = rest << 8 | (key.getByte(at) & 0xFF);
            }
            hash = RecordHash.avalanche(hash ^ rest);
        }
        return hash;
    }
}
