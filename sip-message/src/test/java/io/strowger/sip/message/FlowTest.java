// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTest {
    private static final LocalPoint UDP =
            new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);
    private static final LocalPoint TCP =
            new LocalPoint(TransportProtocol.TCP, "192.0.2.1", 5060, 1);

    private final Flow flow = new Flow(UDP, 1, 2, 5061, 0);

    @Test
    void isEqualByValue() {
        final Flow same = new Flow(new LocalPoint(TransportProtocol.UDP, "x", 1, 0), 1, 2, 5061, 0);
        assertThat(flow).isEqualTo(same).hasSameHashCodeAs(same);
    }

    @Test
    void differsInEachPartOfItsPath() {
        assertThat(flow)
                .isNotEqualTo(new Flow(UDP, 9, 2, 5061, 0))
                .isNotEqualTo(new Flow(UDP, 1, 9, 5061, 0))
                .isNotEqualTo(new Flow(UDP, 1, 2, 9, 0))
                .isNotEqualTo(new Flow(UDP, 1, 2, 5061, 9))
                .isNotEqualTo(new Flow(TCP, 1, 2, 5061, 0))
                .isNotEqualTo(
                        new Flow(new LocalPoint(TransportProtocol.TLS, "x", 1, 0), 1, 2, 5061, 0))
                .isNotEqualTo("flow");
    }

    @Test
    void changesItsPortOnlyWhenItDiffers() {
        assertThat(flow.withPort(5061)).isSameAs(flow);
        assertThat(flow.withPort(5099)).isEqualTo(new Flow(UDP, 1, 2, 5099, 0));
    }

    @Test
    void writesIpv6HostsInBrackets() {
        final Flow v6 = new Flow(TCP, 0x20010db800000000L, 7, 5060, 0xab);
        assertThat(new String(v6.remoteHost(), StandardCharsets.US_ASCII))
                .isEqualTo("[2001:db8::7]");
        assertThat(v6).hasToString("TCP [2001:db8::7]:5060 #ab");
        assertThat(v6.isReliable()).isTrue();
        assertThat(v6.protocol()).isEqualTo(TransportProtocol.TCP);
        assertThat(v6.isLoopback()).isFalse();
    }

    @Test
    void writesIpv4Plainly() {
        final IpAddress v4 = IpAddress.v4(0x7F000001);
        final Flow local = new Flow(UDP, v4.high(), v4.low(), 5060, 0);
        assertThat(local).hasToString("UDP 127.0.0.1:5060");
        assertThat(local.isLoopback()).isTrue();
        assertThat(local.isReliable()).isFalse();
    }

    @Test
    void localPointHasItsSentBy() {
        assertThat(new String(TCP.sentBy(), StandardCharsets.US_ASCII)).isEqualTo("192.0.2.1:5060");
        assertThat(new String(TCP.host(), StandardCharsets.US_ASCII)).isEqualTo("192.0.2.1");
        assertThat(TCP.port()).isEqualTo(5060);
        assertThat(TCP.index()).isEqualTo(1);
        assertThat(TCP).hasToString("tcp:192.0.2.1:5060");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    UDP, false, false, 5060
                    tcp, true,  false, 5060
                    TlS, true,  true,  5061
                    ws,  true,  false, 80
                    WSS, true,  true,  443
                    """)
    void knowsTransportsInAnyCase(
            final String text, final boolean reliable, final boolean secure, final int port) {
        final TransportProtocol protocol =
                TransportProtocol.of(TestMessages.buffer(text), Span.of(0, text.length()));
        assertThat(protocol).isNotNull();
        assertThat(protocol.isReliable()).isEqualTo(reliable);
        assertThat(protocol.isSecure()).isEqualTo(secure);
        assertThat(protocol.defaultPort()).isEqualTo(port);
        assertThat(new String(protocol.upperCase(), StandardCharsets.US_ASCII))
                .isEqualToIgnoringCase(text);
        assertThat(new String(protocol.lowerCase(), StandardCharsets.US_ASCII))
                .isEqualTo(protocol.name().toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void knowsNoOtherTransport() {
        assertThat(TransportProtocol.of(TestMessages.buffer("SCTP"), Span.of(0, 4))).isNull();
        assertThat(TransportProtocol.of(TestMessages.buffer("x"), Span.NONE)).isNull();
    }
}
