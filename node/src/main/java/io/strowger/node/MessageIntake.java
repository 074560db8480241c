// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.protection.Protection;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.ResponseWriter;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.sip.transaction.TransactionLayer;
import io.strowger.sip.transport.MessageReceiver;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where bytes become messages: parses what the transports hand over, answers what is malformed
 * without a transaction, and gives the rest to the transaction layer.
 */
final class MessageIntake implements MessageReceiver {
    private static final int MAX_ANSWER = 16 * 1024;

    private final SipMessage message = new SipMessage();
    private final ResponseWriter responses = new ResponseWriter();
    private final SipWriter writer = new SipWriter();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[MAX_ANSWER]);
    private final NodeFlows flows;
    private final KeyedHash hash;
    private final Protection protection;
    private final OverloadGate gate;
    private final NodeCounters counters;
    private @Nullable TransactionLayer transactions;

    MessageIntake(
            final NodeFlows flows,
            final KeyedHash hash,
            final Protection protection,
            final NodeCounters counters) {
        this.flows = flows;
        this.hash = hash.copy();
        this.protection = protection;
        gate = new OverloadGate(protection.overload(), flows, hash);
        this.counters = counters;
    }

    void join(final TransactionLayer layer) {
        transactions = layer;
    }

    @Override
    public void onMessage(
            final Flow flow,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNanos) {
        counters.received.incrementRelease();
        final Malformation defect = defect(flow, message.parse(buffer, offset, length));
        if (defect != Malformation.NONE) {
            onMalformed(flow, defect);
        } else if (transactions != null
                && protection.admitsRequest(message, flow, nowNanos)
                && gate.admits(message, flow, transactions, nowNanos)) {
            transactions.onMessage(message, flow, nowNanos);
        }
    }

    /**
     * On a stream the body ends where Content-Length says (RFC 3261 §18.3, §20.14), so a message without
     * it, which is the last one before the connection is closed, is not known to be whole.
     */
    private Malformation defect(final Flow flow, final Malformation parsed) {
        return parsed == Malformation.NONE
                        && flow.protocol().isStream()
                        && message.first(HeaderName.CONTENT_LENGTH) < 0
                ? Malformation.MISSING_CONTENT_LENGTH
                : parsed;
    }

    /**
     * RFC 3261 §16.3 step 1: a request that can be answered gets 400, with what it has of the headers
     * that a response repeats (RFC 4475 §3.3.1); responses are dropped (§18.1.2).
     */
    private void onMalformed(final Flow flow, final Malformation defect) {
        counters.malformed(defect);
        flows.malformed(flow);
        final boolean answerable =
                defect.statusCode() > 0
                        && message.isRequest()
                        && message.method() != Method.ACK
                        && Span.hasText(message.topVia().host());
        if (!answerable) {
            return;
        }
        writer.wrap(scratch, 0, MAX_ANSWER);
        final byte[] reason = defect.reason().getBytes(StandardCharsets.US_ASCII);
        final long tag =
                hash.reset()
                        .update(message.buffer(), message.topVia().span())
                        .update(message.buffer(), message.callId())
                        .finish()
                        .low();
        responses.begin(message, flow, defect.statusCode(), reason, tag, writer);
        responses.end(writer);
        if (!writer.overflowed()) {
            flows.send(responseFlow(message, flow), scratch, 0, writer.length());
        }
    }

    /** §18.2.2 and RFC 3581: the port of the sent-by, unless rport asks for the source port. */
    static Flow responseFlow(final SipMessage request, final Flow flow) {
        return flow.isReliable() || request.topVia().rport() != Span.NONE
                ? flow
                : flow.withPort(request.topVia().portOrDefault());
    }

    @Override
    public void onFlowFailed(final Flow flow, final long nowNanos) {
        if (transactions != null) {
            transactions.onFlowFailed(flow, nowNanos);
        }
    }

    @Override
    public void onUnreachable(final Flow flow, final long nowNanos) {
        if (transactions != null) {
            transactions.onUnreachable(flow, nowNanos);
        }
    }

    @Override
    public void onForget(final long nowNanos) {
        if (transactions != null) {
            transactions.forget(nowNanos);
        }
    }
}
