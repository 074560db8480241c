// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** ACK of a failure (RFC 3261 §17.1.1.3) and CANCEL (§9.1), from the INVITE that we sent. */
class HopRequestWriterTest {
    private static final String SENT =
            """
            INVITE sip:bob@192.0.2.4 SIP/2.0
            Via: SIP/2.0/UDP node1.example.org;branch=z9hG4bKours;rport
            v: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK776asdhds;received=192.0.2.7
            Route: <sip:p1;lr>,
             <sip:p2;lr>
            Max-Forwards: 69
            t: Bob <sip:bob@example.org>
            From: Alice <sip:alice@example.com>;tag=1928301774
            Route: <sip:p3;lr>
            Call-ID: a84b4c76e66710@192.0.2.7
            CSeq: 0314159
             INVITE
            Proxy-Authorization: x
            Require: foo
            Contact: <sip:alice@192.0.2.7:5062>
            Content-Length: 0

            """;

    private final HopRequestWriter writer = new HopRequestWriter();
    private final SipMessage invite = TestMessages.parsed(SENT);

    @Test
    void cancelHasTheTopmostViaAndTheRouteAndNothingThatIsForTheFarEnd() {
        assertThat(TestMessages.written(w -> writer.writeCancel(invite, w)))
                .isEqualTo(
                        """
                        CANCEL sip:bob@192.0.2.4 SIP/2.0
                        Via: SIP/2.0/UDP node1.example.org;branch=z9hG4bKours;rport
                        Route: <sip:p1;lr>,
                         <sip:p2;lr>
                        Route: <sip:p3;lr>
                        From: Alice <sip:alice@example.com>;tag=1928301774
                        t: Bob <sip:bob@example.org>
                        Call-ID: a84b4c76e66710@192.0.2.7
                        CSeq: 314159 CANCEL
                        Max-Forwards: 70
                        Content-Length: 0

                        """);
    }

    @Test
    void ackTakesToFromTheResponse() {
        final SipMessage busy =
                TestMessages.parsed(TestMessages.RINGING.replace("180 Ringing", "486 Busy"));
        final String ack = TestMessages.written(w -> writer.writeAck(invite, busy, w));
        assertThat(ack)
                .startsWith("ACK sip:bob@192.0.2.4 SIP/2.0\nVia: SIP/2.0/UDP node1.example.org;")
                .contains("\nTo: Bob <sip:bob@example.org>;tag=a6c85cf\n", "\nCSeq: 314159 ACK\n");
        final SipMessage parsed = TestMessages.parsed(ack);
        assertThat(parsed.method()).isEqualTo(Method.ACK);
        assertThat(parsed.count(HeaderName.VIA)).isEqualTo(1);
        assertThat(parsed.string(parsed.topVia().branch())).isEqualTo("z9hG4bKours");
    }
}
