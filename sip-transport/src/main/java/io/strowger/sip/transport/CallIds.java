// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import org.agrona.DirectBuffer;

/** Tells the calls of datagrams apart without parsing them. */
final class CallIds {
    /** Nothing says what call it belongs to. */
    static final int NONE = 0;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LINE_FEEDS = '\n' * ONES;
    private static final int LOWER = 0x20;
    private static final byte[] NAME = {'c', 'a', 'l', 'l', '-', 'i', 'd'};

    private CallIds() {}

    /**
     * A hash of the value of the first Call-ID header (RFC 3261 §20.8, compact form too); of different calls it may be the same,
     * of one call it is. {@link #NONE} when the datagram has none.
     */
    static int hash(final DirectBuffer buffer, final int offset, final int length) {
        final int end = offset + length;
        int line = nextLine(buffer, offset, end);
        while (line < end && buffer.getByte(line) != '\r') {
            final int value = valueAt(buffer, line, end);
            if (value > 0) {
                return hashOfValue(buffer, value, end);
            }
            line = nextLine(buffer, line, end);
        }
        return NONE;
    }

    /** Behind the next line feed; eight bytes at a time, as most of a message is neither this header nor the end of a line. */
    private static int nextLine(final DirectBuffer buffer, final int from, final int end) {
        int at = from;
        while (at + Long.BYTES <= end && !hasLineFeed(buffer.getLong(at))) {
            at += Long.BYTES;
        }
        while (at < end) {
            if (buffer.getByte(at++) == '\n') {
                return at;
            }
        }
        return end;
    }

    private static boolean hasLineFeed(final long bytes) {
        final long zeroWhereFed = bytes ^ LINE_FEEDS;
        return ((zeroWhereFed - ONES) & ~zeroWhereFed & HIGH_BITS) != 0;
    }

    /** Where the value begins if this line is a Call-ID, else 0. */
    private static int valueAt(final DirectBuffer buffer, final int line, final int end) {
        final int first = buffer.getByte(line) | LOWER;
        int at = line + 1;
        if (first == NAME[0]) {
            at = line + NAME.length;
            if (at >= end || !isName(buffer, line)) {
                return 0;
            }
        } else if (first != 'i') {
            return 0;
        }
        at = skipBlanks(buffer, at, end);
        return at < end && buffer.getByte(at) == ':' ? skipBlanks(buffer, at + 1, end) : 0;
    }

    private static boolean isName(final DirectBuffer buffer, final int line) {
        for (int i = 1; i < NAME.length; i++) {
            if ((buffer.getByte(line + i) | LOWER) != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    private static int skipBlanks(final DirectBuffer buffer, final int from, final int end) {
        int at = from;
        while (at < end && (buffer.getByte(at) == ' ' || buffer.getByte(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static int hashOfValue(final DirectBuffer buffer, final int from, final int end) {
        int hash = 1;
        for (int at = from; at < end; at++) {
            final byte b = buffer.getByte(at);
            if (b >= 0 && b <= ' ') {
                break;
            }
            hash = 31 * hash + b;
        }
        hash ^= hash >>> 16;
        hash *= 0x7FEB_352D;
        hash ^= hash >>> 15;
        return hash == NONE ? 1 : hash;
    }
}
