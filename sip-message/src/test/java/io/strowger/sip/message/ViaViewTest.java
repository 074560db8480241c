// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Via values of RFC 3261 §20.42, RFC 3581 and RFC 5118. {@code ~} stands for a fold. */
class ViaViewTest {
    private final ViaView via = new ViaView();
    private UnsafeBuffer buffer = new UnsafeBuffer(new byte[0]);

    private Malformation wrap(final String text) {
        buffer = TestMessages.buffer(text.replace("~", "\r\n "));
        return via.wrap(buffer, Span.of(0, buffer.capacity()));
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
            textBlock =
                    """
                    SIP/2.0/UDP a.example.org                           | UDP | a.example.org   | 0    | -
                    SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKx          | UDP | 192.0.2.1       | 5062 | z9hG4bKx
                    sip/2.0/tcp h;Branch=z9hG4bK1;rport                 | TCP | h               | 0    | z9hG4bK1
                    SIP/2.0/TLS [2001:db8::9:1]:5061;branch=z9hG4bKy    | TLS | [2001:db8::9:1] | 5061 | z9hG4bKy
                    SIP/2.0/UDP [2001:db8::9:255];received=2001:db8::1;branch=z9hG4bKz | UDP | [2001:db8::9:255] | 0 | z9hG4bKz
                    SIP/2.0/WSS x.invalid;branch=z9hG4bK.abc~           | WSS | x.invalid       | 0    | z9hG4bK.abc
                    SIP  /   2.0~/UDP~   192.0.2.2;branch=390skdjuw     | UDP | 192.0.2.2       | 0    | 390skdjuw
                    SIP  / 2.0  / TCP     s.example.com   ;~  branch  =   z9hG4bK9ikj8 | TCP | s.example.com | 0 | z9hG4bK9ikj8
                    SIP/2.0/SCTP h : 5070 ; branch=z9hG4bKq             | -   | h               | 5070 | z9hG4bKq
                    SIP/2.0/UDP my_host;hidden;ttl=16;maddr=224.2.0.1;branch=z9hG4bKa7c | UDP | my_host | 0 | z9hG4bKa7c
                    SIP/2.0/UDP h;x="a;branch=no\\"";branch=z9hG4bKyes   | UDP | h               | 0    | z9hG4bKyes
                    SIP/2.0/UDP h;branch=a;branch=b                     | UDP | h               | 0    | a
                    SIP/2.0/UDP h;branch                                | UDP | h               | 0    | ''
                    SIP/2.0/UDP h;branch=                               | UDP | h               | 0    | ''
                    """)
    void readsEveryForm(
            final String value,
            final @Nullable TransportProtocol protocol,
            final String host,
            final int port,
            final @Nullable String branch) {
        assertThat(wrap(value)).isEqualTo(Malformation.NONE);
        assertThat(via.isWellFormed()).isTrue();
        assertThat(via.protocol()).isEqualTo(protocol);
        assertThat(text(via.host())).isEqualTo(host);
        assertThat(via.port()).isEqualTo(port);
        assertThat(text(via.branch())).isEqualTo(branch);
        assertThat(via.span()).isEqualTo(Span.of(0, buffer.capacity()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SIP",
                "SIP/",
                "SIP/2.0",
                "SIP/2.0/",
                "SIP/2.0/UDP",
                "SIP/2.0/UDP ",
                "SIP/2.0 h",
                "SIP/2.0/UDP ;branch=z",
                "SIP/2.0/UDPh;branch=z",
                "SIP/3.0/UDP h",
                "SIP/7.0/UDP h;branch=z",
                "SIP//UDP h",
                "HTTP/2.0/UDP h",
                "SIP 2.0/UDP h",
                "SIP/2.0/UDP h:",
                "SIP/2.0/UDP h:0",
                "SIP/2.0/UDP h:65536",
                "SIP/2.0/UDP h:-1",
                "SIP/2.0/UDP h:5060x",
                "SIP/2.0/UDP h x",
                "SIP/2.0/UDP h,",
                "SIP/2.0/UDP h;;",
                "SIP/2.0/UDP h;",
                "SIP/2.0/UDP h;=x",
                "SIP/2.0/UDP h;branch=a b",
                "SIP/2.0/UDP h;branch=\"a",
                "SIP/2.0/UDP h;x=\"a\"b",
                "SIP/2.0/UDP h;branch=<a>",
                "SIP/2.0/UDP [2001:db8::1",
                "SIP/2.0/UDP []",
                "SIP/2.0/UDP [g::1]",
                "SIP/2.0/UDP h (comment)",
                "/2.0/UDP h"
            })
    void refusesWhatIsNoVia(final String value) {
        assertThat(wrap(value)).isEqualTo(Malformation.BAD_VIA);
        assertThat(via.isWellFormed()).isFalse();
        assertThat(via.branch()).isEqualTo(Span.NONE);
    }

    @Test
    void anotherVersionSaysWhereItsRefusalGoes() {
        assertThat(wrap("SIP/7.0/UDP h:5070;rport")).isEqualTo(Malformation.BAD_VIA);
        assertThat(text(via.host())).isEqualTo("h");
        assertThat(via.portOrDefault()).isEqualTo(5070);
        assertThat(via.rport()).isEqualTo(Span.EMPTY);
        assertThat(wrap("SIP/2.0/UDP h")).isEqualTo(Malformation.NONE);
    }

    @Test
    void portsReachTheirLimits() {
        assertThat(wrap("SIP/2.0/UDP h:1")).isEqualTo(Malformation.NONE);
        assertThat(wrap("SIP/2.0/UDP h:65535")).isEqualTo(Malformation.NONE);
        assertThat(via.port()).isEqualTo(65535);
        assertThat(wrap("SIP/2.0/UDP h:65536")).isEqualTo(Malformation.BAD_VIA);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    SIP/2.0/UDP h,      5060
                    SIP/2.0/TLS h,      5061
                    SIP/2.0/WS h,       80
                    SIP/2.0/WSS h,      443
                    SIP/2.0/SCTP h,     5060
                    SIP/2.0/TLS h:5099, 5099
                    """)
    void defaultsToThePortOfTheTransport(final String value, final int port) {
        assertThat(wrap(value)).isEqualTo(Malformation.NONE);
        assertThat(via.portOrDefault()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    z9hG4bKx,  true
                    z9hG4bK,   false
                    z9hG4b,    false
                    z9HG4bKx,  false
                    390skdjuw, false
                    """)
    void knowsTheMagicCookieWithSomethingAfterIt(final String branch, final boolean expected) {
        assertThat(wrap("SIP/2.0/UDP h;branch=" + branch)).isEqualTo(Malformation.NONE);
        assertThat(via.hasMagicCookie()).isEqualTo(expected);
    }

    @Test
    void tellsAbsentFlagAndValueApart() {
        assertThat(wrap("SIP/2.0/UDP h;rport;received=192.0.2.1;x=")).isEqualTo(Malformation.NONE);
        assertThat(via.rport()).isEqualTo(Span.EMPTY);
        assertThat(text(via.received())).isEqualTo("192.0.2.1");
        assertThat(via.parameter("y".getBytes(US_ASCII))).isEqualTo(Span.NONE);
        assertThat(via.hasMagicCookie()).isFalse();
        assertThat(wrap("SIP/2.0/UDP h;rport=5070")).isEqualTo(Malformation.NONE);
        assertThat(text(via.rport())).isEqualTo("5070");
        assertThat(via.received()).isEqualTo(Span.NONE);
    }

    @Test
    void holdsNothingBeforeItIsWrapped() {
        assertThat(via.parameter("branch".getBytes(US_ASCII))).isEqualTo(Span.NONE);
        assertThat(via.hasMagicCookie()).isFalse();
        assertThat(via.isWellFormed()).isFalse();
    }
}
