// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages as text blocks, where a line feed stands for CRLF, and what tests do with them. */
public final class TestMessages {
    public static final String INVITE =
            """
            INVITE sip:bob@example.org SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK776asdhds
            Max-Forwards: 70
            To: Bob <sip:bob@example.org>
            From: Alice <sip:alice@example.com>;tag=1928301774
            Call-ID: a84b4c76e66710@192.0.2.7
            CSeq: 314159 INVITE
            Contact: <sip:alice@192.0.2.7:5062>
            Content-Type: application/sdp
            Content-Length: 5

            v=0
            """;

    public static final String RINGING =
            """
            SIP/2.0 180 Ringing
            Via: SIP/2.0/UDP node1.example.org;branch=z9hG4bKours
            Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK776asdhds;received=192.0.2.7
            To: Bob <sip:bob@example.org>;tag=a6c85cf
            From: Alice <sip:alice@example.com>;tag=1928301774
            Call-ID: a84b4c76e66710@192.0.2.7
            CSeq: 314159 INVITE
            Contact: <sip:bob@192.0.2.4>
            Content-Length: 0

            """;

    private TestMessages() {}

    /** A dozen messages as they pass a router every day, by name. */
    public static Map<String, byte[]> ordinary() {
        final Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("invite", crlf(INVITE));
        all.put("ringing", crlf(RINGING));
        all.put("ok", crlf(RINGING.replace("180 Ringing", "200 OK")));
        all.put("busy", crlf(RINGING.replace("180 Ringing", "486 Busy Here")));
        all.put("ack", crlf(withMethod("ACK")));
        all.put(
                "bye",
                crlf(withMethod("BYE").replace("Max-", "Route: <sip:p1;lr>,<sip:p2>\nMax-")));
        all.put("cancel", crlf(withMethod("CANCEL")));
        all.put("options", crlf(withMethod("OPTIONS").replace("192.0.2.7:5062", "[2001:db8::7]")));
        all.put("register", crlf(register()));
        all.put("unregister", crlf(register().replaceAll("(?m)^m: .*$", "m: *")));
        all.put("subscribe", crlf(withMethod("SUBSCRIBE").replace("Max-", "o: presence\nMax-")));
        all.put("prack", crlf(withMethod("PRACK").replace("Max-", "RAck: 1 1 INVITE\nMax-")));
        all.put("message", crlf(INVITE.replace("INVITE", "MESSAGE").replace("v=0", "abc")));
        return all;
    }

    private static String withMethod(final String method) {
        return INVITE.replace("INVITE", method)
                .replace("Content-Type: application/sdp\nContent-Length: 5\n\nv=0\n", "l: 0\n\n");
    }

    private static String register() {
        return """
               REGISTER sip:example.org SIP/2.0
               v: SIP/2.0/TCP 192.0.2.7;branch=z9hG4bKnashds7;rport;alias
               Max-Forwards: 70
               t: "Bob \\"B\\"" <sip:bob@example.org>
               f: <sip:bob@example.org>;tag=456248
               i: 843817637684230@998sdasdh09
               CSeq: 1826 REGISTER
               m: <sip:bob@192.0.2.4;transport=tcp>;q=0.7;expires=60,
                \t<sip:bob@192.0.2.5;x="a,b">;+sip.instance="<urn:uuid:0C67446E>";reg-id=1
               Authorization: Digest username="bob", realm="example.org",
                nonce="ea9c8e88df84f1ce", uri="sip:example.org", response="6629fae49393a053"
               Supported: path, outbound
               Path: <sip:edge.example.org;lr>
               Expires: 7200
               Content-Length: 0

               """;
    }

    public static byte[] crlf(final String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Parsed, and without a defect. */
    public static SipMessage parsed(final String text) {
        final SipMessage message = new SipMessage();
        assertThat(parse(message, crlf(text))).as(text).isEqualTo(Malformation.NONE);
        return message;
    }

    static Malformation parse(final SipMessage message, final byte[] bytes) {
        return message.parse(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    /** The bytes between guards of one value: what the parser makes of them must not depend on it. */
    static UnsafeBuffer guarded(
            final byte[] bytes, final int length, final int guard, final int at) {
        final byte[] all = new byte[at + length + 64];
        Arrays.fill(all, (byte) guard);
        System.arraycopy(bytes, 0, all, at, length);
        return new UnsafeBuffer(all);
    }

    static UnsafeBuffer buffer(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    static Flow flow(final TransportProtocol protocol, final String host, final int port) {
        final IpAddress remote = IpAddress.parse(host);
        assertThat(remote).isNotNull();
        final LocalPoint local = new LocalPoint(protocol, "192.0.2.1", 5060, 0);
        return new Flow(local, remote.high(), remote.low(), port, protocol.isReliable() ? 1 : 0);
    }

    /** What {@code writing} appends, as text with line feeds for CRLF. */
    static String written(final java.util.function.Consumer<SipWriter> writing) {
        final SipWriter writer =
                new SipWriter().wrap(new UnsafeBuffer(new byte[70_000]), 0, 70_000);
        writing.accept(writer);
        assertThat(writer.overflowed()).isFalse();
        return text(writer).replace("\r\n", "\n");
    }

    static String text(final SipWriter writer) {
        final byte[] bytes = new byte[writer.length()];
        writer.buffer().getBytes(writer.offset(), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
