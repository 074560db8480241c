// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** Request line or status line of one message (RFC 3261 §7.1, §7.2). Reused. */
final class StartLine {
    private static final byte[] SIP_SLASH = "sip/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "sip/2.0".getBytes(StandardCharsets.US_ASCII);

    private final SipUriView uriView = new SipUriView();
    private boolean request;
    private Method method = Method.EXTENSION;
    private long methodSpan = Span.NONE;
    private long requestUri = Span.NONE;
    private long reasonPhrase = Span.NONE;
    private int statusCode;
    private int start;

    void clear(final int from) {
        start = from;
        request = false;
        method = Method.EXTENSION;
        methodSpan = Span.NONE;
        requestUri = Span.NONE;
        reasonPhrase = Span.NONE;
        statusCode = 0;
    }

    /** Reads the line [from, end), without its CRLF. */
    Malformation read(final DirectBuffer buffer, final int from, final int end) {
        clear(from);
        // No method holds a slash, so what begins like a version can only be a status line.
        final int slash = from + SIP_SLASH.length;
        return end > slash && Scan.equalsIgnoreCase(buffer, from, slash, SIP_SLASH)
                ? readStatusLine(buffer, from, end)
                : readRequestLine(buffer, from, end);
    }

    private Malformation readStatusLine(final DirectBuffer buffer, final int from, final int end) {
        final int versionEnd = from + VERSION.length;
        final int codeEnd = versionEnd + 4;
        if (codeEnd > end
                || !Scan.equalsIgnoreCase(buffer, from, versionEnd, VERSION)
                || buffer.getByte(versionEnd) != ' ') {
            return Malformation.BAD_STATUS_LINE;
        }
        final long code = Scan.decimal(buffer, versionEnd + 1, codeEnd, 3);
        final boolean ended = codeEnd == end || buffer.getByte(codeEnd) == ' ';
        if (code < 100 || code > 699 || !ended) {
            return Malformation.BAD_STATUS_LINE;
        }
        statusCode = (int) code;
        reasonPhrase = Span.of(Math.min(codeEnd + 1, end), end);
        return Malformation.NONE;
    }

    private Malformation readRequestLine(final DirectBuffer buffer, final int from, final int end) {
        final int methodEnd = Scan.tokenEnd(buffer, from, end);
        if (methodEnd == from || methodEnd >= end || buffer.getByte(methodEnd) != ' ') {
            return Malformation.BAD_START_LINE;
        }
        request = true;
        method = Method.of(buffer, from, methodEnd);
        methodSpan = Span.of(from, methodEnd);
        final int version = lastSpace(buffer, methodEnd + 1, end) + 1;
        if (version == 0) {
            return Malformation.BAD_START_LINE;
        }
        requestUri = Span.of(methodEnd + 1, version - 1);
        if (!Scan.equalsIgnoreCase(buffer, version, end, VERSION)) {
            final int slash = version + SIP_SLASH.length;
            return end > slash && Scan.equalsIgnoreCase(buffer, version, slash, SIP_SLASH)
                    ? Malformation.UNSUPPORTED_VERSION
                    : Malformation.BAD_START_LINE;
        }
        // §19.1.1: a Request-URI has no headers part. Who wrote it meant something that nobody
        // does.
        return uriView.wrap(buffer, requestUri) == Malformation.NONE && !uriView.hasHeaders()
                ? Malformation.NONE
                : Malformation.BAD_REQUEST_URI;
    }

    private static int lastSpace(final DirectBuffer buffer, final int from, final int end) {
        for (int at = end - 1; at >= from; at--) {
            if (buffer.getByte(at) == ' ') {
                return at;
            }
        }
        return -1;
    }

    /** Whether the method of the request line is this one, which also stands at {@code span}. */
    boolean hasMethod(final DirectBuffer buffer, final Method other, final long span) {
        if (other != method || other != Method.EXTENSION) {
            return other == method;
        }
        final int size = Span.length(span);
        boolean same = size == Span.length(methodSpan);
        for (int i = 0; same && i < size; i++) {
            same =
                    buffer.getByte(Span.start(span) + i)
                            == buffer.getByte(Span.start(methodSpan) + i);
        }
        return same;
    }

    /** Index of the line's first byte. */
    int start() {
        return start;
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

    SipUriView requestUriView() {
        return uriView;
    }

    long reasonPhrase() {
        return reasonPhrase;
    }

    int statusCode() {
        return statusCode;
    }
}
