// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a sealed frame lies in memory: a header of 40 bytes that is authenticated but readable, the encrypted payload, a
 * tag of 16 bytes. The nonce is the counter; the key is another one for each purpose, sender, incarnation and 2^24
 * frames, so no nonce is used twice with a key.
 */
final class SealedFrame {
    static final int VERSION = 1;
    static final int HEADER = 40;
    static final int TAG = 16;
    static final int OVERHEAD = HEADER + TAG;
    static final int NONCE = 12;

    static final int VERSION_AT = 0;
    static final int KEY_ID_AT = 4;
    static final int SENDER_AT = 8;
    static final int INCARNATION_AT = 16;
    static final int COUNTER_AT = 24;
    static final int SENT_AT = 32;

    static final ByteOrder ORDER = ByteOrder.BIG_ENDIAN;

    /** Frames that share a key, as a power of two. */
    private static final int PART_BITS = 24;

    private SealedFrame() {}

    /** Which key of a sender's start the frame with this counter is sealed with. */
    static long partOf(final long counter) {
        return counter >>> PART_BITS;
    }

    static void writeNonce(final long counter, final byte[] into) {
        ByteBuffer.wrap(into).putInt(0, 0).putLong(Integer.BYTES, counter);
    }
}
