// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.SipUriView.Scheme;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** URIs of RFC 3261 §19.1, with the examples of §19.1.3, and RFC 3966. */
class SipUriViewTest {
    private final SipUriView view = new SipUriView();
    private UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);

    private Malformation wrap(final String text) {
        buffer = TestMessages.buffer(text);
        return view.wrap(buffer, Span.of(0, buffer.capacity()));
    }

    private @Nullable String text(final long span) {
        return span == Span.NONE
                ? null
                : buffer.getStringWithoutLengthAscii(Span.start(span), Span.length(span));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '"',
            textBlock =
                    """
                    sip:alice@atlanta.com                                   | SIP   | alice          | atlanta.com         | 0    | ""                     | ""
                    sip:alice:secretword@atlanta.com;transport=tcp          | SIP   | alice          | atlanta.com         | 0    | ;transport=tcp         | ""
                    sips:alice@atlanta.com?subject=project%20x&priority=urgent | SIPS | alice       | atlanta.com         | 0    | ""                     | subject=project%20x&priority=urgent
                    sip:+1-212-555-1212:1234@gateway.com;user=phone         | SIP   | +1-212-555-1212 | gateway.com        | 0    | ;user=phone            | ""
                    SIPS:1212@gateway.com:5061                              | SIPS  | 1212           | gateway.com         | 5061 | ""                     | ""
                    sip:alice@192.0.2.4                                     | SIP   | alice          | 192.0.2.4           | 0    | ""                     | ""
                    sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com  | SIP   | -              | atlanta.com         | 0    | ;method=REGISTER       | to=alice%40atlanta.com
                    sip:alice;day=tuesday@atlanta.com                       | SIP   | alice;day=tuesday | atlanta.com      | 0    | ""                     | ""
                    sip:[2001:db8::10]                                      | SIP   | -              | [2001:db8::10]      | 0    | ""                     | ""
                    sip:bob@[2001:db8::10]:5070;lr                          | SIP   | bob            | [2001:db8::10]      | 5070 | ;lr                    | ""
                    sip:user;par=u%40example.net@example.com                | SIP   | user;par=u%40example.net | example.com | 0  | ""                     | ""
                    sip:null-%00-null@example.com                           | SIP   | null-%00-null  | example.com         | 0    | ""                     | ""
                    sip:1_u.~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+h=1,w!*pas$wo~d_too.(doesn't-it)@example.com | SIP | 1_u.~(to-be!sure)&isn't+it$/crazy?,/;;* | example.com | 0 | "" | ""
                    sip:a:@b                                                | SIP   | a              | b                   | 0    | ""                     | ""
                    sip:a@b;lr;                                             | SIP   | a              | b                   | 0    | ;lr;                   | ""
                    tel:+1-201-555-0123                                     | TEL   | +1-201-555-0123 | -                  | 0    | ""                     | ""
                    tel:7042;phone-context=example.com                      | TEL   | 7042           | -                   | 0    | ;phone-context=example.com | ""
                    urn:service:sos                                         | OTHER | -              | -                   | 0    | ""                     | ""
                    soap.beep://192.0.2.103:3002                            | OTHER | -              | -                   | 0    | ""                     | ""
                    """)
    void readsEveryForm(
            final String uri,
            final Scheme scheme,
            final @Nullable String user,
            final @Nullable String host,
            final int port,
            final String parameters,
            final String headers) {
        assertThat(wrap(uri)).isEqualTo(Malformation.NONE);
        assertThat(view.scheme()).isEqualTo(scheme);
        assertThat(view.isSipOrSips()).isEqualTo(scheme == Scheme.SIP || scheme == Scheme.SIPS);
        assertThat(text(view.user())).isEqualTo(user);
        assertThat(text(view.host())).isEqualTo(host);
        assertThat(view.port()).isEqualTo(port);
        assertThat(text(view.parameters())).isEqualTo(parameters);
        assertThat(text(view.headers())).isEqualTo(headers);
        assertThat(view.hasHeaders()).isEqualTo(!headers.isEmpty());
        assertThat(text(view.span())).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sip",
                "sip:",
                ":a@b",
                "1sip:a@b",
                "s p:a@b",
                "s%69p:a@b",
                "sip:@b",
                "sip::pw@b",
                "sip:a@",
                "sip:a@b@c",
                "sip:a b@c",
                "sip: a@b",
                "sip:a@b ",
                "sip:a@b:",
                "sip:a@b:0",
                "sip:a@b:65536",
                "sip:a@b:50x0",
                "sip:a@b:5060x",
                "sip:a@b:99999999999",
                "sip:a@b c",
                "<sip:a@b>",
                "sip:a\"@b",
                "sip:a<@b",
                "sip:a@b;x=\"y\"",
                "sip:a@b;x=<y>",
                "sip:a@b; lr",
                "sip:%4@b",
                "sip:%@b",
                "sip:%GG@b",
                "sip:a@b;x=%1",
                "sip:a@[::1",
                "sip:a@[]",
                "sip:a@[x]",
                "sip:a@b/c",
                "sip:a\u0000@b",
                "sip:a\u007f@b",
                "tel:",
                "tel:;x=y",
                "urn:"
            })
    void refusesWhatIsNoUri(final String uri) {
        assertThat(wrap(uri)).isEqualTo(Malformation.BAD_URI);
    }

    @Test
    void portsReachTheirLimits() {
        assertThat(wrap("sip:a@b:65535")).isEqualTo(Malformation.NONE);
        assertThat(view.port()).isEqualTo(65535);
        assertThat(wrap("sip:a@b:65536")).isEqualTo(Malformation.BAD_URI);
    }

    @Test
    void findsParametersButNotInTheHeaders() {
        assertThat(wrap("sip:a@b;LR;transport=TCP;a/b=c;maddr=1?lr2=x"))
                .isEqualTo(Malformation.NONE);
        assertThat(view.parameter("lr".getBytes(US_ASCII))).isEqualTo(Span.EMPTY);
        assertThat(text(view.parameter("transport".getBytes(US_ASCII)))).isEqualTo("TCP");
        assertThat(text(view.parameter("maddr".getBytes(US_ASCII)))).isEqualTo("1");
        assertThat(view.parameter("lr2".getBytes(US_ASCII))).isEqualTo(Span.NONE);
        assertThat(view.parameter("user".getBytes(US_ASCII))).isEqualTo(Span.NONE);
    }

    @Test
    void remembersNothingOfTheUriBefore() {
        assertThat(wrap("sip:a@b:5070;lr?x=y")).isEqualTo(Malformation.NONE);
        assertThat(wrap("urn:x")).isEqualTo(Malformation.NONE);
        assertThat(view.user()).isEqualTo(Span.NONE);
        assertThat(view.host()).isEqualTo(Span.NONE);
        assertThat(view.port()).isZero();
        assertThat(view.hasHeaders()).isFalse();
        assertThat(view.parameter("lr".getBytes(US_ASCII))).isEqualTo(Span.NONE);
    }

    @Test
    void holdsNothingBeforeItIsWrapped() {
        assertThat(view.parameter("lr".getBytes(US_ASCII))).isEqualTo(Span.NONE);
    }
}
