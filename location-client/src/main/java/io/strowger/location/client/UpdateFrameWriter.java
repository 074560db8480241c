// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.strowger.location.RecordChange;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the frames that {@link UpdateFrameView} reads, into memory of its own. */
public final class UpdateFrameWriter {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[UpdateFrameView.MAX_LENGTH]);
    private int length;
    private int count;

    /** Begins a frame; what was written before is forgotten. */
    public UpdateFrameWriter begin(
            final int kind, final long clientId, final long sequence, final long birthDate) {
        buffer.putByte(0, (byte) kind);
        buffer.putByte(1, UpdateFrameView.VERSION);
        buffer.putShort(2, (short) 0);
        buffer.putLong(8, clientId, LITTLE_ENDIAN);
        buffer.putLong(16, sequence, LITTLE_ENDIAN);
        buffer.putLong(24, birthDate, LITTLE_ENDIAN);
        buffer.putInt(4, 0, LITTLE_ENDIAN);
        length = UpdateFrameView.HEADER;
        count = 0;
        return this;
    }

    /** Appends a change; false when it does not fit, or does not fit any more. */
    public boolean add(final RecordChange change) {
        final int bytes = change.encodedLength();
        if (!hasRoom(bytes) || change.encode(buffer, length) < 0) {
            return false;
        }
        grow(bytes);
        return true;
    }

    /** Appends a change that is encoded already; false when it does not fit any more. */
    boolean addEncoded(final DirectBuffer from, final int offset, final int bytes) {
        if (!hasRoom(bytes)) {
            return false;
        }
        buffer.putBytes(length, from, offset, bytes);
        grow(bytes);
        return true;
    }

    private boolean hasRoom(final int bytes) {
        return count < UpdateFrameView.MAX_CHANGES && length + bytes <= UpdateFrameView.MAX_LENGTH;
    }

    private void grow(final int bytes) {
        length += bytes;
        count++;
        buffer.putInt(4, count, LITTLE_ENDIAN);
    }

    /** The frame, from 0 to {@link #length}. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Bytes of the frame so far. */
    public int length() {
        return length;
    }

    /** Changes in the frame so far. */
    public int count() {
        return count;
    }
}
