// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import java.nio.charset.StandardCharsets;

/**
 * The requests that go one hop, made from the request that we sent: ACK for a final response that is
 * no 2xx (RFC 3261 §17.1.1.3) and CANCEL (§9.1). Same Request-URI, topmost Via, From, Call-ID, CSeq
 * number and Route.
 */
public final class HopRequestWriter {
    private static final byte[] LINE_END = " SIP/2.0\r\nVia: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REST =
            "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** ACK takes To from the response, which carries the tag. */
    public void writeAck(
            final SipMessage invite, final SipMessage response, final SipWriter target) {
        write(invite, response, Method.ACK, target);
    }

    public void writeCancel(final SipMessage invite, final SipWriter target) {
        write(invite, invite, Method.CANCEL, target);
    }

    private static void write(
            final SipMessage invite,
            final SipMessage toSource,
            final Method method,
            final SipWriter target) {
        target.put(method.token()).put(' ').put(invite.buffer(), invite.requestUri());
        target.put(LINE_END).put(invite.buffer(), invite.topVia().span()).crlf();
        for (int header = invite.first(HeaderName.ROUTE);
                header >= 0;
                header = invite.next(header)) {
            putLine(invite, header, target);
        }
        putLine(invite, invite.first(HeaderName.FROM), target);
        putLine(toSource, toSource.first(HeaderName.TO), target);
        putLine(invite, invite.first(HeaderName.CALL_ID), target);
        target.name(HeaderName.CSEQ).putDecimal(invite.cseqNumber()).put(' ');
        target.put(method.token()).crlf().put(REST);
    }

    private static void putLine(
            final SipMessage message, final int header, final SipWriter target) {
        if (header >= 0) {
            final int start = message.lineStart(header);
            target.put(message.buffer(), start, message.lineEnd(header) - start);
        }
    }
}
