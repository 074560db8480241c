// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.ResponseWriter;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.switching.Refusal;
import io.strowger.switching.SwitchedMessage;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** 503 with Retry-After, without a transaction (RFC 3261 §8.2.7, §21.5.4): the same request gets the same answer. One thread. */
final class RefusalWriter {
    private static final int MOST = 16 * 1024;
    private static final int SPREAD = 3;
    private static final byte[] REASON = "Service Unavailable".getBytes(StandardCharsets.US_ASCII);

    private final UnsafeBuffer answer = new UnsafeBuffer(new byte[MOST]);
    private final SipWriter writer = new SipWriter();
    private final ResponseWriter responses = new ResponseWriter();

    /** Writes the answer; false when the request is too long for one. */
    boolean write(final SwitchedMessage request, final Flow flow, final Refusal reason) {
        writer.wrap(answer, 0, MOST);
        final long tag = tag(request);
        responses.begin(request.message(), flow, 503, REASON, tag, writer);
        // Not all at the same time again.
        final int seconds = reason.retryAfterSeconds() + Math.floorMod((int) tag, SPREAD);
        writer.put("Retry-After: ").putDecimal(seconds).crlf();
        responses.end(writer);
        return !writer.overflowed();
    }

    /** Of an INVITE and of the ACK that follows its refusal the same. */
    static long tag(final SwitchedMessage request) {
        return request.callIdHigh()
                ^ (request.method() == Method.ACK ? request.inviteLow() : request.transactionLow());
    }

    /** §18.2.2 and RFC 3581: the port of the sent-by, unless rport asks for the source port. */
    static Flow flowOf(final SipMessage request, final Flow flow) {
        return flow.isReliable() || request.topVia().rport() != Span.NONE
                ? flow
                : flow.withPort(request.topVia().portOrDefault());
    }

    DirectBuffer buffer() {
        return answer;
    }

    int length() {
        return writer.length();
    }
}
