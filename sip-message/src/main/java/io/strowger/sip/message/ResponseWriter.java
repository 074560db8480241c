// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;

/**
 * A response of our own to a request (RFC 3261 §8.2.6): Via as received and stamped, From, To with a
 * tag, Call-ID, CSeq. {@link #begin}, further headers, {@link #end}.
 */
public final class ResponseWriter {
    private static final byte[] VERSION = "SIP/2.0 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAG = ";tag=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_BODY =
            "Content-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VIA = "Via: ".getBytes(StandardCharsets.US_ASCII);

    /**
     * Writes the status line and the headers that every response takes from its request.
     *
     * @param flow where the request came from
     * @param tag becomes the tag of To where it has none; a function of the request, so that two
     *     nodes that answer the same request give the same tag. Not used for 100.
     */
    public void begin(
            final SipMessage request,
            final Flow flow,
            final int statusCode,
            final byte[] reason,
            final long tag,
            final SipWriter target) {
        target.put(VERSION).putDecimal(statusCode).put(' ').put(reason).crlf();
        putVias(request, flow, target);
        putLine(request, HeaderName.FROM, target);
        putTo(request, statusCode, tag, target);
        putLine(request, HeaderName.CALL_ID, target);
        putLine(request, HeaderName.CSEQ, target);
        if (statusCode == 100) {
            putLine(request, HeaderName.TIMESTAMP, target);
        }
    }

    /** Ends a response without a body. */
    public void end(final SipWriter target) {
        target.put(NO_BODY);
    }

    private static void putVias(final SipMessage request, final Flow flow, final SipWriter target) {
        int header = request.first(HeaderName.VIA);
        if (header >= 0 && ReceivedStamp.isNeeded(request, flow)) {
            final int viaEnd = Span.end(request.topVia().span());
            target.put(VIA);
            ReceivedStamp.write(request, flow, target);
            target.put(request.buffer(), viaEnd, request.lineEnd(header) - viaEnd);
            header = request.next(header);
        }
        for (; header >= 0; header = request.next(header)) {
            putLine(request, header, target);
        }
    }

    private static void putTo(
            final SipMessage request,
            final int statusCode,
            final long tag,
            final SipWriter target) {
        final int header = request.first(HeaderName.TO);
        if (header < 0) {
            return;
        }
        if (statusCode == 100 || request.toTag() != Span.NONE) {
            putLine(request, header, target);
            return;
        }
        final int valueEnd = Span.end(request.value(header));
        final int start = request.lineStart(header);
        target.put(request.buffer(), start, valueEnd - start).put(TAG).putHex(tag).crlf();
    }

    private static void putLine(
            final SipMessage request, final HeaderName name, final SipWriter target) {
        final int header = request.first(name);
        if (header >= 0) {
            putLine(request, header, target);
        }
    }

    private static void putLine(
            final SipMessage request, final int header, final SipWriter target) {
        final int start = request.lineStart(header);
        target.put(request.buffer(), start, request.lineEnd(header) - start);
    }
}
