// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.strowger.location.RecordChange;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A batch of changes as it stands in the replicated log: one frame is one log entry and at most one database level.
 *
 * <pre>
 *  0 kind        1   {@link #UPDATES} or {@link #CREATE_DATABASE}
 *  1 version     1
 *  2 reserved    2
 *  4 changes     4
 *  8 client id   8
 * 16 sequence    8   from 1, per client id
 * 24 birth date  8   of the database to create; 0 in updates
 * 32 changes, each as {@link RecordChange} encodes it
 * </pre>
 *
 * Reused for every frame; valid while the wrapped buffer is.
 */
public final class UpdateFrameView {
    public static final int UPDATES = 1;
    public static final int CREATE_DATABASE = 2;

    /** Largest frame: it fits one fragment of the log together with the log's own headers. */
    public static final int MAX_LENGTH = 60 * 1024;

    /** Most changes in one frame. */
    public static final int MAX_CHANGES = 1024;

    static final int HEADER = 32;
    static final byte VERSION = 1;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);
    private final RecordChange change = new RecordChange();
    private int index;
    private int next;

    /**
     * Points this view at a frame and checks all of it.
     *
     * @return false when it is not a frame that this version understands; nothing may be read then
     */
    public boolean wrap(final DirectBuffer from, final int offset, final int length) {
        if (length < HEADER || length > MAX_LENGTH) {
            return false;
        }
        buffer.wrap(from, offset, length);
        final int kind = kind();
        return buffer.getByte(1) == VERSION
                && (kind == UPDATES || kind == CREATE_DATABASE)
                && count() >= 0
                && count() <= MAX_CHANGES
                && changesFit();
    }

    private boolean changesFit() {
        rewind();
        for (int i = count(); i > 0; i--) {
            if (!decode()) {
                return false;
            }
        }
        final boolean nothingLeft = next == buffer.capacity();
        rewind();
        return nothingLeft;
    }

    private boolean decode() {
        final int length =
                next < buffer.capacity()
                        ? change.decode(buffer, next, buffer.capacity() - next)
                        : -1;
        next += length;
        return length > 0;
    }

    private void rewind() {
        index = -1;
        next = HEADER;
    }

    public int kind() {
        return buffer.getByte(0);
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

    public long birthDate() {
        return buffer.getLong(24, LITTLE_ENDIAN);
    }

    /** Moves to the next change; false after the last. */
    public boolean next() {
        if (index + 1 >= count()) {
            return false;
        }
        index++;
        return decode();
    }

    /** Position of the present change in the frame, from 0. */
    public int index() {
        return index;
    }

    /** The present change; the same object for all of them. */
    public RecordChange change() {
        return change;
    }
}
