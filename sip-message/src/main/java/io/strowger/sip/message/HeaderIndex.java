// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.util.Arrays;
import org.agrona.DirectBuffer;

/** Where each header of one message stands, in wire order. Reused from message to message. */
final class HeaderIndex {
    /** More headers than this are an attack or a mistake: {@link Malformation#TOO_MANY_HEADERS}. */
    static final int MAX_HEADERS = 128;

    private static final int NAMES = HeaderName.values().length;

    private final HeaderName[] names = new HeaderName[MAX_HEADERS];
    private final int[] lineStarts = new int[MAX_HEADERS];
    private final int[] nameEnds = new int[MAX_HEADERS];
    private final int[] valueStarts = new int[MAX_HEADERS];
    private final int[] valueEnds = new int[MAX_HEADERS];
    private final int[] lineEnds = new int[MAX_HEADERS];
    private final int[] nextOfSameName = new int[MAX_HEADERS];
    private final int[] first = new int[NAMES];
    private final int[] last = new int[NAMES];
    private int count;
    private int headersEnd;

    /** Indexes the header lines from {@code from} to the empty line. */
    Malformation index(final DirectBuffer buffer, final int from, final int to) {
        clear(to);
        int at = from;
        while (true) {
            final int lineEnd = Scan.lineBreak(buffer, at, to);
            if (lineEnd < 0) {
                return Malformation.UNTERMINATED_HEADERS;
            }
            // A lone CR or LF would end the line for some readers and not for others (§7.3.1).
            if (!Scan.isCrlf(buffer, lineEnd, to)) {
                return lineEnd + 1 == to && buffer.getByte(lineEnd) == '\r'
                        ? Malformation.UNTERMINATED_HEADERS
                        : Malformation.BAD_HEADER_LINE;
            }
            if (lineEnd == at) {
                headersEnd = lineEnd + 2;
                return Malformation.NONE;
            }
            final Malformation defect = addLine(buffer, at, lineEnd);
            if (defect != Malformation.NONE) {
                return defect;
            }
            at = lineEnd + 2;
        }
    }

    private Malformation addLine(final DirectBuffer buffer, final int start, final int end) {
        final byte lead = buffer.getByte(start);
        if (lead == ' ' || lead == '\t') {
            return continueLine(buffer, start, end);
        }
        if (count == MAX_HEADERS) {
            return Malformation.TOO_MANY_HEADERS;
        }
        final int colon = Scan.indexOf(buffer, (byte) ':', start, end);
        final int nameEnd = colon < 0 ? start : Scan.trimEnd(buffer, start, colon);
        if (nameEnd == start) {
            return Malformation.BAD_HEADER_LINE;
        }
        final HeaderName name = HeaderName.of(buffer, start, nameEnd);
        if (name == HeaderName.OTHER && Scan.tokenEnd(buffer, start, nameEnd) != nameEnd) {
            return Malformation.BAD_HEADER_LINE;
        }
        add(name);
        final int header = count - 1;
        final int valueEnd = Scan.trimEnd(buffer, colon + 1, end);
        lineStarts[header] = start;
        nameEnds[header] = nameEnd;
        valueStarts[header] = Scan.skipSpace(buffer, colon + 1, valueEnd);
        valueEnds[header] = valueEnd;
        lineEnds[header] = end + 2;
        return Malformation.NONE;
    }

    /**
     * §7.3.1: a line that begins with white space continues the header before it. Only the new line is
     * looked at, so that a header of many folds costs no more than its bytes.
     */
    private Malformation continueLine(final DirectBuffer buffer, final int start, final int end) {
        if (count == 0) {
            return Malformation.BAD_HEADER_LINE;
        }
        final int header = count - 1;
        final int valueEnd = Scan.trimEnd(buffer, start, end);
        if (valueEnd > start) {
            if (valueStarts[header] == valueEnds[header]) {
                valueStarts[header] = Scan.skipSpace(buffer, start, valueEnd);
            }
            valueEnds[header] = valueEnd;
        }
        lineEnds[header] = end + 2;
        return Malformation.NONE;
    }

    private void add(final HeaderName name) {
        final int ordinal = name.ordinal();
        if (first[ordinal] < 0) {
            first[ordinal] = count;
        } else {
            nextOfSameName[last[ordinal]] = count;
        }
        last[ordinal] = count;
        nextOfSameName[count] = -1;
        names[count++] = name;
    }

    void clear(final int end) {
        count = 0;
        headersEnd = end;
        Arrays.fill(first, -1);
    }

    int count() {
        return count;
    }

    /** Index of the first byte of the body. */
    int headersEnd() {
        return headersEnd;
    }

    int first(final HeaderName name) {
        return first[name.ordinal()];
    }

    int next(final int header) {
        return nextOfSameName[header];
    }

    HeaderName name(final int header) {
        return names[header];
    }

    long nameSpan(final int header) {
        return Span.of(lineStarts[header], nameEnds[header]);
    }

    long value(final int header) {
        return Span.of(valueStarts[header], valueEnds[header]);
    }

    int lineStart(final int header) {
        return lineStarts[header];
    }

    int lineEnd(final int header) {
        return lineEnds[header];
    }
}
