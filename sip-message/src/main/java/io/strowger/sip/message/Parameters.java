// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import org.agrona.DirectBuffer;

/**
 * Semicolon separated parameters {@code ;name=value;flag;name="quoted"} (RFC 3261 §25.1
 * generic-param), read in place.
 */
final class Parameters {
    /** Result of {@link #check} for a run of parameters that is none. */
    static final long MALFORMED = -2L;

    private Parameters() {}

    /**
     * Reads [from, to) as parameters of a header: names are tokens, values are quoted or one word.
     *
     * @param wanted name in lower case of the parameter to look for on the way
     * @return the parameter as {@link #find} gives it, or {@link #MALFORMED}
     */
    static long check(
            final DirectBuffer buffer, final int from, final int to, final byte[] wanted) {
        long found = Span.NONE;
        int at = from;
        while (at < to) {
            if (buffer.getByte(at) != ';') {
                return MALFORMED;
            }
            final int nameStart = Scan.skipSpace(buffer, at + 1, to);
            final int nameEnd = Scan.tokenEnd(buffer, nameStart, to);
            final int equals = Scan.skipSpace(buffer, nameEnd, to);
            int valueEnd = equals;
            if (equals < to && buffer.getByte(equals) == '=') {
                valueEnd = wordEnd(buffer, Scan.skipSpace(buffer, equals + 1, to), to);
            }
            if (nameEnd == nameStart || valueEnd < 0) {
                return MALFORMED;
            }
            if (found == Span.NONE && Scan.equalsIgnoreCase(buffer, nameStart, nameEnd, wanted)) {
                found = value(buffer, equals, valueEnd);
            }
            at = Scan.skipSpace(buffer, valueEnd, to);
        }
        return found;
    }

    /** Index after a quoted string or a run of value characters; -1 for an open quote. */
    private static int wordEnd(final DirectBuffer buffer, final int from, final int to) {
        return from < to && buffer.getByte(from) == '"'
                ? Scan.quotedEnd(buffer, from, to)
                : Scan.skip(Scan.VALUE, buffer, from, to);
    }

    /**
     * Searches a parameter by name, in any case; the first of several counts.
     *
     * @param from index of the first semicolon, or {@code to} when there is none
     * @return value without quotes, {@link Span#EMPTY} for a flag, {@link Span#NONE} when absent
     */
    static long find(
            final DirectBuffer buffer, final int from, final int to, final byte[] lowerCaseName) {
        for (int at = from; at < to; at = next(buffer, at, to)) {
            if (isNamed(buffer, at, to, lowerCaseName)) {
                final int end = next(buffer, at, to);
                return value(buffer, nameEnd(buffer, at + 1, end), end);
            }
        }
        return Span.NONE;
    }

    /** Whether the parameter whose semicolon stands at {@code from} has this name. */
    static boolean isNamed(
            final DirectBuffer buffer, final int from, final int to, final byte[] lowerCaseName) {
        final int nameStart = Scan.skipSpace(buffer, from + 1, to);
        final int end = Scan.trimEnd(buffer, nameStart, nameEnd(buffer, nameStart, to));
        return Scan.equalsIgnoreCase(buffer, nameStart, end, lowerCaseName);
    }

    /** Index of the semicolon after the parameter that begins at {@code from}, or {@code to}. */
    static int next(final DirectBuffer buffer, final int from, final int to) {
        int at = from + 1;
        while (at < to) {
            final byte b = buffer.getByte(at);
            if (b == ';') {
                return at;
            }
            at = b == '"' ? Scan.quotedEnd(buffer, at, to) : at + 1;
            if (at < 0) {
                return to;
            }
        }
        return to;
    }

    private static int nameEnd(final DirectBuffer buffer, final int from, final int to) {
        int at = from;
        while (at < to && buffer.getByte(at) != ';' && buffer.getByte(at) != '=') {
            at++;
        }
        return at;
    }

    private static long value(final DirectBuffer buffer, final int equals, final int valueEnd) {
        if (equals >= valueEnd || buffer.getByte(equals) != '=') {
            return Span.EMPTY;
        }
        final int start = Scan.skipSpace(buffer, equals + 1, valueEnd);
        final int end = Scan.trimEnd(buffer, start, valueEnd);
        if (end - start >= 2 && buffer.getByte(start) == '"' && buffer.getByte(end - 1) == '"') {
            return Span.of(start + 1, end - 1);
        }
        return Span.of(start, end);
    }
}
