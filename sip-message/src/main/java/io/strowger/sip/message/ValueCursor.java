// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the comma separated values of all headers of one name in order (RFC 3261 §7.3.1: several
 * headers and one header with several values mean the same). Commas in quotes and in angle brackets
 * do not separate. Reusable.
 */
public final class ValueCursor {
    private @Nullable SipMessage message;
    private int header = -1;
    private int at;
    private int valuesEnd;
    private long span = Span.NONE;

    public void reset(final SipMessage subject, final HeaderName name) {
        message = subject;
        span = Span.NONE;
        enter(subject.first(name));
    }

    private void enter(final int next) {
        header = next;
        final SipMessage subject = message;
        if (next >= 0 && subject != null) {
            final long value = subject.value(next);
            at = Span.start(value);
            valuesEnd = Span.end(value);
        }
    }

    /** Steps to the next value; empty values are passed over. */
    public boolean next() {
        final SipMessage subject = message;
        while (header >= 0 && subject != null) {
            final DirectBuffer buffer = subject.buffer();
            while (at < valuesEnd) {
                final int start = Scan.skipSpace(buffer, at, valuesEnd);
                final int end = valueEnd(buffer, start, valuesEnd);
                at = end + 1;
                final int trimmed = Scan.trimEnd(buffer, start, end);
                if (trimmed > start) {
                    span = Span.of(start, trimmed);
                    return true;
                }
            }
            enter(subject.next(header));
        }
        span = Span.NONE;
        return false;
    }

    public long span() {
        return span;
    }

    /** Number of the header that the value stands in. */
    public int header() {
        return header;
    }

    /** Whether further values follow in the same header line. */
    public boolean hasMoreInHeader() {
        return restStart() < valuesEnd;
    }

    /** Index where the next value of the same header line begins, or the end of the header's value. */
    public int restStart() {
        final SipMessage subject = message;
        int rest = at;
        while (subject != null && rest < valuesEnd && isSeparator(subject.buffer().getByte(rest))) {
            rest++;
        }
        return Math.min(rest, valuesEnd);
    }

    private static boolean isSeparator(final byte b) {
        return b == ',' || Scan.isSpace(b);
    }

    /** End of the value that begins at {@code from}: its comma, or {@code to}. */
    static int valueEnd(final DirectBuffer buffer, final int from, final int to) {
        int at = from;
        while (at < to) {
            final byte b = buffer.getByte(at);
            if (b == ',') {
                return at;
            }
            if (b == '"') {
                at = Scan.quotedEnd(buffer, at, to);
            } else if (b == '<') {
                at = Scan.indexOf(buffer, (byte) '>', at, to);
            } else {
                at++;
            }
            if (at < 0) {
                return to;
            }
        }
        return to;
    }
}
