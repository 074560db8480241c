// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.routing.FlowToken;
import io.strowger.routing.Requests;
import io.strowger.sip.message.Flow;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a binding keeps of the way it came: flows, NAT, Path, instances (RFC 5626, 3327, 3581). */
class FlowBindingTest {
    private static final String UUID = "+sip.instance=\"<urn:uuid:1>\"";
    private static final String CONTACT = "Contact: <sip:a@10.0.0.1>;" + UUID;

    private final Station station = new Station();
    private final BindingView binding = new BindingView();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # protocol | source           | Via                                         | flow | received
        udp | 192.0.2.77 5060  | SIP/2.0/UDP 192.0.2.77:5060                        | no  | -
        udp | 192.0.2.77 5060  | SIP/2.0/UDP 192.0.2.77                             | no  | -
        udp | 192.0.2.77 5060  | SIP/2.0/UDP 192.0.2.77;rport                       | no  | -
        udp | 192.0.2.77 31000 | SIP/2.0/UDP 192.0.2.77:5060                        | no  | -
        udp | 192.0.2.77 31000 | SIP/2.0/UDP 192.0.2.77:5060;rport                  | yes | 192.0.2.77:31000;udp
        udp | 203.0.113.5 31000 | SIP/2.0/UDP 10.0.0.1:5060                         | yes | 203.0.113.5:31000;udp
        udp | 203.0.113.5 31000 | SIP/2.0/UDP phone.local                           | yes | 203.0.113.5:31000;udp
        udp | 2001:db8::5 5060 | SIP/2.0/UDP [2001:0db8::5]                         | no  | -
        tcp | 192.0.2.77 40000 | SIP/2.0/TCP 192.0.2.77:5060                        | yes | -
        tcp | 203.0.113.5 40000 | SIP/2.0/TCP 10.0.0.1                              | yes | 203.0.113.5:40000;tcp
        """)
    void aFlowIsKeptWhereTheContactAloneWouldNotDo(
            final String protocol,
            final String source,
            final String via,
            final String flow,
            final String received) {
        final String[] parts = source.split(" ", -1);
        final Flow from =
                Requests.flow(
                        protocol.equals("udp") ? Requests.UDP_POINT : Requests.TCP_POINT,
                        parts[0],
                        Integer.parseInt(parts[1]));
        station.from(from)
                .register("Via: " + via + ";branch=z9hG4bKx\nContact: <sip:a@10.0.0.1>")
                .commit();
        read(0);
        assertThat(binding.flowTokenLength()).isEqualTo(flow.equals("yes") ? FlowToken.LENGTH : 0);
        assertThat(binding.received()).isEqualTo(received.equals("-") ? "" : received);
    }

    @Test
    void theFlowOfAProxyIsNotTheUserAgents() {
        final Flow proxy = Requests.flow(Requests.TCP_POINT, "203.0.113.5", 40000);
        final String vias =
                """
                Via: SIP/2.0/TCP 203.0.113.5;branch=z9hG4bKy
                Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKx
                """;
        station.from(proxy).register(vias + "Contact: <sip:a@10.0.0.1>").commit();
        read(0);
        assertThat(binding.flowTokenLength()).isZero();
        assertThat(binding.receivedLength()).isZero();
    }

    @Test
    void thePathIsStoredAndEchoedInOrder() {
        station.register(
                        """
                Supported: path
                Contact: <sip:a@10.0.0.1>
                Path: <sip:p3.example;lr>, <sip:p2.example;lr>
                Path: <sip:p1.example;lr>""")
                .commit();
        assertThat(station.values("Path"))
                .containsExactly("<sip:p3.example;lr>, <sip:p2.example;lr>", "<sip:p1.example;lr>");
        read(0);
        assertThat(binding.path())
                .isEqualTo("<sip:p3.example;lr>, <sip:p2.example;lr>, <sip:p1.example;lr>");
        assertThat(binding.flowTokenLength()).isZero();
    }

    @Test
    void aFlowReplacesTheSameFlowOfTheSameInstanceOnly() {
        flow("reg-1", 1, "10.0.0.1", 1);
        assertThat(flow("reg-2", 1, "10.0.0.2", 2)).isEqualTo(2);
        assertThat(flow("reg-3", 1, "10.0.0.3", 1)).as("same reg-id").isEqualTo(2);
        assertThat(station.contacts())
                .containsExactly(
                        "<sip:a@10.0.0.3>;expires=3600;" + UUID + ";reg-id=1",
                        "<sip:a@10.0.0.2>;expires=3600;" + UUID + ";reg-id=2");
        read(0);
        assertThat(binding.flowTokenLength()).isEqualTo(FlowToken.LENGTH);
        assertThat(binding.regId()).isEqualTo(1);
        assertThat(binding.instance()).isEqualTo("<urn:uuid:1>");
    }

    @Test
    void outboundIsConfirmedWithItsTimerOnlyWhenItWasUsed() {
        flow("reg-1", 1, "10.0.0.1", 1);
        assertThat(station.values("Require")).containsExactly("outbound");
        assertThat(station.values("Flow-Timer")).containsExactly("120");
        station.registered("reg-2", 1, CONTACT);
        assertThat(station.values("Require")).isEmpty();
        assertThat(station.values("Flow-Timer")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        # reg-id means something with an instance and with support only
        Contact: <sip:a@10.0.0.1>;reg-id=1~Supported: outbound                        | 200 | 0
        Contact: <sip:a@10.0.0.1>;reg-id=1;+sip.instance="<u>"                         | 200 | 0
        Contact: <sip:a@10.0.0.1>;reg-id=1;+sip.instance="<u>"~Supported: outbound     | 200 | 1
        Contact: <sip:a@10.0.0.1>;reg-id=1;+sip.instance="<u>"~Require: outbound       | 200 | 1
        Contact: <sip:a@10.0.0.1>;reg-id=0;+sip.instance="<u>"~Supported: outbound     | 400 |
        Contact: <sip:a@10.0.0.1>;reg-id=x;+sip.instance="<u>"~Supported: outbound     | 400 |
        Contact: <sip:a@10.0.0.1>;reg-id=2147483647;+sip.instance="<u>"~k: outbound    | 200 | 2147483647
        Contact: <sip:a@10.0.0.1>;reg-id=2147483648;+sip.instance="<u>"~k: outbound    | 400 |
        # one flow a request
        Contact: <sip:a@10.0.0.1>;reg-id=1;+sip.instance="<u>", <sip:a@10.0.0.2>;reg-id=2;+sip.instance="<u>"~k: outbound | 400 |
        Contact: <sip:a@10.0.0.1>;reg-id=1;+sip.instance="<u>", <sip:a@10.0.0.2>;reg-id=2;+sip.instance="<u>";expires=0~k: outbound | 200 | 1
        # the first hop has to know it
        VIA2Contact: <sip:a@10.0.0.1>;reg-id=1;+sip.instance="<u>"~k: outbound, path   | 439 |
        VIA2Path: <sip:p;lr>~Contact: <sip:a@10.0.0.1>;reg-id=1;+sip.instance="<u>"~k: outbound, path | 439 |
        VIA2Path: <sip:p;lr;ob>~Contact: <sip:a@10.0.0.1>;reg-id=1;+sip.instance="<u>"~k: outbound, path | 200 | 1
        VIA2Path: <sip:p;lr;ob>, <sip:q;lr>~Contact: <sip:a@10.0.0.1>;reg-id=1;+sip.instance="<u>"~k: outbound, path | 439 |
        VIA2Contact: <sip:a@10.0.0.1>                                                 | 200 | 0
        """)
    void regIdCountsByTheRules(final String headers, final String status, final String regId) {
        final String proxied =
                """
                Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKy
                Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKx
                """;
        station.register(headers.replace("VIA2", proxied).replace('~', '\n'));
        while (!station.submissions.isEmpty()) {
            station.commit();
        }
        assertThat(station.status()).isEqualTo(status);
        if (regId != null) {
            read(0);
            assertThat(binding.regId()).isEqualTo(Long.parseLong(regId));
        }
    }

    @Test
    void aPhoneThatComesBackWithAnotherAddressLeavesNoGhost() {
        station.registered("reg-1", 1, CONTACT);
        assertThat(station.registered("reg-2", 1, CONTACT.replace("10.0.0.1", "10.0.0.2")))
                .containsExactly("<sip:a@10.0.0.2>;expires=3600;" + UUID);
        final String otherPhone = CONTACT.replace("uuid:1", "uuid:2").replace("0.1", "0.3");
        assertThat(station.registered("reg-3", 1, otherPhone)).hasSize(2);
    }

    @Test
    void aFlowAndAPlainBindingOfTheSameInstanceAreTwo() {
        flow("reg-1", 1, "10.0.0.1", 1);
        assertThat(station.registered("reg-2", 1, CONTACT)).hasSize(2);
    }

    @Test
    void anInstanceOfTheLongestLengthIsTakenAndALongerOneIsNot() {
        final String longest = "u".repeat(254);
        final String contact = "Contact: <sip:a@10.0.0.1>;+sip.instance=\"";
        assertThat(station.registered("reg-1", 1, contact + longest + '"')).hasSize(1);
        station.register("reg-2", 1, contact + longest + "u\"");
        assertThat(station.status()).isEqualTo("400");
    }

    @Test
    void theUserAgentIsCutForDisplay() {
        station.register("User-Agent: " + "x".repeat(300) + "\nContact: <sip:a@10.0.0.1>").commit();
        read(0);
        assertThat(binding.userAgent()).isEqualTo("x".repeat(128));
    }

    private int flow(final String callId, final int cseq, final String address, final int regId) {
        final String headers =
                "Supported: outbound\n" + CONTACT.replace("10.0.0.1", address) + ";reg-id=" + regId;
        return station.registered(callId, cseq, headers).size();
    }

    private void read(final int index) {
        final UnsafeBuffer aor = Requests.buffer("alice@example.org");
        final BindingSetView set = new BindingSetView();
        assertThat(station.location.bindings(aor, 0, aor.capacity(), set)).isTrue();
        set.binding(index, binding);
    }
}
