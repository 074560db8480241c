// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Flyweight over one value of From, To, Contact, Route and the like: {@code "name" <uri>;params} or
 * {@code uri;params} (RFC 3261 §20.10: without angle brackets all parameters are the header's).
 */
public final class NameAddrView {
    private static final byte[] TAG = "tag".getBytes(StandardCharsets.US_ASCII);

    private @Nullable DirectBuffer buffer;
    private int start;
    private int end;
    private long displayName = Span.NONE;
    private long uri = Span.NONE;
    private int parametersStart;
    private long tag = Span.NONE;

    public Malformation wrap(final DirectBuffer bytes, final long span) {
        return wrap(bytes, Span.start(span), Span.length(span));
    }

    public Malformation wrap(final DirectBuffer bytes, final int offset, final int length) {
        buffer = bytes;
        start = offset;
        end = offset + length;
        displayName = Span.NONE;
        uri = Span.NONE;
        tag = Span.NONE;
        parametersStart = end;
        int at = Scan.skipSpace(bytes, start, end);
        if (at == end) {
            return Malformation.BAD_ADDRESS;
        }
        final int open = displayNameEnd(bytes, at);
        if (open < 0) {
            return Malformation.BAD_ADDRESS;
        }
        if (open == end) {
            return wrapBare(bytes, at);
        }
        if (open > at) {
            displayName = Span.of(at, Scan.trimEnd(bytes, at, open));
        }
        final int close = Scan.indexOf(bytes, (byte) '>', open, end);
        if (close < 0) {
            return Malformation.BAD_ADDRESS;
        }
        uri = Span.of(open + 1, close);
        if (Scan.skip(Scan.URI, bytes, open + 1, close) != close) {
            return Malformation.BAD_ADDRESS;
        }
        at = Scan.skipSpace(bytes, close + 1, end);
        return wrapParameters(bytes, at);
    }

    /** Index of the opening angle bracket, {@code end} when there is none, -1 for a defect. */
    private int displayNameEnd(final DirectBuffer bytes, final int from) {
        if (bytes.getByte(from) == '"') {
            final int quoteEnd = Scan.quotedEnd(bytes, from, end);
            final int open = quoteEnd < 0 ? end : Scan.skipSpace(bytes, quoteEnd, end);
            return open < end && bytes.getByte(open) == '<' ? open : -1;
        }
        final int open = Scan.indexOf(bytes, (byte) '<', from, end);
        if (open < 0) {
            return end;
        }
        for (int at = from; at < open; at++) {
            final byte b = bytes.getByte(at);
            if (b == ';' || b == ':' || b == '@') {
                return end; // an angle bracket inside a parameter of the bare form
            }
            if (!Scan.isToken(b) && !Scan.isSpace(b) && b >= 0) {
                return -1;
            }
        }
        return open;
    }

    /** §20.10: without angle brackets a URI holds no comma, question mark or semicolon. */
    private Malformation wrapBare(final DirectBuffer bytes, final int from) {
        int uriEnd = from;
        while (uriEnd < end && Scan.is(Scan.VALUE, bytes.getByte(uriEnd))) {
            if (bytes.getByte(uriEnd) == '?') {
                return Malformation.BAD_ADDRESS;
            }
            uriEnd++;
        }
        uri = Span.of(from, uriEnd);
        return uriEnd == from
                ? Malformation.BAD_ADDRESS
                : wrapParameters(bytes, Scan.skipSpace(bytes, uriEnd, end));
    }

    private Malformation wrapParameters(final DirectBuffer bytes, final int from) {
        parametersStart = from;
        final long found = Parameters.check(bytes, from, end, TAG);
        if (found == Parameters.MALFORMED) {
            parametersStart = end;
            return Malformation.BAD_ADDRESS;
        }
        tag = found;
        return Malformation.NONE;
    }

    /** With its quotes, if it has any; NONE when absent. */
    public long displayName() {
        return displayName;
    }

    /** The URI without angle brackets, not yet checked: wrap a {@link SipUriView} over it. */
    public long uri() {
        return uri;
    }

    public long tag() {
        return tag;
    }

    public long parameter(final byte[] lowerCaseName) {
        final DirectBuffer bytes = buffer;
        return bytes == null
                ? Span.NONE
                : Parameters.find(bytes, parametersStart, end, lowerCaseName);
    }

    /** All header parameters with their semicolons. */
    public long parameters() {
        return Span.of(parametersStart, end);
    }

    public long span() {
        return Span.of(start, end);
    }
}
