// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.SipMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Our own responses (RFC 3261 §8.2.6) and their tags (§8.2.7). */
class OwnResponseTest {
    private final Flow flow = Requests.flow(Requests.UDP_POINT, "192.0.2.77", 5060);
    private final OwnResponse response = new OwnResponse(Requests.key());

    @Test
    void twoNodesAnswerTheSameRequestWithTheSameTag() {
        final SipMessage invite = Requests.request("INVITE", "sip:bob@example.org", "");
        final String here = compose(response, invite, 404);
        final String there = compose(new OwnResponse(Requests.key()), invite, 404);
        assertThat(here).isEqualTo(there).startsWith("SIP/2.0 404 Not Found\r\n");
        assertThat(here).contains("To: <sip:bob@example.org>;tag=");
    }

    @Test
    void anotherRequestOfTheSameCallHasAnotherTag() {
        final SipMessage one = Requests.request("INVITE", "sip:bob@example.org", "");
        final SipMessage two =
                Requests.request("INVITE", "sip:bob@example.org", "CSeq: 2 INVITE\n");
        assertThat(response.tag(one)).isNotEqualTo(response.tag(two));
    }

    @Test
    void aResponseThatDoesNotFitIsNotToBeSent() {
        final SipMessage invite = Requests.request("INVITE", "sip:bob@example.org", "");
        response.begin(invite, flow, 200)
                .name(HeaderName.CONTACT)
                .put("x".repeat(SipMessage.MAX_LENGTH))
                .crlf();
        assertThat(response.end()).isFalse();
        response.begin(invite, flow, 200);
        assertThat(response.end()).isTrue();
    }

    @Test
    void everyStatusHasAPhrase() {
        assertThat(new String(ReasonPhrase.of(480), StandardCharsets.US_ASCII))
                .isEqualTo("Temporarily Unavailable");
        assertThat(new String(ReasonPhrase.of(699), StandardCharsets.US_ASCII))
                .isEqualTo("Status 699");
        assertThatThrownBy(() -> ReasonPhrase.of(700)).isInstanceOf(IllegalArgumentException.class);
    }

    private String compose(final OwnResponse writer, final SipMessage request, final int status) {
        writer.begin(request, flow, status);
        assertThat(writer.end()).isTrue();
        return writer.buffer().getStringWithoutLengthAscii(writer.offset(), writer.length());
    }
}
