// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;

/**
 * What the server transport adds to the topmost Via of a request: received (RFC 3261 §18.2.1) and the
 * value of rport (RFC 3581 §4). Written when the Via is copied, so the bytes received stay untouched.
 */
final class ReceivedStamp {
    private static final byte[] RECEIVED = ";received=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RPORT = "rport".getBytes(StandardCharsets.US_ASCII);

    private ReceivedStamp() {}

    static boolean isNeeded(final SipMessage request, final Flow flow) {
        final ViaView via = request.topVia();
        return via.rport() == Span.EMPTY
                || !Scan.equalsIgnoreCase(request.buffer(), via.host(), flow.remoteHost());
    }

    /** Copies the topmost Via value with its stamp; a received that the client sent is dropped. */
    static void write(final SipMessage request, final Flow flow, final SipWriter target) {
        final ViaView via = request.topVia();
        final int end = Span.end(via.span());
        int at = Span.start(via.span());
        final long rport = flagPosition(request, via);
        if (rport != Span.NONE) {
            target.put(request.buffer(), at, Span.end(rport) - at);
            target.put('=').putDecimal(flow.port());
            at = Span.end(rport);
        }
        target.put(request.buffer(), at, end - at);
        if (via.received() == Span.NONE) {
            target.put(RECEIVED).put(unbracketed(flow));
        }
    }

    /** RFC 3261 §25.1: via-received holds an IPv6address, which has no brackets. */
    private static byte[] unbracketed(final Flow flow) {
        final byte[] host = flow.remoteHost();
        return host[0] == '[' ? java.util.Arrays.copyOfRange(host, 1, host.length - 1) : host;
    }

    private static long flagPosition(final SipMessage request, final ViaView via) {
        if (via.rport() != Span.EMPTY) {
            return Span.NONE;
        }
        final int end = Span.end(via.span());
        for (int at = Span.start(via.span()); at <= end - RPORT.length; at++) {
            if (Scan.equalsIgnoreCase(request.buffer(), at, at + RPORT.length, RPORT)
                    && isSemicolonBefore(request, at)
                    && endsParameter(request, at + RPORT.length, end)) {
                return Span.of(at, at + RPORT.length);
            }
        }
        return Span.NONE;
    }

    private static boolean isSemicolonBefore(final SipMessage request, final int from) {
        int at = from - 1;
        while (Scan.isSpace(request.buffer().getByte(at))) {
            at--;
        }
        return request.buffer().getByte(at) == ';';
    }

    private static boolean endsParameter(final SipMessage request, final int from, final int end) {
        return from == end
                || request.buffer().getByte(from) == ';'
                || Scan.isSpace(request.buffer().getByte(from));
    }
}
