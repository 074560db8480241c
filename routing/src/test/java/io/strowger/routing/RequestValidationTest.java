// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §16.3. */
class RequestValidationTest {
    private final RequestValidation validation = new RequestValidation();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
        INVITE  | sip:bob@example.org   | -                     | 0
        INVITE  | sips:bob@example.org  | -                     | 0
        INVITE  | tel:+4930123          | -                     | 0
        INVITE  | http://example.org    | -                     | 416
        INVITE  | sip:bob@example.org   | Max-Forwards: 1       | 0
        INVITE  | sip:bob@example.org   | Max-Forwards: 0       | 483
        BYE     | sip:bob@example.org   | Max-Forwards: 0       | 483
        OPTIONS | sip:bob@example.org   | Max-Forwards: 0       | 0
        INVITE  | sip:bob@example.org   | Proxy-Require: foo    | 420
        ACK     | sip:bob@example.org   | Proxy-Require: foo    | 0
        CANCEL  | sip:bob@example.org   | Proxy-Require: foo    | 0
        INVITE  | sip:bob@example.org   | Require: foo          | 0
        """)
    void aRequestIsRefusedWithTheStatusOfTheRule(
            final String method, final String uri, final String header, final int status) {
        final String headers = header == null ? "" : header + "\n";
        assertThat(validation.check(Requests.request(method, uri, headers))).isEqualTo(status);
    }

    @Test
    void unsupportedListsAllThatWasRequired() {
        final SipMessage invite =
                Requests.request(
                        "INVITE",
                        "sip:bob@example.org",
                        "Proxy-Require: foo, bar\nProxy-Require: baz\n");
        final SipWriter writer = new SipWriter().wrap(new UnsafeBuffer(new byte[100]), 0, 100);
        validation.writeUnsupported(invite, writer);
        assertThat(writer.buffer().getStringWithoutLengthAscii(0, writer.length()))
                .isEqualTo("Unsupported: foo, bar, baz\r\n");
    }
}
