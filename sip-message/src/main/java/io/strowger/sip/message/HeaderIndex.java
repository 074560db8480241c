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
        count = 0;
        headersEnd = to;
        Arrays.fill(first, -1);
        int at = from;
        while (true) {
            final int lineFeed = Scan.indexOf(buffer, (byte) '\n', at, to);
            if (lineFeed < 0) {
                return Malformation.UNTERMINATED_HEADERS;
            }
            if (lineFeed == at || buffer.getByte(lineFeed - 1) != '\r') {
                return Malformation.BAD_HEADER_LINE;
            }
            if (lineFeed == at + 1) {
                headersEnd = lineFeed + 1;
                return Malformation.NONE;
            }
            final Malformation defect = addLine(buffer, at, lineFeed + 1);
            if (defect != Malformation.NONE) {
                return defect;
            }
            at = lineFeed + 1;
        }
    }

    private Malformation addLine(final DirectBuffer buffer, final int start, final int end) {
        final byte lead = buffer.getByte(start);
        if (lead == ' ' || lead == '\t') {
            return continueLine(buffer, end);
        }
        if (count == MAX_HEADERS) {
            return Malformation.TOO_MANY_HEADERS;
        }
        final int nameEnd = Scan.tokenEnd(buffer, start, end);
        int colon = nameEnd;
        while (buffer.getByte(colon) == ' ' || buffer.getByte(colon) == '\t') {
            colon++;
        }
        if (nameEnd == start || buffer.getByte(colon) != ':') {
            return Malformation.BAD_HEADER_LINE;
        }
        final int valueEnd = Scan.trimEnd(buffer, colon + 1, end);
        add(HeaderName.of(buffer, start, nameEnd));
        final int header = count - 1;
        lineStarts[header] = start;
        nameEnds[header] = nameEnd;
        valueStarts[header] = Math.min(Scan.skipSpace(buffer, colon + 1, end), valueEnd);
        valueEnds[header] = valueEnd;
        lineEnds[header] = end;
        return Malformation.NONE;
    }

    /** §7.3.1: a line that begins with white space continues the header before it. */
    private Malformation continueLine(final DirectBuffer buffer, final int end) {
        if (count == 0) {
            return Malformation.BAD_HEADER_LINE;
        }
        final int header = count - 1;
        final int valueEnd = Scan.trimEnd(buffer, valueStarts[header], end);
        valueStarts[header] = Scan.skipSpace(buffer, valueStarts[header], valueEnd);
        valueEnds[header] = valueEnd;
        lineEnds[header] = end;
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

    void clear() {
        count = 0;
        headersEnd = 0;
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
