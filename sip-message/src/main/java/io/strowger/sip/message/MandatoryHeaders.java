// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import org.agrona.DirectBuffer;

/**
 * The headers that every element has to understand before it may act on a message or answer it (RFC
 * 3261 §8.1.1), and Content-Length, which says where the message ends. Reused.
 */
final class MandatoryHeaders {
    private static final long MAX_CSEQ = (1L << 31) - 1;

    private final ViaView topVia = new ViaView();
    private final NameAddrView address = new NameAddrView();
    private Method cseqMethod = Method.EXTENSION;
    private long cseqMethodSpan = Span.NONE;
    private long cseqNumber = -1;
    private long fromTag = Span.NONE;
    private long toTag = Span.NONE;
    private int maxForwards = -1;
    private int bodyLength;

    void clear() {
        topVia.clear();
        cseqMethod = Method.EXTENSION;
        cseqMethodSpan = Span.NONE;
        cseqNumber = -1;
        fromTag = Span.NONE;
        toTag = Span.NONE;
        maxForwards = -1;
        bodyLength = 0;
    }

    /**
     * Reads all of them, also after a defect, because an answer of 400 needs what is there; the first
     * defect counts.
     */
    Malformation read(
            final DirectBuffer buffer,
            final StartLine startLine,
            final HeaderIndex headers,
            final int end) {
        Malformation defect = readTopVia(buffer, headers);
        defect = first(defect, readFrom(buffer, headers));
        defect = first(defect, readTo(buffer, headers));
        defect = first(defect, checkCallId(buffer, headers));
        defect = first(defect, readCseq(buffer, startLine, headers));
        defect = first(defect, readMaxForwards(buffer, headers));
        return first(defect, readContentLength(buffer, headers, end));
    }

    private static Malformation first(final Malformation before, final Malformation now) {
        return before != Malformation.NONE ? before : now;
    }

    private Malformation readTopVia(final DirectBuffer buffer, final HeaderIndex headers) {
        final int via = headers.first(HeaderName.VIA);
        if (via < 0) {
            return Malformation.MISSING_VIA;
        }
        final long value = headers.value(via);
        final int from = Span.start(value);
        final int valueEnd = ValueCursor.valueEnd(buffer, from, Span.end(value));
        return topVia.wrap(buffer, from, Scan.trimEnd(buffer, from, valueEnd) - from);
    }

    private Malformation readFrom(final DirectBuffer buffer, final HeaderIndex headers) {
        final int from = headers.first(HeaderName.FROM);
        if (from < 0) {
            return Malformation.MISSING_FROM;
        }
        if (address.wrap(buffer, headers.value(from)) != Malformation.NONE) {
            return Malformation.BAD_FROM;
        }
        fromTag = address.tag();
        return repeated(headers, from);
    }

    private Malformation readTo(final DirectBuffer buffer, final HeaderIndex headers) {
        final int to = headers.first(HeaderName.TO);
        if (to < 0) {
            return Malformation.MISSING_TO;
        }
        if (address.wrap(buffer, headers.value(to)) != Malformation.NONE) {
            return Malformation.BAD_TO;
        }
        toTag = address.tag();
        return repeated(headers, to);
    }

    /** §25.1: one or two words, so nothing with white space or control characters in it. */
    private static Malformation checkCallId(final DirectBuffer buffer, final HeaderIndex headers) {
        final int callId = headers.first(HeaderName.CALL_ID);
        if (callId < 0) {
            return Malformation.MISSING_CALL_ID;
        }
        final long value = headers.value(callId);
        final boolean isWord =
                Span.hasText(value)
                        && !Scan.hasSpaceOrControl(buffer, Span.start(value), Span.end(value));
        return isWord ? repeated(headers, callId) : Malformation.BAD_CALL_ID;
    }

    private Malformation readCseq(
            final DirectBuffer buffer, final StartLine startLine, final HeaderIndex headers) {
        final int cseq = headers.first(HeaderName.CSEQ);
        if (cseq < 0) {
            return Malformation.MISSING_CSEQ;
        }
        final long value = headers.value(cseq);
        final int end = Span.end(value);
        final int digitsEnd = Scan.skip(Scan.DIGIT, buffer, Span.start(value), end);
        final long number = Scan.decimal(buffer, Span.start(value), digitsEnd, 10);
        final int methodStart = Scan.skipSpace(buffer, digitsEnd, end);
        final int methodEnd = Scan.tokenEnd(buffer, methodStart, end);
        if (number < 0
                || number > MAX_CSEQ
                || methodStart == digitsEnd
                || methodEnd == methodStart
                || methodEnd != end) {
            return Malformation.BAD_CSEQ;
        }
        cseqNumber = number;
        cseqMethodSpan = Span.of(methodStart, methodEnd);
        cseqMethod = Method.of(buffer, methodStart, methodEnd);
        if (startLine.isRequest() && !startLine.hasMethod(buffer, cseqMethod, cseqMethodSpan)) {
            return Malformation.CSEQ_METHOD_MISMATCH;
        }
        return repeated(headers, cseq);
    }

    private Malformation readMaxForwards(final DirectBuffer buffer, final HeaderIndex headers) {
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
        return repeated(headers, header);
    }

    /** §18.3: on a datagram, bytes after Content-Length are dropped and too few are an error. */
    private Malformation readContentLength(
            final DirectBuffer buffer, final HeaderIndex headers, final int end) {
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
        return repeated(headers, header);
    }

    private static Malformation repeated(final HeaderIndex headers, final int header) {
        return headers.next(header) < 0 ? Malformation.NONE : Malformation.REPEATED_HEADER;
    }

    ViaView topVia() {
        return topVia;
    }

    Method cseqMethod() {
        return cseqMethod;
    }

    long cseqMethodSpan() {
        return cseqMethodSpan;
    }

    long cseqNumber() {
        return cseqNumber;
    }

    long fromTag() {
        return fromTag;
    }

    long toTag() {
        return toTag;
    }

    int maxForwards() {
        return maxForwards;
    }

    int bodyLength() {
        return bodyLength;
    }
}
