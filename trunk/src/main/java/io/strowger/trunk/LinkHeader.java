// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What stands before a frame that goes over one of several links, little-endian: kind (1) · version (1) · length of this header (2) · link (2) · links that
 * are echoed (2) · process (8) · stream (8) · number (8) · process that is answered (8) · stream that is answered (8) · number up to which all is here (8) ·
 * time (8) · position (8), and for each link that is echoed: time (8) · position (8) · kept for (8). Without a number it is a beat, and nothing follows. The
 * kind is none that a frame without this header begins with, so both may come by one link. A newer version adds behind what is known. Reused; one thread.
 */
final class LinkHeader {
    static final byte KIND = 76;
    static final int LENGTH = 72 + LinkChoice.MOST * 24;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final byte VERSION = 1;
    private static final int LENGTH_AT = 2;
    private static final int LINK_AT = 4;
    private static final int ECHOES_AT = 6;
    private static final int PROCESS_AT = 8;
    private static final int STREAM_AT = 16;
    private static final int NUMBER_AT = 24;
    private static final int ANSWERED_PROCESS_AT = 32;
    private static final int ANSWERED_STREAM_AT = 40;
    private static final int ANSWERED_AT = 48;
    private static final int TIME_AT = 56;
    private static final int POSITION_AT = 64;
    private static final int ECHO_AT = 72;
    private static final int ECHO = 24;

    long process;
    long stream;
    long number;
    long answeredProcess;
    long answeredStream;
    long answered;
    long time;
    long position;
    int link;
    private int length;
    private int echoes;
    private final long[] times = new long[LinkChoice.MOST];
    private final long[] positions = new long[LinkChoice.MOST];
    private final long[] keptFor = new long[LinkChoice.MOST];

    /** Whether a frame begins with such a header. */
    static boolean begins(final DirectBuffer buffer, final int offset, final int size) {
        return size > 0 && buffer.getByte(offset) == KIND;
    }

    FrameDefect read(final DirectBuffer buffer, final int offset, final int size) {
        if (size < ECHO_AT) {
            return FrameDefect.TOO_SHORT;
        }
        if (buffer.getByte(offset + 1) != VERSION) {
            return FrameDefect.OTHER_VERSION;
        }
        length = buffer.getShort(offset + LENGTH_AT, ORDER) & 0xFFFF;
        link = buffer.getShort(offset + LINK_AT, ORDER) & 0xFFFF;
        echoes = buffer.getShort(offset + ECHOES_AT, ORDER) & 0xFFFF;
        if (length > size || length < ECHO_AT + echoes * ECHO || link >= LinkChoice.MOST) {
            return FrameDefect.BAD_LENGTH;
        }
        echoes = Math.min(echoes, LinkChoice.MOST);
        process = buffer.getLong(offset + PROCESS_AT, ORDER);
        stream = buffer.getLong(offset + STREAM_AT, ORDER);
        number = buffer.getLong(offset + NUMBER_AT, ORDER);
        answeredProcess = buffer.getLong(offset + ANSWERED_PROCESS_AT, ORDER);
        answeredStream = buffer.getLong(offset + ANSWERED_STREAM_AT, ORDER);
        answered = buffer.getLong(offset + ANSWERED_AT, ORDER);
        time = buffer.getLong(offset + TIME_AT, ORDER);
        position = buffer.getLong(offset + POSITION_AT, ORDER);
        for (int i = 0; i < echoes; i++) {
            final int at = offset + ECHO_AT + i * ECHO;
            times[i] = buffer.getLong(at, ORDER);
            positions[i] = buffer.getLong(at + 8, ORDER);
            keptFor[i] = buffer.getLong(at + 16, ORDER);
        }
        return number < 0 ? FrameDefect.BAD_LENGTH : FrameDefect.NONE;
    }

    /** Writes all but the echoes, of which there is a place for each link. */
    void write(final MutableDirectBuffer buffer, final int offset) {
        buffer.putByte(offset, KIND);
        buffer.putByte(offset + 1, VERSION);
        buffer.putShort(offset + LENGTH_AT, (short) LENGTH, ORDER);
        buffer.putShort(offset + LINK_AT, (short) link, ORDER);
        buffer.putShort(offset + ECHOES_AT, (short) LinkChoice.MOST, ORDER);
        buffer.putLong(offset + PROCESS_AT, process, ORDER);
        buffer.putLong(offset + STREAM_AT, stream, ORDER);
        buffer.putLong(offset + NUMBER_AT, number, ORDER);
        buffer.putLong(offset + ANSWERED_PROCESS_AT, answeredProcess, ORDER);
        buffer.putLong(offset + ANSWERED_STREAM_AT, answeredStream, ORDER);
        buffer.putLong(offset + ANSWERED_AT, answered, ORDER);
        buffer.putLong(offset + TIME_AT, time, ORDER);
        buffer.putLong(offset + POSITION_AT, position, ORDER);
    }

    static void writeEcho(
            final MutableDirectBuffer buffer,
            final int offset,
            final int link,
            final long time,
            final long position,
            final long keptFor) {
        final int at = offset + ECHO_AT + link * ECHO;
        buffer.putLong(at, time, ORDER);
        buffer.putLong(at + 8, position, ORDER);
        buffer.putLong(at + 16, keptFor, ORDER);
    }

    int length() {
        return length;
    }

    int echoes() {
        return echoes;
    }

    /** When the newest that has been heard over a link was sent. */
    long echoedTime(final int number) {
        return times[number];
    }

    /** Up to where a link has been heard, 0 when it has not. */
    long echoedPosition(final int number) {
        return positions[number];
    }

    /** For how long the echo was kept until it was sent, in nanoseconds. */
    long echoKeptFor(final int number) {
        return keptFor[number];
    }
}
