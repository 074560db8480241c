// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §19.1.1 table 1, column Request-URI; §16.4 for what has led here. */
class RequestUriWriterTest {
    private final RequestUriWriter writer = new RequestUriWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        sip:bob@host;lr;transport=tcp           | sip:bob@host;lr;transport=tcp
        sip:bob@host;method=BYE                 | sip:bob@host
        sip:bob@host:5070;a=b;METHOD=BYE;c      | sip:bob@host:5070;a=b;c
        sip:bob@host;methods=BYE                | sip:bob@host;methods=BYE
        sip:b;method=x@host                     | sip:b;method=x@host
        sip:b?x@host                            | sip:b?x@host
        sip:bob@host?Subject=x                  | sip:bob@host
        sips:bob@[2001:db8::1]:5061;ob?A=b&C=d  | sips:bob@[2001:db8::1]:5061;ob
        tel:+1;method=x                         | tel:+1;method=x
        http://host/?x                          | http://host/?x
        """)
    void aRequestUriHasNeitherMethodNorHeaders(final String uri, final String expected) {
        final UnsafeBuffer buffer = buffer(uri);
        assertThat(
                        TestMessages.written(
                                w -> writer.write(buffer, Span.of(2, buffer.capacity()), w)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        sip:bob@host:5060;maddr=192.0.2.1;transport=udp;a | sip:bob@host;a
        sip:bob:pw@[2001:db8::1]:5060;maddr=192.0.2.1     | sip:bob:pw@[2001:db8::1]
        sip:host;maddr=192.0.2.1?A=b                      | sip:host
        """)
    void whatHasLedHereDoesNotLeadHereAgain(final String uri, final String expected) {
        final UnsafeBuffer buffer = buffer(uri);
        final SipUriView view = new SipUriView();
        assertThat(view.wrap(buffer, Span.of(2, buffer.capacity()))).isEqualTo(Malformation.NONE);
        assertThat(TestMessages.written(w -> writer.writeBeyond(buffer, view, w)))
                .isEqualTo(expected);
    }

    private static UnsafeBuffer buffer(final String uri) {
        return new UnsafeBuffer(("__" + uri).getBytes(StandardCharsets.US_ASCII));
    }
}
