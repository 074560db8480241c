// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses of our own: RFC 3261 §8.2.6. */
class ResponseWriterTest {
    private static final Flow FLOW = TestMessages.flow(TransportProtocol.UDP, "192.0.2.7", 5062);

    private final ResponseWriter response = new ResponseWriter();

    private String written(final SipMessage request, final int status, final String reason) {
        return TestMessages.written(
                w -> {
                    response.begin(request, FLOW, status, reason.getBytes(US_ASCII), 0xABCL, w);
                    response.end(w);
                });
    }

    @Test
    void takesItsHeadersFromTheRequestAndAddsATag() {
        assertThat(written(TestMessages.parsed(TestMessages.INVITE), 404, "Not Found"))
                .isEqualTo(
                        """
                        SIP/2.0 404 Not Found
                        Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK776asdhds
                        From: Alice <sip:alice@example.com>;tag=1928301774
                        To: Bob <sip:bob@example.org>;tag=0000000000000abc
                        Call-ID: a84b4c76e66710@192.0.2.7
                        CSeq: 314159 INVITE
                        Content-Length: 0

                        """);
    }

    @Test
    void keepsTheTagOfTo() {
        final String text = TestMessages.INVITE.replace("org>", "org>;tag=x");
        assertThat(written(TestMessages.parsed(text), 481, "No"))
                .contains("\nTo: Bob <sip:bob@example.org>;tag=x\n");
    }

    /** §8.2.6.1: 100 takes Timestamp, and needs no tag. */
    @Test
    void tryingHasTheTimestampAndNoTag() {
        final String text = TestMessages.INVITE.replace("CSeq", "Timestamp: 54 0.2\nCSeq");
        assertThat(written(TestMessages.parsed(text), 100, "Trying"))
                .contains("\nTo: Bob <sip:bob@example.org>\n", "\nTimestamp: 54 0.2\n");
        assertThat(written(TestMessages.parsed(text), 180, "Ringing")).doesNotContain("Timestamp");
    }

    @Test
    void copiesAllViasInOrderAndStampsTheTopmost() {
        final String text =
                TestMessages.INVITE.replaceFirst(
                        "(?m)^Via: .*",
                        "v: SIP/2.0/UDP a.invalid;rport;branch=z9hG4bK1 ,\n SIP/2.0/TCP b;x\n"
                                + "VIA:SIP/2.0/TLS c, SIP/2.0/UDP d;rport");
        assertThat(written(TestMessages.parsed(text), 200, "OK"))
                .contains(
                        "OK\nVia: SIP/2.0/UDP a.invalid;rport=5062;branch=z9hG4bK1;received=192.0.2.7"
                                + " ,\n SIP/2.0/TCP b;x\nVIA:SIP/2.0/TLS c, SIP/2.0/UDP d;rport\nFrom");
    }

    /** What is malformed is answered with what there is of it, unchanged. */
    @ParameterizedTest
    @ValueSource(strings = {"badinv01", "badvers", "quotbal", "insuf", "multi01", "ltgtruri"})
    void answersMalformedRequests(final String file) {
        final SipMessage request = new SipMessage();
        final Malformation defect = TestMessages.parse(request, TortureMessage.bytes(file));
        final String answer = written(request, defect.statusCode(), defect.reason());
        assertThat(answer).startsWith("SIP/2.0 " + defect.statusCode() + " " + defect.reason());
        final String original = request.toString().replace("\r\n", "\n");
        answer.lines()
                .filter(line -> line.matches("(Via|From|CSeq|Call-ID):.*"))
                .map(line -> line.replace(";received=192.0.2.7", ""))
                .forEach(line -> assertThat(original).contains(line + "\n"));
        final boolean hasTo = original.contains("\nTo: ");
        assertThat(answer.contains("\nTo: ")).isEqualTo(hasTo);
    }

    @Test
    void leavesADamagedViaAlone() {
        final SipMessage request = new SipMessage();
        TestMessages.parse(request, TortureMessage.bytes("badinv01"));
        assertThat(written(request, 400, "Bad Via"))
                .contains("\nVia: SIP/2.0/UDP 192.0.2.15;;,;,,\n");
    }

    @Test
    void isItselfASoundResponse() {
        TestMessages.ordinary()
                .forEach(
                        (name, bytes) -> {
                            final SipMessage request = new SipMessage();
                            TestMessages.parse(request, bytes);
                            if (request.isRequest()) {
                                final SipMessage answer =
                                        TestMessages.parsed(written(request, 486, "Busy Here"));
                                assertThat(answer.statusCode()).isEqualTo(486);
                                assertThat(answer.cseqMethod()).isEqualTo(request.method());
                                assertThat(Span.hasText(answer.toTag())).isTrue();
                            }
                        });
    }
}
