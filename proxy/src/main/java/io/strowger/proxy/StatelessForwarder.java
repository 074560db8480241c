// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.routing.RouteInformation;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.ForwardedResponseWriter;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.sip.message.ViaView;
import io.strowger.sip.transaction.MessageSender;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What goes on without a transaction (RFC 3261 §16.11): the ACK of a 2xx, and responses whose
 * transaction is gone or was another process's. Everything needed is in the message.
 */
final class StatelessForwarder {
    private final FlowFinder flows;
    private final MessageSender sender;
    private final ProxyCounters counters;
    private final BranchSender branches;
    private final BranchParameter branchParameter;
    private final int maxBranches;
    private final ForwardedResponseWriter responses = new ForwardedResponseWriter();
    private final ViaView via = new ViaView();
    private final SipWriter writer = new SipWriter();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[SipMessage.MAX_LENGTH]);

    StatelessForwarder(
            final ProxyConfig config, final ProxyParts parts, final BranchSender branches) {
        flows = parts.flows();
        sender = parts.sender();
        counters = parts.counters();
        this.branches = branches;
        branchParameter = new BranchParameter(parts.branchKey());
        maxBranches = config.maxBranches();
    }

    /**
     * An ACK, to all who may be waiting for it. That of a 2xx has one target, the contact of the
     * dialog. That of a failure which another node's transaction does not catch looks like it, but its
     * branches are those of its INVITE: it ends the transactions of all branches and is unknown to
     * everybody else.
     */
    void forwardAck(
            final SipMessage ack,
            final Flow from,
            final RouteInformation route,
            final TargetSet targets) {
        final int most = Math.min(targets.size(), maxBranches);
        for (int target = 0; target < most; target++) {
            final Flow to = branches.writeStateless(ack, from, route, targets, target);
            if (to == null) {
                counters.dropped.incrementRelease();
            } else {
                final SipWriter bytes = branches.written();
                counters.stateless.incrementRelease();
                sender.send(to, bytes.buffer(), bytes.offset(), bytes.length());
            }
        }
    }

    /** By the second Via, if the cluster has forwarded the request for it (§18.1.2, §16.7 step 1). */
    void forwardResponse(final SipMessage response) {
        final Flow to =
                responses.nextVia(response, via) && branchParameter.isProven(response, via)
                        ? flow(response.buffer())
                        : null;
        if (to == null) {
            counters.dropped.incrementRelease();
            return;
        }
        writer.wrap(scratch, 0, SipMessage.MAX_LENGTH);
        responses.write(response, to.isReliable(), writer);
        if (!writer.overflowed()) {
            counters.stateless.incrementRelease();
            sender.send(to, scratch, 0, writer.length());
        }
    }

    /** §18.2.2: received before sent-by, rport before its port. */
    private @Nullable Flow flow(final DirectBuffer buffer) {
        final TransportProtocol protocol = via.protocol();
        final long received = via.received();
        final long host = Span.hasText(received) ? received : via.host();
        final IpAddress address = IpAddress.parse(buffer, Span.start(host), Span.end(host));
        if (protocol == null || address == null) {
            return null;
        }
        return flows.flowTo(protocol, address.high(), address.low(), port(buffer));
    }

    private int port(final DirectBuffer buffer) {
        final long rport = via.rport();
        int port = 0;
        for (int at = Span.start(rport); Span.hasText(rport) && at < Span.end(rport); at++) {
            port = port * 10 + Character.digit(buffer.getByte(at), 10);
            if (port <= 0 || port > 65_535) {
                return via.portOrDefault();
            }
        }
        return port == 0 ? via.portOrDefault() : port;
    }
}
