// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.protection.Overload;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.ResponseWriter;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.transaction.TransactionLayer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Answers new requests with 503 and Retry-After (RFC 3261 §21.5.4) while messages wait too long, before a transaction is made: the same
 * request gets the same answer. What repeats a request that is being worked on goes on.
 */
final class OverloadGate {
    private static final int MOST = 16 * 1024;
    private static final byte[] REASON = "Service Unavailable".getBytes(StandardCharsets.US_ASCII);

    private final ResponseWriter responses = new ResponseWriter();
    private final SipWriter writer = new SipWriter();
    private final UnsafeBuffer answer = new UnsafeBuffer(new byte[MOST]);
    private final Overload overload;
    private final NodeFlows flows;
    private final KeyedHash hash;

    OverloadGate(final Overload overload, final NodeFlows flows, final KeyedHash hash) {
        this.overload = overload;
        this.flows = flows;
        this.hash = hash.copy();
    }

    /** Whether the message is to be worked on; else it has been answered, or needs no answer. */
    boolean admits(
            final SipMessage message,
            final Flow flow,
            final TransactionLayer transactions,
            final long nowNanos) {
        if (message.isRequest() && message.method() == Method.ACK) {
            return !overload.awaitsAck(nowNanos) || !overload.isAckOfRefusal(message, tag(message));
        }
        if (!overload.isRefusing() || !Overload.mayRefuse(message)) {
            return true;
        }
        final long tag = tag(message);
        if (!overload.refuses(tag) || transactions.isKnown(message)) {
            return true;
        }
        refuse(message, tag, MessageIntake.responseFlow(message, flow));
        return false;
    }

    /** Of the INVITE and of the ACK that follows a refusal of it (RFC 3261 §17.1.1.3) the same. */
    private long tag(final SipMessage request) {
        return hash.reset()
                .update(request.buffer(), request.topVia().branch())
                .update(request.buffer(), request.callId())
                .finish()
                .low();
    }

    private void refuse(final SipMessage request, final long tag, final Flow target) {
        writer.wrap(answer, 0, MOST);
        responses.begin(request, target, 503, REASON, tag, writer);
        writer.put("Retry-After: ").putDecimal(overload.onRefused(tag)).crlf();
        responses.end(writer);
        if (!writer.overflowed()) {
            flows.send(target, answer, 0, writer.length());
        }
    }
}
