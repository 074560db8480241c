// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One SIP message as an index over the bytes received (RFC 3261 §7). Parsing finds where the parts
 * stand and checks what every element has to understand before it may act or answer; other headers
 * are parsed by views when somebody asks for them.
 *
 * <p>A reusable flyweight: one instance per thread serves message after message without garbage. Its
 * spans are valid until the next {@link #parse} and as long as the bytes stay. A copy that has to
 * live longer is a copy of the bytes.
 */
public final class SipMessage {
    /** Largest message: what fits into a UDP datagram. */
    public static final int MAX_LENGTH = 65_535;

    private static final long MAX_SECONDS = (1L << 32) - 1;

    private final StartLine startLine = new StartLine();
    private final HeaderIndex headers = new HeaderIndex();
    private final MandatoryHeaders mandatory = new MandatoryHeaders();
    private DirectBuffer buffer = new UnsafeBuffer(new byte[0]);
    private int offset;
    private int length;

    /**
     * Points this index at a message.
     *
     * @return NONE, or the first defect; the parts found before the defect stay readable, so that the
     *     request can be answered if its Via was among them
     */
    public Malformation parse(final DirectBuffer bytes, final int start, final int size) {
        buffer = bytes;
        offset = start;
        length = size;
        startLine.clear(start);
        headers.clear(start + size);
        mandatory.clear();
        if (size > MAX_LENGTH) {
            return Malformation.TOO_LARGE;
        }
        final int end = start + size;
        int at = start;
        // §7.5: empty lines before the start line are ignored.
        while (at < end && (bytes.getByte(at) == '\r' || bytes.getByte(at) == '\n')) {
            at++;
        }
        if (at == end) {
            return Malformation.EMPTY;
        }
        final int lineEnd = Scan.lineBreak(bytes, at, end);
        if (!Scan.isCrlf(bytes, lineEnd, end)) {
            return Malformation.BAD_START_LINE;
        }
        final Malformation inStartLine = startLine.read(bytes, at, lineEnd);
        final Malformation inHeaders = headers.index(bytes, lineEnd + 2, end);
        final Malformation inMandatory = mandatory.read(bytes, startLine, headers, end);
        return inStartLine != Malformation.NONE
                ? inStartLine
                : inHeaders != Malformation.NONE ? inHeaders : inMandatory;
    }

    public DirectBuffer buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    /** Bytes given to {@link #parse}; the message itself may end earlier, at {@link #bodyEnd}. */
    public int length() {
        return length;
    }

    public boolean isRequest() {
        return startLine.isRequest();
    }

    /** Method of a request; EXTENSION for a response. */
    public Method method() {
        return startLine.method();
    }

    public long methodSpan() {
        return startLine.methodSpan();
    }

    /** The Request-URI as checked by {@link #parse}; only of a request. */
    public SipUriView requestUriView() {
        return startLine.requestUriView();
    }

    public long requestUri() {
        return startLine.requestUri();
    }

    /** 100 to 699 for a response, 0 for a request. */
    public int statusCode() {
        return startLine.statusCode();
    }

    public long reasonPhrase() {
        return startLine.reasonPhrase();
    }

    public int headerCount() {
        return headers.count();
    }

    public HeaderName name(final int header) {
        return headers.name(header);
    }

    public long nameSpan(final int header) {
        return headers.nameSpan(header);
    }

    /** Value without the white space around it; it may hold folds inside. */
    public long value(final int header) {
        return headers.value(header);
    }

    public int lineStart(final int header) {
        return headers.lineStart(header);
    }

    /** Index after the CRLF of the header's last line. */
    public int lineEnd(final int header) {
        return headers.lineEnd(header);
    }

    /** How many headers of this name there are; each may hold several values. */
    public int count(final HeaderName name) {
        int count = 0;
        for (int header = first(name); header >= 0; header = next(header)) {
            count++;
        }
        return count;
    }

    /** Number of the first header of this name, or -1. */
    public int first(final HeaderName name) {
        return headers.first(name);
    }

    /** Number of the next header of the same name, or -1. */
    public int next(final int header) {
        return headers.next(header);
    }

    /** Value of the first header of this name, or {@link Span#NONE}. */
    public long valueOf(final HeaderName name) {
        final int header = headers.first(name);
        return header < 0 ? Span.NONE : headers.value(header);
    }

    public long cseqNumber() {
        return mandatory.cseqNumber();
    }

    public Method cseqMethod() {
        return mandatory.cseqMethod();
    }

    public long cseqMethodSpan() {
        return mandatory.cseqMethodSpan();
    }

    public long callId() {
        return valueOf(HeaderName.CALL_ID);
    }

    public long fromTag() {
        return mandatory.fromTag();
    }

    public long toTag() {
        return mandatory.toTag();
    }

    /** 0 to 255, or -1 when absent. */
    public int maxForwards() {
        return mandatory.maxForwards();
    }

    /** Seconds of the Expires header, at most 2^32 - 1; -1 when absent or not a number. */
    public long expires() {
        final long value = valueOf(HeaderName.EXPIRES);
        return value == Span.NONE ? -1 : seconds(value);
    }

    /** Delta-seconds in a span: numbers past 2^32 - 1 count as that (RFC 4475 §3.1.2.4); else -1. */
    public long seconds(final long span) {
        final int from = Span.start(span);
        final int to = Span.end(span);
        for (int at = from; at < to; at++) {
            if (!HostScan.isDigit(buffer.getByte(at))) {
                return -1;
            }
        }
        final long value = Scan.decimal(buffer, from, to, 10);
        return from == to ? -1 : value < 0 ? MAX_SECONDS : Math.min(value, MAX_SECONDS);
    }

    /**
     * The topmost Via value: valid even when {@link #parse} found a defect elsewhere; wrapped over
     * nothing when there is no Via.
     */
    public ViaView topVia() {
        return mandatory.topVia();
    }

    /** Index of the start line's first byte: {@link #offset} and any empty lines before it (§7.5). */
    public int start() {
        return startLine.start();
    }

    public int headersStart() {
        return headers.count() == 0 ? headers.headersEnd() : headers.lineStart(0);
    }

    public int bodyStart() {
        return headers.headersEnd();
    }

    public int bodyLength() {
        return mandatory.bodyLength();
    }

    public int bodyEnd() {
        return bodyStart() + bodyLength();
    }

    public boolean equals(final long span, final byte[] text) {
        return span != Span.NONE && Scan.equals(buffer, Span.start(span), Span.end(span), text);
    }

    public boolean equalsIgnoreCase(final long span, final byte[] lowerCase) {
        return Scan.equalsIgnoreCase(buffer, span, lowerCase);
    }

    /** Text of a span, for diagnostics and slow paths; empty for {@link Span#NONE}. */
    public String string(final long span) {
        final byte[] bytes = new byte[Span.length(span)];
        if (bytes.length > 0) {
            buffer.getBytes(Span.start(span), bytes);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return string(Span.of(offset, offset + length));
    }
}
