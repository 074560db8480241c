// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import org.agrona.DirectBuffer;

/**
 * Semicolon separated parameters {@code ;name=value;flag;name="quoted"} (RFC 3261 §25.1
 * generic-param), searched in place.
 */
final class Parameters {
    private Parameters() {}

    /**
     * Searches a parameter by name, in any case.
     *
     * @param from index of the first semicolon, or {@code to} when there is none
     * @return value without quotes, {@link Span#EMPTY} for a flag, {@link Span#NONE} when absent
     */
    static long find(
            final DirectBuffer buffer, final int from, final int to, final byte[] lowerCaseName) {
        int at = from;
        while (at < to) {
            final int nameStart = Scan.skipSpace(buffer, at + 1, to);
            final int nameEnd = nameEnd(buffer, nameStart, to);
            final int valueEnd = valueEnd(buffer, nameEnd, to);
            if (valueEnd < 0) {
                return Span.NONE;
            }
            if (Scan.equalsIgnoreCase(
                    buffer, nameStart, Scan.trimEnd(buffer, nameStart, nameEnd), lowerCaseName)) {
                return value(buffer, nameEnd, valueEnd);
            }
            at = valueEnd;
        }
        return Span.NONE;
    }

    /** Whether [from, to) is a well-formed run of parameters. */
    static boolean areWellFormed(final DirectBuffer buffer, final int from, final int to) {
        int at = from;
        while (at < to) {
            if (buffer.getByte(at) != ';') {
                return false;
            }
            final int nameStart = Scan.skipSpace(buffer, at + 1, to);
            final int nameEnd = nameEnd(buffer, nameStart, to);
            if (Scan.trimEnd(buffer, nameStart, nameEnd) == nameStart) {
                return false;
            }
            at = valueEnd(buffer, nameEnd, to);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    private static int nameEnd(final DirectBuffer buffer, final int from, final int to) {
        int at = from;
        while (at < to) {
            final byte b = buffer.getByte(at);
            if (b == ';' || b == '=') {
                return at;
            }
            at++;
        }
        return to;
    }

    /** Index of the semicolon after the value that follows {@code nameEnd}; -1 for an open quote. */
    private static int valueEnd(final DirectBuffer buffer, final int nameEnd, final int to) {
        int at = nameEnd;
        while (at < to) {
            final byte b = buffer.getByte(at);
            if (b == ';') {
                return at;
            }
            if (b == '"') {
                at = Scan.quotedEnd(buffer, at, to);
                if (at < 0) {
                    return -1;
                }
            } else {
                at++;
            }
        }
        return to;
    }

    private static long value(final DirectBuffer buffer, final int nameEnd, final int valueEnd) {
        if (nameEnd == valueEnd || buffer.getByte(nameEnd) != '=') {
            return Span.EMPTY;
        }
        final int start = Scan.skipSpace(buffer, nameEnd + 1, valueEnd);
        final int end = Scan.trimEnd(buffer, start, valueEnd);
        if (end - start >= 2 && buffer.getByte(start) == '"' && buffer.getByte(end - 1) == '"') {
            return Span.of(start + 1, end - 1);
        }
        return Span.of(start, end);
    }
}
