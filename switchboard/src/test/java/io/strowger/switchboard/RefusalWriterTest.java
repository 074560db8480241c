// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.switching.Refusal;
import io.strowger.switching.SwitchedMessage;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The 503 of a switch: the same for the same request, and its ACK is known again. */
class RefusalWriterTest {
    private static final KeyedHash HASH = new KeyedHash(3, 4);
    private static final IpAddress PHONE = IpAddress.v4(0xC000024D);

    private final RefusalWriter writer = new RefusalWriter();

    private static SwitchedMessage read(final String method, final String call, final String via) {
        final byte[] text =
                """
                %1$s sip:bob@example.org SIP/2.0
                Via: SIP/2.0/%4$s;branch=z9hG4bK%2$s%3$s
                Max-Forwards: 70
                From: <sip:a@example.org>;tag=1
                To: <sip:bob@example.org>
                Call-ID: %2$s
                CSeq: 1 %1$s
                Content-Length: 0

                """
                        .replace("\n", "\r\n")
                        .formatted(method, call, method.equals("REGISTER") ? "R" : "I", via)
                        .getBytes(StandardCharsets.US_ASCII);
        final SwitchedMessage message = new SwitchedMessage(HASH.copy());
        assertThat(message.read(new UnsafeBuffer(text), 0, text.length))
                .isEqualTo(Malformation.NONE);
        return message;
    }

    private static SwitchedMessage read(final String method, final String call) {
        return read(method, call, "UDP 192.0.2.77:5062");
    }

    private static Flow flow(final TransportProtocol protocol, final long connection) {
        return new Flow(
                new LocalPoint(protocol, "192.0.2.1", 5060, 0),
                PHONE.high(),
                PHONE.low(),
                40_000,
                connection);
    }

    private String refusal(final String method, final String call) {
        assertThat(
                        writer.write(
                                read(method, call),
                                flow(TransportProtocol.UDP, 0),
                                Refusal.OVERLOADED))
                .isTrue();
        return writer.buffer().getStringWithoutLengthAscii(0, writer.length());
    }

    @Test
    void theSameRequestGetsTheSameAnswer() {
        final String answer = refusal("INVITE", "a");
        assertThat(answer).startsWith("SIP/2.0 503 Service Unavailable\r\n");
        assertThat(ScriptedNode.header(answer, "Retry-After")).matches("[2-4]");
        assertThat(refusal("INVITE", "a")).isEqualTo(answer);
        assertThat(ScriptedNode.header(refusal("INVITE", "b"), "To"))
                .isNotEqualTo(ScriptedNode.header(answer, "To"));
    }

    @Test
    void anAckHasTheTagOfTheRefusalOfItsInvite() {
        final long tag = RefusalWriter.tag(read("INVITE", "a"));
        assertThat(ScriptedNode.header(refusal("INVITE", "a"), "To"))
                .endsWith(";tag=%016x".formatted(tag));
        assertThat(RefusalWriter.tag(read("ACK", "a"))).isEqualTo(tag);
        assertThat(RefusalWriter.tag(read("ACK", "b"))).isNotEqualTo(tag);
        assertThat(RefusalWriter.tag(read("REGISTER", "a"))).isNotEqualTo(tag);
    }

    @Test
    void itGoesToThePortOfTheSentByUnlessRportAsksForTheSource() {
        final Flow udp = flow(TransportProtocol.UDP, 0);
        assertThat(RefusalWriter.flowOf(read("INVITE", "a").message(), udp).port()).isEqualTo(5062);
        assertThat(
                        RefusalWriter.flowOf(
                                        read("INVITE", "a", "UDP 192.0.2.77:5062;rport").message(),
                                        udp)
                                .port())
                .isEqualTo(40_000);
        final Flow tcp = flow(TransportProtocol.TCP, 9);
        assertThat(RefusalWriter.flowOf(read("INVITE", "a", "TCP 192.0.2.77:5062").message(), tcp))
                .isEqualTo(tcp);
    }
}
