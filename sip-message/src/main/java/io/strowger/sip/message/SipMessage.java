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

    private static final long MAX_CSEQ = (1L << 31) - 1;
    private static final long MAX_SECONDS = (1L << 32) - 1;

    private final StartLine startLine = new StartLine();
    private final HeaderIndex headers = new HeaderIndex();
    private final ViaView topVia = new ViaView();
    private final NameAddrView address = new NameAddrView();
    private DirectBuffer buffer = new UnsafeBuffer(new byte[0]);
    private int offset;
    private int length;
    private Method cseqMethod = Method.EXTENSION;
    private long cseqMethodSpan;
    private long cseqNumber;
    private long fromTag;
    private long toTag;
    private int maxForwards;
    private int bodyLength;

    /**
     * Points this index at a message.
     *
     * @return NONE, or the first defect; the parts found before the defect stay readable, so that the
     *     request can be answered if its Via was among them
     */
    public Malformation parse(final DirectBuffer bytes, final int start, final int size) {
        reset(bytes, start, size);
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
        final int lineFeed = Scan.indexOf(bytes, (byte) '\n', at, end);
        if (lineFeed <= at || bytes.getByte(lineFeed - 1) != '\r') {
            return Malformation.BAD_START_LINE;
        }
        final Malformation inStartLine = startLine.read(bytes, at, lineFeed - 1);
        final Malformation inHeaders = headers.index(bytes, lineFeed + 1, end);
        final Malformation inMandatory = readMandatory(end);
        return inStartLine != Malformation.NONE
                ? inStartLine
                : inHeaders != Malformation.NONE ? inHeaders : inMandatory;
    }

    private void reset(final DirectBuffer bytes, final int start, final int size) {
        buffer = bytes;
        offset = start;
        length = size;
        startLine.clear();
        headers.clear();
        cseqMethod = Method.EXTENSION;
        cseqMethodSpan = Span.NONE;
        cseqNumber = -1;
        fromTag = Span.NONE;
        toTag = Span.NONE;
        maxForwards = -1;
        bodyLength = 0;
    }

    /** §8.1.1: the headers without which no message can be worked on, Via first to allow an answer. */
    private Malformation readMandatory(final int end) {
        final Malformation inVia = readTopVia();
        final Malformation inFrom = readFrom();
        final Malformation inTo = readTo();
        final Malformation inCallId = checkCallId();
        final Malformation inCseq = readCseq();
        if (inVia != Malformation.NONE) {
            return inVia;
        }
        if (inFrom != Malformation.NONE) {
            return inFrom;
        }
        if (inTo != Malformation.NONE) {
            return inTo;
        }
        if (inCallId != Malformation.NONE) {
            return inCallId;
        }
        if (inCseq != Malformation.NONE) {
            return inCseq;
        }
        final Malformation inMaxForwards = readMaxForwards();
        return inMaxForwards != Malformation.NONE ? inMaxForwards : readContentLength(end);
    }

    private Malformation readTopVia() {
        final int via = headers.first(HeaderName.VIA);
        if (via < 0) {
            return Malformation.MISSING_VIA;
        }
        final long value = headers.value(via);
        final int from = Span.start(value);
        final int valueEnd = ValueCursor.valueEnd(buffer, from, Span.end(value));
        return topVia.wrap(buffer, from, Scan.trimEnd(buffer, from, valueEnd) - from);
    }

    private Malformation readFrom() {
        final int from = headers.first(HeaderName.FROM);
        if (from < 0) {
            return Malformation.MISSING_FROM;
        }
        if (address.wrap(buffer, headers.value(from)) != Malformation.NONE) {
            return Malformation.BAD_FROM;
        }
        fromTag = address.tag();
        return repeated(from);
    }

    private Malformation readTo() {
        final int to = headers.first(HeaderName.TO);
        if (to < 0) {
            return Malformation.MISSING_TO;
        }
        if (address.wrap(buffer, headers.value(to)) != Malformation.NONE) {
            return Malformation.BAD_TO;
        }
        toTag = address.tag();
        return repeated(to);
    }

    private Malformation checkCallId() {
        final int callId = headers.first(HeaderName.CALL_ID);
        if (callId < 0) {
            return Malformation.MISSING_CALL_ID;
        }
        final long value = headers.value(callId);
        for (int at = Span.start(value); at < Span.end(value); at++) {
            if (Scan.isSpace(buffer.getByte(at))) {
                return Malformation.BAD_CALL_ID;
            }
        }
        return Span.hasText(value) ? repeated(callId) : Malformation.BAD_CALL_ID;
    }

    private Malformation readCseq() {
        final int cseq = headers.first(HeaderName.CSEQ);
        if (cseq < 0) {
            return Malformation.MISSING_CSEQ;
        }
        final long value = headers.value(cseq);
        final int end = Span.end(value);
        final int digitsEnd = Scan.tokenEnd(buffer, Span.start(value), end);
        cseqNumber = Scan.decimal(buffer, Span.start(value), digitsEnd, 10);
        final int methodStart = Scan.skipSpace(buffer, digitsEnd, end);
        final int methodEnd = Scan.tokenEnd(buffer, methodStart, end);
        if (cseqNumber < 0
                || cseqNumber > MAX_CSEQ
                || methodStart == digitsEnd
                || methodEnd == methodStart
                || methodEnd != end) {
            return Malformation.BAD_CSEQ;
        }
        cseqMethodSpan = Span.of(methodStart, methodEnd);
        cseqMethod = Method.of(buffer, methodStart, methodEnd);
        if (startLine.isRequest() && !sameText(startLine.methodSpan(), cseqMethodSpan)) {
            return Malformation.CSEQ_METHOD_MISMATCH;
        }
        return repeated(cseq);
    }

    private Malformation readMaxForwards() {
        final int header = headers.first(HeaderName.MAX_FORWARDS);
        if (header < 0) {
            return Malformation.NONE;
        }
        final long value = headers.value(header);
        final long number = Scan.decimal(buffer, Span.start(value), Span.end(value), 3);
        if (number < 0 || number > 255) {
            return Malformation.BAD_MAX_FORWARDS;
        }
        maxForwards = (int) number;
        return repeated(header);
    }

    /** §18.3: on a datagram, bytes after Content-Length are dropped and too few are an error. */
    private Malformation readContentLength(final int end) {
        final int available = end - headers.headersEnd();
        final int header = headers.first(HeaderName.CONTENT_LENGTH);
        bodyLength = available;
        if (header < 0) {
            return Malformation.NONE;
        }
        final long value = headers.value(header);
        final long number = Scan.decimal(buffer, Span.start(value), Span.end(value), 9);
        if (number < 0) {
            return Malformation.BAD_CONTENT_LENGTH;
        }
        if (number > available) {
            return Malformation.BODY_TRUNCATED;
        }
        bodyLength = (int) number;
        return repeated(header);
    }

    private Malformation repeated(final int header) {
        return headers.next(header) < 0 ? Malformation.NONE : Malformation.REPEATED_HEADER;
    }

    private boolean sameText(final long one, final long other) {
        final int size = Span.length(one);
        if (size != Span.length(other)) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (buffer.getByte(Span.start(one) + i) != buffer.getByte(Span.start(other) + i)) {
                return false;
            }
        }
        return true;
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
        return cseqNumber;
    }

    public Method cseqMethod() {
        return cseqMethod;
    }

    public long cseqMethodSpan() {
        return cseqMethodSpan;
    }

    public long callId() {
        return valueOf(HeaderName.CALL_ID);
    }

    public long fromTag() {
        return fromTag;
    }

    public long toTag() {
        return toTag;
    }

    /** 0 to 255, or -1 when absent. */
    public int maxForwards() {
        return maxForwards;
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

    /** The topmost Via value: valid even when {@link #parse} found a defect after it. */
    public ViaView topVia() {
        return topVia;
    }

    public int headersStart() {
        return headers.count() == 0 ? headers.headersEnd() : headers.lineStart(0);
    }

    public int bodyStart() {
        return headers.headersEnd();
    }

    public int bodyLength() {
        return bodyLength;
    }

    public int bodyEnd() {
        return bodyStart() + bodyLength;
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
