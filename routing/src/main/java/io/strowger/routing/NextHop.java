// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.NameAddrView;
import io.strowger.sip.message.SipUriView;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/**
 * Where a request goes on the wire: protocol, address, port, and the flow if it has to be a certain
 * one (RFC 3261 §16.6 step 7, RFC 3263 §4 without NAPTR and SRV). Reusable, one thread.
 */
public final class NextHop {
    /** What came out of looking for the next hop. */
    public enum Outcome {
        /** The accessors below hold. */
        FOUND,
        /** A host name is being looked up: ask again when {@link #lookUp()} has ended. */
        PENDING,
        /** The host does not exist or cannot be asked for: as a 503 (§16.9), or the next target. */
        UNREACHABLE,
        /** A scheme, or a transport that is not served: 416, 480, or the next target. */
        UNSUPPORTED
    }

    /** {@link #localPoint} when any will do. */
    public static final int ANY_LOCAL_POINT = -1;

    private static final byte[] TRANSPORT = ascii("transport");
    private static final byte[] MADDR = ascii("maddr");
    private static final TransportProtocol[] PROTOCOLS = TransportProtocol.values();

    private final NextHopResolver resolver;
    private final SipUriView uri = new SipUriView();
    private final NameAddrView address = new NameAddrView();
    private TransportProtocol protocol = TransportProtocol.UDP;
    private long addressHigh;
    private long addressLow;
    private int port;
    private int localPoint;
    private long connection;
    private long lookUp;

    public NextHop(final NextHopResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * The way to a target that has no Route before it: by the first value of its Path, else over its
     * flow, else to the address it registered from, else as its URI says.
     */
    public Outcome toTarget(final TargetSet targets, final int target) {
        final DirectBuffer buffer = targets.buffer();
        final long path = targets.path(target);
        if (path != Span.NONE) {
            return toRoute(buffer, path);
        }
        final long token = targets.flowToken(target);
        if (token != Span.NONE
                && FlowToken.read(buffer, Span.start(token), Span.length(token), this)) {
            return Outcome.FOUND;
        }
        return toUri(buffer, targets.uri(target));
    }

    /** To the contact's own address, when the flow of the target is gone. */
    public Outcome toContact(final TargetSet targets, final int target) {
        return toUri(targets.buffer(), targets.uri(target));
    }

    /** To the first value of a Route or Path. */
    public Outcome toRoute(final DirectBuffer buffer, final long values) {
        final int end = firstValueEnd(buffer, values);
        return address.wrap(buffer, Span.of(Span.start(values), end)) == Malformation.NONE
                ? toUri(buffer, address.uri())
                : Outcome.UNREACHABLE;
    }

    private static int firstValueEnd(final DirectBuffer buffer, final long values) {
        boolean inAngles = false;
        boolean inQuotes = false;
        for (int at = Span.start(values); at < Span.end(values); at++) {
            final byte b = buffer.getByte(at);
            if (inQuotes) {
                inQuotes = b != '"';
                at += b == '\\' ? 1 : 0;
            } else if (b == '<' || b == '>') {
                inAngles = b == '<';
            } else if (b == '"' && !inAngles) {
                inQuotes = true;
            } else if (b == ',' && !inAngles) {
                return at;
            }
        }
        return Span.end(values);
    }

    /** To the host of a URI: maddr before host, transport and port as named or by default. */
    public Outcome toUri(final DirectBuffer buffer, final long span) {
        if (uri.wrap(buffer, span) != Malformation.NONE || !uri.isSipOrSips()) {
            return Outcome.UNSUPPORTED;
        }
        final TransportProtocol named = transport(buffer);
        if (named == null || named.isSecure() || named == TransportProtocol.WS) {
            return Outcome.UNSUPPORTED;
        }
        final long maddr = uri.parameter(MADDR);
        final long host = Span.hasText(maddr) ? maddr : uri.host();
        protocol = named;
        port = uri.port() == 0 ? named.defaultPort() : uri.port();
        localPoint = ANY_LOCAL_POINT;
        connection = 0;
        return readAddress(buffer, host) ? Outcome.FOUND : resolve(buffer, host);
    }

    /** §19.1.2, RFC 3263 §4.1: UDP unless named; sips is TLS; null = one that we do not know. */
    private @org.jspecify.annotations.Nullable TransportProtocol transport(
            final DirectBuffer buffer) {
        final long named = uri.parameter(TRANSPORT);
        if (uri.scheme() == SipUriView.Scheme.SIPS) {
            return TransportProtocol.TLS;
        }
        return Span.hasText(named) ? TransportProtocol.of(buffer, named) : TransportProtocol.UDP;
    }

    private boolean readAddress(final DirectBuffer buffer, final long host) {
        final long v4 = IpAddress.parseV4(buffer, Span.start(host), Span.end(host));
        if (v4 != IpAddress.NOT_V4) {
            address(0, v4);
            return true;
        }
        if (buffer.getByte(Span.start(host)) != '[') {
            return false;
        }
        final IpAddress v6 = IpAddress.parse(buffer, Span.start(host), Span.end(host));
        if (v6 == null) {
            return false;
        }
        address(v6.high(), v6.low());
        return true;
    }

    private Outcome resolve(final DirectBuffer buffer, final long host) {
        return switch (resolver.resolve(
                buffer, Span.start(host), Span.length(host), uri.port(), protocol, this)) {
            case RESOLVED -> Outcome.FOUND;
            case PENDING -> Outcome.PENDING;
            case NONE -> Outcome.UNREACHABLE;
        };
    }

    /** Set by the resolver: the address in the form of {@link IpAddress}. */
    public void address(final long high, final long low) {
        addressHigh = high;
        addressLow = low;
    }

    /** Set by the resolver: the number of the look-up that has to be waited for. */
    public void lookUp(final long number) {
        lookUp = number;
    }

    /** The look-up to be waited for after {@link Outcome#PENDING}. */
    public long lookUp() {
        return lookUp;
    }

    /** Set by the resolver when the name system says another port than the default. */
    public void port(final int number) {
        port = number;
    }

    /** Taken from a flow token; false when the protocol's number is unknown. */
    boolean flow(
            final int protocolNumber,
            final long high,
            final long low,
            final int remotePort,
            final int point,
            final long connectionNumber) {
        if (protocolNumber < 0 || protocolNumber >= PROTOCOLS.length) {
            return false;
        }
        protocol = PROTOCOLS[protocolNumber];
        address(high, low);
        port = remotePort;
        localPoint = point;
        connection = connectionNumber;
        return true;
    }

    public TransportProtocol protocol() {
        return protocol;
    }

    public long addressHigh() {
        return addressHigh;
    }

    /** IPv4 in mapped form, as in {@link IpAddress}. */
    public long addressLow() {
        return addressLow;
    }

    /** 1 to 65535. */
    public int port() {
        return port;
    }

    /** Index of the local point that the flow belongs to, or {@link #ANY_LOCAL_POINT}. */
    public int localPoint() {
        return localPoint;
    }

    /** Number of the connection to be used; 0 for UDP, and when any connection will do. */
    public long connection() {
        return connection;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
