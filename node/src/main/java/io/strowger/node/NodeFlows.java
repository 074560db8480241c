// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.proxy.FlowFinder;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.sip.transaction.MessageSender;
import io.strowger.sip.transport.Transports;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Joins the ports of transactions and proxy to the transports. */
final class NodeFlows implements FlowFinder, MessageSender {
    private @Nullable Transports transports;

    /** The transports need their receiver first, so they come second. */
    void join(final Transports layer) {
        transports = layer;
    }

    @Override
    public void send(
            final Flow flow, final DirectBuffer buffer, final int offset, final int length) {
        final Transports layer = transports;
        if (layer != null) {
            layer.send(flow, buffer, offset, length);
        }
    }

    /** What came on this flow was malformed. */
    void malformed(final Flow flow) {
        final Transports layer = transports;
        if (layer != null) {
            layer.onMalformed(flow);
        }
    }

    @Override
    public @Nullable Flow flowTo(
            final TransportProtocol protocol,
            final long addressHigh,
            final long addressLow,
            final int port) {
        final Transports layer = transports;
        return layer == null ? null : layer.flowTo(protocol, addressHigh, addressLow, port);
    }

    @Override
    public @Nullable Flow connection(final long number) {
        final Transports layer = transports;
        return layer == null ? null : layer.connection(number);
    }
}
