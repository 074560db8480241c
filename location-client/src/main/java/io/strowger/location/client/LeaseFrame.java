// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a switch and the location server group say to each other about the lease of the active switch.
 * A request is one entry of the replicated log; it changes no record and gives no level.
 *
 * <pre>
 *  0 kind        1   {@link #REQUEST}, {@link #RELEASE} or {@link #ANSWER}
 *  1 version     1
 *  2 reserved    2
 *  4 switch      4   number of the switch, from 0
 *  8 client id   8
 * 16 number      8   of the request
 * 24 term        8   that the switch holds, 0 for none; in answers what it holds now
 * 32 length      8   of the lease, in milliseconds
 * </pre>
 */
public final class LeaseFrame {
    public static final int REQUEST = 4;
    public static final int RELEASE = 5;
    public static final int ANSWER = 6;
    static final int LENGTH = 40;
    private static final byte VERSION = 1;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);

    /** Copies a frame in; false when it is not one that this version understands. */
    public boolean read(final DirectBuffer from, final int offset, final int length) {
        // A later version may append.
        if (length < LENGTH) {
            return false;
        }
        buffer.putBytes(0, from, offset, LENGTH);
        return kind() >= REQUEST
                && kind() <= ANSWER
                && buffer.getByte(1) >= VERSION
                && switchNumber() >= 0
                && term() >= 0;
    }

    /** Writes a frame. */
    public LeaseFrame write(
            final int kind,
            final int switchNumber,
            final long clientId,
            final long number,
            final long term,
            final long lengthMillis) {
        buffer.putByte(0, (byte) kind);
        buffer.putByte(1, VERSION);
        buffer.putShort(2, (short) 0);
        buffer.putInt(4, switchNumber, LITTLE_ENDIAN);
        buffer.putLong(8, clientId, LITTLE_ENDIAN);
        buffer.putLong(16, number, LITTLE_ENDIAN);
        buffer.putLong(24, term, LITTLE_ENDIAN);
        buffer.putLong(32, lengthMillis, LITTLE_ENDIAN);
        return this;
    }

    /** Turns the request that was read into its answer. */
    public LeaseFrame answer(final long grantedTerm) {
        return write(ANSWER, switchNumber(), clientId(), number(), grantedTerm, lengthMillis());
    }

    public int kind() {
        return buffer.getByte(0);
    }

    public int switchNumber() {
        return buffer.getInt(4, LITTLE_ENDIAN);
    }

    public long clientId() {
        return buffer.getLong(8, LITTLE_ENDIAN);
    }

    public long number() {
        return buffer.getLong(16, LITTLE_ENDIAN);
    }

    public long term() {
        return buffer.getLong(24, LITTLE_ENDIAN);
    }

    public long lengthMillis() {
        return buffer.getLong(32, LITTLE_ENDIAN);
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    /** Bytes of a frame. */
    public int length() {
        return LENGTH;
    }
}
