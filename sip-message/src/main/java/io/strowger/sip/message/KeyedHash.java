// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * SipHash-2-4 with 128-bit result (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012,
 * and its reference code's 128-bit form). Without the key nobody can predict or collide its values,
 * so they may stand in branches and tokens. Reusable, one per thread.
 */
public final class KeyedHash {
    private final long k0;
    private final long k1;
    private long v0;
    private long v1;
    private long v2;
    private long v3;
    private long tail;
    private int length;
    private long high;
    private long low;

    /** A key of 128 bits. */
    public KeyedHash(final long k0, final long k1) {
        this.k0 = k0;
        this.k1 = k1;
        reset();
    }

    /** A second hash under the same key. */
    public KeyedHash copy() {
        return new KeyedHash(k0, k1);
    }

    public KeyedHash reset() {
        v0 = 0x736f6d6570736575L ^ k0;
        v1 = 0x646f72616e646f6dL ^ k1 ^ 0xee;
        v2 = 0x6c7967656e657261L ^ k0;
        v3 = 0x7465646279746573L ^ k1;
        tail = 0;
        length = 0;
        return this;
    }

    public KeyedHash update(final DirectBuffer buffer, final long span) {
        return span == Span.NONE ? this : update(buffer, Span.start(span), Span.length(span));
    }

    public KeyedHash update(final DirectBuffer buffer, final int offset, final int size) {
        int at = offset;
        final int end = offset + size;
        while (at < end && (length & 7) != 0) {
            update(buffer.getByte(at++));
        }
        for (; at <= end - 8; at += 8) {
            length += 8;
            compress(buffer.getLong(at, ByteOrder.LITTLE_ENDIAN));
        }
        while (at < end) {
            update(buffer.getByte(at++));
        }
        return this;
    }

    public KeyedHash update(final byte b) {
        tail |= (b & 0xFFL) << ((length & 7) << 3);
        if ((++length & 7) == 0) {
            final long word = tail;
            tail = 0;
            compress(word);
        }
        return this;
    }

    public KeyedHash update(final byte[] bytes) {
        for (final byte b : bytes) {
            update(b);
        }
        return this;
    }

    public KeyedHash update(final long value) {
        if ((length & 7) == 0) {
            length += 8;
            compress(value);
            return this;
        }
        for (int shift = 0; shift < 64; shift += 8) {
            update((byte) (value >>> shift));
        }
        return this;
    }

    /** Ends the input; then {@link #high} and {@link #low} hold the result. */
    public KeyedHash finish() {
        compress(tail | (long) length << 56);
        v2 ^= 0xee;
        rounds(4);
        low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        rounds(4);
        high = v0 ^ v1 ^ v2 ^ v3;
        return this;
    }

    public long high() {
        return high;
    }

    public long low() {
        return low;
    }

    private void compress(final long word) {
        v3 ^= word;
        rounds(2);
        v0 ^= word;
    }

    private void rounds(final int count) {
        long a = v0;
        long b = v1;
        long c = v2;
        long d = v3;
        for (int i = 0; i < count; i++) {
            a += b;
            b = Long.rotateLeft(b, 13) ^ a;
            a = Long.rotateLeft(a, 32);
            c += d;
            d = Long.rotateLeft(d, 16) ^ c;
            a += d;
            d = Long.rotateLeft(d, 21) ^ a;
            c += b;
            b = Long.rotateLeft(b, 17) ^ c;
            c = Long.rotateLeft(c, 32);
        }
        v0 = a;
        v1 = b;
        v2 = c;
        v3 = d;
    }
}
