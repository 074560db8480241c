// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages and flows for tests. */
final class Wire {
    static final String COOKIE = "z9hG4bK";

    private Wire() {}

    static Flow flow(final TransportProtocol protocol, final int port, final long connection) {
        final var local = new LocalPoint(protocol, "192.0.2.1", 5060, protocol.ordinal());
        return new Flow(local, 0, 0xFFFF_C000_0202L, port, connection);
    }

    static Flow udp() {
        return flow(TransportProtocol.UDP, 5060, 0);
    }

    static Flow tcp(final long connection) {
        return flow(TransportProtocol.TCP, 40_000, connection);
    }

    static UnsafeBuffer bytes(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    static SipMessage parse(final String text) {
        final SipMessage message = new SipMessage();
        final UnsafeBuffer buffer = bytes(text);
        assertThat(message.parse(buffer, 0, buffer.capacity()))
                .as(text)
                .isEqualTo(Malformation.NONE);
        return message;
    }

    /** A request with a branch of RFC 3261, from the host that the flows above come from. */
    static String request(final String method, final String branch) {
        return request(method, "192.0.2.2:5060;branch=" + branch, "");
    }

    static String request(final String method, final String sentBy, final String toTag) {
        return """
        %1$s sip:bob@example.org SIP/2.0
        Via: SIP/2.0/UDP %2$s
        Max-Forwards: 70
        From: <sip:alice@example.org>;tag=a1
        To: <sip:bob@example.org>%3$s
        Call-ID: c1@192.0.2.2
        CSeq: 7 %4$s
        Content-Length: 0

        """
                .formatted(
                        method,
                        sentBy,
                        toTag.isEmpty() ? "" : ";tag=" + toTag,
                        method.equals("ACK") ? "ACK" : method)
                .replace("\n", "\r\n");
    }

    static String response(final int statusCode, final String method, final String branch) {
        return response(statusCode, method, branch, "b1");
    }

    static String response(
            final int statusCode, final String method, final String branch, final String toTag) {
        return """
        SIP/2.0 %d Reason
        Via: SIP/2.0/UDP 192.0.2.2:5060;branch=%s
        From: <sip:alice@example.org>;tag=a1
        To: <sip:bob@example.org>;tag=%s
        Call-ID: c1@192.0.2.2
        CSeq: 7 %s
        Content-Length: 0

        """
                .formatted(statusCode, branch, toTag, method)
                .replace("\n", "\r\n");
    }
}
