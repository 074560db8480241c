// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * What the server transport adds to the topmost Via of a request: received (RFC 3261 §18.2.1) and the
 * value of rport (RFC 3581 §4). Written when the Via is copied, so the bytes received stay untouched.
 */
final class ReceivedStamp {
    private static final byte[] SEMICOLON_RECEIVED =
            ";received=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECEIVED = "received".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RPORT = "rport".getBytes(StandardCharsets.US_ASCII);

    private ReceivedStamp() {}

    /** RFC 3581 §4: who asks for rport gets received too, also when it equals the sent-by. */
    static boolean isNeeded(final SipMessage request, final Flow flow) {
        final ViaView via = request.topVia();
        return via.isWellFormed()
                && (via.rport() == Span.EMPTY
                        || via.received() != Span.NONE
                        || !Scan.equalsIgnoreCase(request.buffer(), via.host(), flow.remoteHost()));
    }

    /**
     * Copies the topmost Via value with its stamp. A received that the client wrote itself is left out
     * wherever it stands: it would direct the responses to an address of the client's choice.
     */
    static void write(final SipMessage request, final Flow flow, final SipWriter target) {
        final DirectBuffer buffer = request.buffer();
        final ViaView via = request.topVia();
        final int end = Span.end(via.span());
        final int start = Span.start(via.span());
        boolean wantsPort = via.rport() == Span.EMPTY;
        int at = via.parametersStart();
        target.put(buffer, start, Scan.trimEnd(buffer, start, at) - start);
        while (at < end) {
            final int next = Parameters.next(buffer, at, end);
            if (!Parameters.isNamed(buffer, at, next, RECEIVED)) {
                target.put(buffer, at, Scan.trimEnd(buffer, at, next) - at);
                if (wantsPort && Parameters.isNamed(buffer, at, next, RPORT)) {
                    target.put('=').putDecimal(flow.port());
                    wantsPort = false;
                }
            }
            at = next;
        }
        target.put(SEMICOLON_RECEIVED);
        putUnbracketed(flow.remoteHost(), target);
    }

    /** RFC 3261 §25.1: via-received holds an IPv6address, which has no brackets. */
    private static void putUnbracketed(final byte[] host, final SipWriter target) {
        final int brackets = host[0] == '[' ? 1 : 0;
        target.put(host, brackets, host.length - 2 * brackets);
    }
}
