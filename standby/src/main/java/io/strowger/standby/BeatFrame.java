// SPDX-License-Identifier: Apache-2.0
package io.strowger.standby;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.strowger.lease.SwitchBeat;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A beat as it goes over link 213, beside the frames of the table stream, whose kinds are lower.
 *
 * <pre>
 *  0 kind         1   {@link #KIND}
 *  1 version      1
 *  2 flags        2   bit 0: active, bit 1: asks for a promise
 *  4 sight        4   0 for nothing, and of who says nothing of it
 *  8 number       8
 * 16 term         8   0 for none
 * 24 promise for  8   number of the other one's beat, 0 for none
 * </pre>
 */
final class BeatFrame {
    static final byte KIND = 16;
    static final int LENGTH = 32;
    private static final byte VERSION = 1;
    private static final int ACTIVE = 1;
    private static final int ASKS = 2;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);

    /** Whether these bytes are to be read as a beat. */
    static boolean isBeat(final DirectBuffer from, final int offset, final int length) {
        return length > 0 && from.getByte(offset) == KIND;
    }

    BeatFrame write(final SwitchBeat beat) {
        buffer.putByte(0, KIND);
        buffer.putByte(1, VERSION);
        buffer.putShort(
                2,
                (short) ((beat.active() ? ACTIVE : 0) | (beat.asksPromise() ? ASKS : 0)),
                LITTLE_ENDIAN);
        buffer.putInt(4, beat.sight(), LITTLE_ENDIAN);
        buffer.putLong(8, beat.number(), LITTLE_ENDIAN);
        buffer.putLong(16, beat.term(), LITTLE_ENDIAN);
        buffer.putLong(24, beat.promiseFor(), LITTLE_ENDIAN);
        return this;
    }

    /** The beat in these bytes, or null when it is none that this version understands; a later one may append. */
    static @Nullable SwitchBeat read(final DirectBuffer from, final int offset, final int length) {
        if (length < LENGTH
                || from.getByte(offset) != KIND
                || from.getByte(offset + 1) < VERSION
                || from.getLong(offset + 16, LITTLE_ENDIAN) < 0) {
            return null;
        }
        final int flags = from.getShort(offset + 2, LITTLE_ENDIAN);
        return new SwitchBeat(
                from.getLong(offset + 8, LITTLE_ENDIAN),
                (flags & ACTIVE) != 0,
                from.getLong(offset + 16, LITTLE_ENDIAN),
                (flags & ASKS) != 0,
                from.getLong(offset + 24, LITTLE_ENDIAN),
                from.getInt(offset + 4, LITTLE_ENDIAN));
    }

    DirectBuffer buffer() {
        return buffer;
    }
}
