// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.location.Binding;
import io.strowger.location.Limits;
import io.strowger.routing.FlowToken;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.ViaView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a binding keeps of the flow that its REGISTER came on. A connection is always kept, for a user
 * agent rarely listens for another; a datagram's source only where it is not what the user agent
 * believes to be its address (NAT), or where it asked for it (RFC 5626). Reusable, one thread.
 */
final class FlowRecord {
    private static final int DEFAULT_PORT = 5060;

    private final UnsafeBuffer token = new UnsafeBuffer(new byte[FlowToken.LENGTH]);
    private final UnsafeBuffer received = new UnsafeBuffer(new byte[Limits.RECEIVED]);
    private final SipWriter writer = new SipWriter();
    private boolean behindNat;
    private boolean direct;
    private boolean reliable;

    /**
     * Takes a flow.
     *
     * @param isDirect whether the user agent itself is at its other end
     */
    void take(final SipMessage request, final Flow flow, final boolean isDirect) {
        direct = isDirect;
        reliable = flow.isReliable();
        behindNat = isDirect && isBehindNat(request, flow);
        FlowToken.write(flow, token, 0);
        writer.wrap(received, 0, Limits.RECEIVED);
        writer.put(flow.remoteHost()).put(':').putDecimal(flow.port());
        writer.put(';').put(flow.protocol().lowerCase());
    }

    /** Another address than the sent-by; or another port, when the client asked for it by rport. */
    private static boolean isBehindNat(final SipMessage request, final Flow flow) {
        final ViaView via = request.topVia();
        if (!isSameAddress(request.buffer(), via.host(), flow)) {
            return true;
        }
        final int port = via.port() == 0 ? DEFAULT_PORT : via.port();
        return !flow.isReliable() && via.rport() != Span.NONE && port != flow.port();
    }

    private static boolean isSameAddress(
            final DirectBuffer buffer, final long host, final Flow flow) {
        final long v4 = IpAddress.parseV4(buffer, Span.start(host), Span.end(host));
        if (v4 != IpAddress.NOT_V4) {
            return flow.addressHigh() == 0 && flow.addressLow() == v4;
        }
        final IpAddress address = IpAddress.parse(buffer, Span.start(host), Span.end(host));
        return address != null
                && address.high() == flow.addressHigh()
                && address.low() == flow.addressLow();
    }

    /** Adds to a binding what is to be kept. */
    void addTo(final Binding binding, final boolean outbound) {
        if (direct && (reliable || behindNat || outbound)) {
            binding.flowToken(token, 0, FlowToken.LENGTH);
        }
        if (behindNat) {
            binding.received(received, 0, writer.length());
        }
    }
}
