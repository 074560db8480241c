// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The location server's answer to an update frame.
 *
 * <pre>
 *  0 kind      1   {@link #KIND}
 *  1 version   1
 *  2 reserved  2
 *  4 outcomes  4
 *  8 client id 8
 * 16 sequence  8
 * 24 level     8
 * 32 outcomes  1 each, in the order of the changes
 * </pre>
 */
public final class OutcomeFrame {
    public static final int KIND = 3;
    static final int HEADER = 32;
    static final byte VERSION = 1;
    static final int MAX_LENGTH = HEADER + UpdateFrameView.MAX_CHANGES;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_LENGTH]);

    /** Copies a frame in; false when it is not one that this version understands. */
    public boolean read(final DirectBuffer from, final int offset, final int length) {
        if (length < HEADER || length > MAX_LENGTH) {
            return false;
        }
        buffer.putBytes(0, from, offset, length);
        return buffer.getByte(0) == KIND
                && buffer.getByte(1) == VERSION
                && count() == length - HEADER;
    }

    /** Begins an answer with this number of outcomes, all {@link UpdateOutcome#UNAVAILABLE} until set. */
    public OutcomeFrame begin(final long clientId, final long sequence, final int count) {
        buffer.putByte(0, (byte) KIND);
        buffer.putByte(1, VERSION);
        buffer.putShort(2, (short) 0);
        buffer.putInt(4, count, LITTLE_ENDIAN);
        buffer.putLong(8, clientId, LITTLE_ENDIAN);
        buffer.putLong(16, sequence, LITTLE_ENDIAN);
        buffer.putLong(24, 0, LITTLE_ENDIAN);
        buffer.setMemory(HEADER, count, UpdateOutcome.UNAVAILABLE.code());
        return this;
    }

    public OutcomeFrame level(final long level) {
        buffer.putLong(24, level, LITTLE_ENDIAN);
        return this;
    }

    public OutcomeFrame outcome(final int index, final UpdateOutcome outcome) {
        buffer.putByte(HEADER + index, outcome.code());
        return this;
    }

    public int count() {
        return buffer.getInt(4, LITTLE_ENDIAN);
    }

    public long clientId() {
        return buffer.getLong(8, LITTLE_ENDIAN);
    }

    public long sequence() {
        return buffer.getLong(16, LITTLE_ENDIAN);
    }

    public long level() {
        return buffer.getLong(24, LITTLE_ENDIAN);
    }

    /** The outcome of the change at this position; a code from the future reads as unavailable. */
    public UpdateOutcome outcome(final int index) {
        final UpdateOutcome outcome = UpdateOutcome.ofCode(buffer.getByte(HEADER + index));
        return outcome == null ? UpdateOutcome.UNAVAILABLE : outcome;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int length() {
        return HEADER + count();
    }
}
