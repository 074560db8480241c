// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** Request line or status line of one message (RFC 3261 §7.1, §7.2). Reused. */
final class StartLine {
    private static final byte[] VERSION = "SIP/2.0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SIP_SLASH = "sip/".getBytes(StandardCharsets.US_ASCII);

    private boolean request;
    private Method method = Method.EXTENSION;
    private long methodSpan = Span.NONE;
    private long requestUri = Span.NONE;
    private long reasonPhrase = Span.NONE;
    private int statusCode;

    void clear() {
        request = false;
        method = Method.EXTENSION;
        methodSpan = Span.NONE;
        requestUri = Span.NONE;
        reasonPhrase = Span.NONE;
        statusCode = 0;
    }

    /** Reads the line [start, end), without its CRLF. */
    Malformation read(final DirectBuffer buffer, final int start, final int end) {
        clear();
        if (end - start >= VERSION.length + 4
                && Scan.equals(buffer, start, start + VERSION.length, VERSION)
                && buffer.getByte(start + VERSION.length) == ' ') {
            return readStatusLine(buffer, start + VERSION.length + 1, end);
        }
        return readRequestLine(buffer, start, end);
    }

    private Malformation readStatusLine(final DirectBuffer buffer, final int from, final int end) {
        final long code = Scan.decimal(buffer, from, from + 3, 3);
        final boolean ended = from + 3 == end || buffer.getByte(from + 3) == ' ';
        if (code < 100 || code > 699 || !ended) {
            return Malformation.BAD_STATUS_LINE;
        }
        statusCode = (int) code;
        reasonPhrase = Span.of(Math.min(from + 4, end), end);
        return Malformation.NONE;
    }

    private Malformation readRequestLine(
            final DirectBuffer buffer, final int start, final int end) {
        final int methodEnd = Scan.tokenEnd(buffer, start, end);
        final int version = lastSpace(buffer, methodEnd + 1, end) + 1;
        if (methodEnd == start || methodEnd >= end || buffer.getByte(methodEnd) != ' ') {
            return Malformation.BAD_START_LINE;
        }
        request = true;
        method = Method.of(buffer, start, methodEnd);
        methodSpan = Span.of(start, methodEnd);
        if (version == 0) {
            return Malformation.BAD_START_LINE;
        }
        requestUri = Span.of(methodEnd + 1, version - 1);
        if (!Scan.equals(buffer, version, end, VERSION)) {
            final boolean sip =
                    end - version > SIP_SLASH.length
                            && Scan.equalsIgnoreCase(
                                    buffer, version, version + SIP_SLASH.length, SIP_SLASH);
            return sip ? Malformation.UNSUPPORTED_VERSION : Malformation.BAD_START_LINE;
        }
        return isAcceptableUri(buffer) ? Malformation.NONE : Malformation.BAD_REQUEST_URI;
    }

    /** One space separates the three parts; more, or angle brackets, are refused (RFC 4475 §3.1.2). */
    private boolean isAcceptableUri(final DirectBuffer buffer) {
        final int end = Span.end(requestUri);
        for (int at = Span.start(requestUri); at < end; at++) {
            final byte b = buffer.getByte(at);
            if (b == '<' || b == '>' || b == '"' || Scan.isSpace(b)) {
                return false;
            }
        }
        return Span.hasText(requestUri)
                && Scan.indexOf(buffer, (byte) ':', Span.start(requestUri), end) > 0;
    }

    private static int lastSpace(final DirectBuffer buffer, final int from, final int end) {
        for (int at = end - 1; at >= from; at--) {
            if (buffer.getByte(at) == ' ') {
                return at;
            }
        }
        return -1;
    }

    boolean isRequest() {
        return request;
    }

    Method method() {
        return method;
    }

    long methodSpan() {
        return methodSpan;
    }

    long requestUri() {
        return requestUri;
    }

    long reasonPhrase() {
        return reasonPhrase;
    }

    int statusCode() {
        return statusCode;
    }
}
