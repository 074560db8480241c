// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Requests, flows and local points for tests. */
public final class Requests {
    /** Where the router under test is reached over UDP. */
    public static final LocalPoint UDP_POINT =
            new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);

    /** Where it is reached over TCP. */
    public static final LocalPoint TCP_POINT =
            new LocalPoint(TransportProtocol.TCP, "192.0.2.1", 5060, 1);

    public static final List<LocalPoint> POINTS = List.of(UDP_POINT, TCP_POINT);

    private Requests() {}

    /** The cluster's branch key in tests. */
    public static KeyedHash key() {
        return new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
    }

    /** A request; {@code headers} are further lines, each ending with a line feed. */
    public static SipMessage request(final String method, final String uri, final String headers) {
        return parse(
                method
                        + " "
                        + uri
                        + " SIP/2.0\n"
                        + "Via: SIP/2.0/UDP 192.0.2.77:5060;branch=z9hG4bKa\n"
                        + (headers.contains("From:") ? "" : "From: <sip:carol@far.example>;tag=1\n")
                        + (headers.contains("To:") ? "" : "To: <" + uri + ">\n")
                        + "Call-ID: call-1\n"
                        + (headers.contains("CSeq:") ? "" : "CSeq: 1 " + method + "\n")
                        + headers
                        + "\n");
    }

    /** A message with bare line feeds as line ends. */
    public static SipMessage parse(final String text) {
        final byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        final SipMessage message = new SipMessage();
        // Not at the start of its buffer, for spans are absolute.
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[bytes.length + 7]);
        buffer.putBytes(7, bytes);
        assertThat(message.parse(buffer, 7, bytes.length)).as(text).isEqualTo(Malformation.NONE);
        return message;
    }

    public static Flow flow(final LocalPoint point, final String address, final int port) {
        final IpAddress ip = Objects.requireNonNull(IpAddress.parse(address));
        return new Flow(point, ip.high(), ip.low(), port, point.protocol().isReliable() ? 77 : 0);
    }

    /** Text of a span, "-" for none. */
    public static String text(final DirectBuffer buffer, final long span) {
        if (span == Span.NONE) {
            return "-";
        }
        final byte[] bytes = new byte[Span.length(span)];
        buffer.getBytes(Span.start(span), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public static UnsafeBuffer buffer(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    public static long all(final DirectBuffer buffer) {
        return Span.of(0, buffer.capacity());
    }
}
