// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.SipMessage;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One record of a frame, little-endian: length with this header (4) · kind (1) · 0 (1) · listening point (2) · connection
 * (8) · remote address, IPv4 in mapped form (16) · remote port (4) · 0 (4), then the SIP message. Reused; valid until the
 * next one, and as long as the frame is. One thread.
 */
public final class TrunkRecord {
    /** Bytes before the SIP message. */
    public static final int HEADER = 40;

    /** Longest SIP message that fits a frame, in bytes; more than UDP carries. */
    public static final int MAX_SIP =
            Math.min(SipMessage.MAX_LENGTH, TrunkBatch.CAPACITY - FrameHeader.LENGTH - HEADER);

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int KIND_AT = 4;
    private static final int POINT_AT = 6;
    private static final int CONNECTION_AT = 8;
    private static final int HIGH_AT = 16;
    private static final int LOW_AT = 24;
    private static final int PORT_AT = 32;
    private static final int MAX_PORT = 65_535;

    private static final UnsafeBuffer FORGET = new UnsafeBuffer(new byte[HEADER]);

    static {
        writeWithoutFlow(FORGET, 0, RecordKind.FORGET, 0);
    }

    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;
    private int length;
    private int header = HEADER;

    /**
     * Writes a record without its message, which is put behind it.
     *
     * @param sipLength 0 when there is none
     */
    public static void write(
            final MutableDirectBuffer into,
            final int at,
            final RecordKind kind,
            final Flow flow,
            final int sipLength) {
        into.putInt(at, HEADER + sipLength, ORDER);
        into.putShort(at + KIND_AT, kind.number(), ORDER);
        into.putShort(at + POINT_AT, (short) flow.local().index(), ORDER);
        into.putLong(at + CONNECTION_AT, flow.connection(), ORDER);
        into.putLong(at + HIGH_AT, flow.addressHigh(), ORDER);
        into.putLong(at + LOW_AT, flow.addressLow(), ORDER);
        into.putLong(at + PORT_AT, flow.port(), ORDER);
    }

    /** Writes a record that is about no flow, without its text, which is put behind it. */
    static void writeWithoutFlow(
            final MutableDirectBuffer into,
            final int at,
            final RecordKind kind,
            final int textLength) {
        into.setMemory(at, HEADER, (byte) 0);
        into.putInt(at, HEADER + textLength, ORDER);
        into.putByte(at + KIND_AT, kind.number());
    }

    /** The whole record of {@link RecordKind#FORGET}. */
    public static DirectBuffer forget() {
        return FORGET;
    }

    /** Makes a record one of another kind, without a message. */
    static void turnInto(final MutableDirectBuffer into, final int at, final RecordKind kind) {
        into.putInt(at, HEADER, ORDER);
        into.putByte(at + KIND_AT, kind.number());
    }

    /** Takes the record at a place of a frame that ends there. */
    FrameDefect wrap(
            final DirectBuffer frame, final int at, final int end, final int headerLength) {
        if (end - at < headerLength) {
            return FrameDefect.BAD_LENGTH;
        }
        buffer = frame;
        offset = at;
        header = headerLength;
        length = frame.getInt(at, ORDER);
        if (length < headerLength || length > end - at) {
            return FrameDefect.BAD_LENGTH;
        }
        return port() < 0 || port() > MAX_PORT ? FrameDefect.BAD_FLOW : FrameDefect.NONE;
    }

    /** Null for a kind that only a newer version knows: to be skipped. */
    public @Nullable RecordKind kind() {
        return RecordKind.of(buffer.getByte(offset + KIND_AT));
    }

    /** The frame that the record lies in. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Where the record begins. */
    public int offset() {
        return offset;
    }

    /** Of the whole record, in bytes. */
    public int length() {
        return length;
    }

    /** Where the SIP message begins. */
    public int sipOffset() {
        return offset + header;
    }

    public int sipLength() {
        return length - header;
    }

    /** Number of the listening point, from 0. */
    public int point() {
        return buffer.getShort(offset + POINT_AT, ORDER);
    }

    /** Number of the connection, 0 for UDP, and for a stream that is yet to be found or opened. */
    public long connection() {
        return buffer.getLong(offset + CONNECTION_AT, ORDER);
    }

    public long addressHigh() {
        return buffer.getLong(offset + HIGH_AT, ORDER);
    }

    public long addressLow() {
        return buffer.getLong(offset + LOW_AT, ORDER);
    }

    public int port() {
        return buffer.getInt(offset + PORT_AT, ORDER);
    }
}
