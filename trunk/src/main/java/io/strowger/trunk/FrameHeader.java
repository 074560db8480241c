// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What stands before the records of a frame, little-endian: version (1) · flags (1) · length of this header (2) · length of
 * the header of each record (2) · link (2) · term (8) · process (8) · beat (8) · points (8). A newer version adds behind
 * what is known and is stepped over by the lengths; one that changes a known field has another version number. Frames
 * without records are beats. Reused; one thread.
 */
final class FrameHeader {
    static final int LENGTH = 40;
    static final int VERSION = 1;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int DRAINING = 1;
    private static final int FLAGS_AT = 1;
    private static final int LENGTH_AT = 2;
    private static final int RECORD_HEADER_AT = 4;
    private static final int TERM_AT = 8;
    private static final int PROCESS_AT = 16;
    private static final int BEAT_AT = 24;
    private static final int POINTS_AT = 32;

    private int flags;
    private int length;
    private int recordHeader;
    private long term;
    private long process;
    private long beat;
    private long points;

    FrameDefect read(final DirectBuffer buffer, final int offset, final int size) {
        if (size < LENGTH) {
            return FrameDefect.TOO_SHORT;
        }
        if (buffer.getByte(offset) != VERSION) {
            return FrameDefect.OTHER_VERSION;
        }
        flags = buffer.getByte(offset + FLAGS_AT);
        length = buffer.getShort(offset + LENGTH_AT, ORDER) & 0xFFFF;
        recordHeader = buffer.getShort(offset + RECORD_HEADER_AT, ORDER) & 0xFFFF;
        term = buffer.getLong(offset + TERM_AT, ORDER);
        process = buffer.getLong(offset + PROCESS_AT, ORDER);
        beat = buffer.getLong(offset + BEAT_AT, ORDER);
        points = buffer.getLong(offset + POINTS_AT, ORDER);
        return length < LENGTH || length > size || recordHeader < TrunkRecord.HEADER
                ? FrameDefect.BAD_LENGTH
                : FrameDefect.NONE;
    }

    void write(final MutableDirectBuffer buffer, final int offset) {
        buffer.putByte(offset, (byte) VERSION);
        buffer.putByte(offset + FLAGS_AT, (byte) flags);
        buffer.putShort(offset + LENGTH_AT, (short) LENGTH, ORDER);
        buffer.putInt(offset + RECORD_HEADER_AT, TrunkRecord.HEADER, ORDER);
        buffer.putLong(offset + TERM_AT, term, ORDER);
        buffer.putLong(offset + PROCESS_AT, process, ORDER);
        buffer.putLong(offset + BEAT_AT, beat, ORDER);
        buffer.putLong(offset + POINTS_AT, points, ORDER);
    }

    int length() {
        return length;
    }

    int recordHeader() {
        return recordHeader;
    }

    /** Of the lease under which a switch speaks; from a node the newest that it has heard. */
    long term() {
        return term;
    }

    FrameHeader term(final long ofLease) {
        term = ofLease;
        return this;
    }

    /** A random number of the sending process: another one means that the former has ended. */
    long process() {
        return process;
    }

    FrameHeader process(final long number) {
        process = number;
        return this;
    }

    /** From a node a count; from a switch the newest of that node that it has heard. */
    long beat() {
        return beat;
    }

    FrameHeader beat(final long count) {
        beat = count;
        return this;
    }

    /** A hash of the listening points, which have to be the same at both ends. */
    long points() {
        return points;
    }

    FrameHeader points(final long hash) {
        points = hash;
        return this;
    }

    /** Whether the sending node wants nothing new. */
    boolean isDraining() {
        return (flags & DRAINING) != 0;
    }

    FrameHeader draining(final boolean drains) {
        flags = drains ? DRAINING : 0;
        return this;
    }
}
