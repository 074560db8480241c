// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What stands before each frame of a session: kind (1) · 3 bytes of zero · reply stream (4) · reply port
 * (4) · 4 bytes of zero · session (8) · from (8) · to (8), little-endian. The session is a random number of the one who
 * opened it: frames of another session, or of an earlier one between the same two, do not fit.
 */
final class SessionHeader {
    static final int LENGTH = 40;

    /** From the one who asks; it says how to answer, so that any of them can be the first of a session. */
    static final int REQUEST = 1;

    /** From the one who was asked. */
    static final int REPLY = 2;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int KIND_AT = 0;
    private static final int REPLY_STREAM_AT = 4;
    private static final int REPLY_PORT_AT = 8;
    private static final int SESSION_AT = 16;
    private static final int FROM_AT = 24;
    private static final int TO_AT = 32;

    private int kind;
    private int replyStream;
    private int replyPort;
    private long session;
    private long from;
    private long to;

    /** Reads a header; false when the frame is too short for one. */
    boolean read(final DirectBuffer buffer, final int offset, final int length) {
        if (length < LENGTH) {
            return false;
        }
        kind = buffer.getByte(offset + KIND_AT);
        replyStream = buffer.getInt(offset + REPLY_STREAM_AT, ORDER);
        replyPort = buffer.getInt(offset + REPLY_PORT_AT, ORDER);
        session = buffer.getLong(offset + SESSION_AT, ORDER);
        from = buffer.getLong(offset + FROM_AT, ORDER);
        to = buffer.getLong(offset + TO_AT, ORDER);
        return true;
    }

    static void write(
            final MutableDirectBuffer into,
            final int kind,
            final long session,
            final long from,
            final long to) {
        into.setMemory(0, LENGTH, (byte) 0);
        into.putByte(KIND_AT, (byte) kind);
        into.putLong(SESSION_AT, session, ORDER);
        into.putLong(FROM_AT, from, ORDER);
        into.putLong(TO_AT, to, ORDER);
    }

    static void writeReplyWay(
            final MutableDirectBuffer into, final int replyStream, final int replyPort) {
        into.putInt(REPLY_STREAM_AT, replyStream, ORDER);
        into.putInt(REPLY_PORT_AT, replyPort, ORDER);
    }

    int kind() {
        return kind;
    }

    int replyStream() {
        return replyStream;
    }

    /** Port that replies are sent to; 0 = by shared memory. */
    int replyPort() {
        return replyPort;
    }

    long session() {
        return session;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }
}
