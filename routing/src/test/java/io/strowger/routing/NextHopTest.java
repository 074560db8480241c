// SPDX-License-Identifier: Apache-2.0
package io.strowger.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.Binding;
import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.location.MemoryLocation;
import io.strowger.routing.NextHop.Outcome;
import io.strowger.routing.NextHopResolver.Resolution;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Protocol, address and port of the next hop (RFC 3261 §16.6 step 7, §19.1.2). */
class NextHopTest {
    private final NextHop hop = new NextHop(NextHopTest::resolve);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        sip:bob@192.0.2.5                        | FOUND UDP 192.0.2.5 5060
        sip:bob@192.0.2.5:5070                   | FOUND UDP 192.0.2.5 5070
        sip:192.0.2.5;transport=TCP              | FOUND TCP 192.0.2.5 5060
        sip:bob@[2001:db8::1]:5070;transport=udp | FOUND UDP [2001:db8::1] 5070
        sip:bob@192.0.2.5;maddr=198.51.100.1     | FOUND UDP 198.51.100.1 5060
        sip:bob@known.example                    | FOUND UDP 203.0.113.1 5060
        sip:bob@known.example:7000;transport=tcp | FOUND TCP 203.0.113.1 7000
        sip:bob@service.example                  | FOUND UDP 203.0.113.2 5080
        sip:bob@slow.example                     | PENDING
        sip:bob@no.example                       | UNREACHABLE
        sips:bob@192.0.2.5                       | UNSUPPORTED
        sip:bob@192.0.2.5;transport=tls          | UNSUPPORTED
        sip:bob@192.0.2.5;transport=sctp         | UNSUPPORTED
        tel:+1                                   | UNSUPPORTED
        mailto:bob@example.org                   | UNSUPPORTED
        """)
    void aUriNamesItsNextHop(final String uri, final String expected) {
        final UnsafeBuffer buffer = Requests.buffer(uri);
        assertThat(text(hop.toUri(buffer, Requests.all(buffer)))).isEqualTo(expected);
        if (expected.startsWith("FOUND")) {
            assertThat(hop.localPoint()).isEqualTo(NextHop.ANY_LOCAL_POINT);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        <sip:192.0.2.9;lr>, <sip:192.0.2.8;lr>    | FOUND UDP 192.0.2.9 5060
        "a, b" <sip:a,b@192.0.2.9;lr>, <sip:x;lr> | FOUND UDP 192.0.2.9 5060
        <sip:192.0.2.9                            | UNREACHABLE
        """)
    void theFirstValueOfAPathIsTheNextHop(final String path, final String expected) {
        final UnsafeBuffer buffer = Requests.buffer(path);
        assertThat(text(hop.toRoute(buffer, Requests.all(buffer)))).isEqualTo(expected);
    }

    @Test
    void aTargetIsReachedByItsPathElseItsFlowElseItsUri() {
        final Flow flow = Requests.flow(Requests.TCP_POINT, "203.0.113.9", 40001);
        final UnsafeBuffer token = new UnsafeBuffer(new byte[FlowToken.LENGTH]);
        FlowToken.write(flow, token, 0);
        final UnsafeBuffer path = Requests.buffer("<sip:192.0.2.9;lr>");
        final Binding plain = MemoryLocation.contact("sip:bob@10.0.0.1", 1000, 9);
        final Binding flowing =
                MemoryLocation.contact("sip:bob@10.0.0.2", 900, 9)
                        .flowToken(token, 0, FlowToken.LENGTH);
        final Binding behind =
                MemoryLocation.contact("sip:bob@10.0.0.3", 800, 9)
                        .flowToken(token, 0, FlowToken.LENGTH)
                        .path(path, 0, path.capacity());
        final Binding unreadable =
                MemoryLocation.contact("sip:bob@10.0.0.4", 700, 9).flowToken(token, 0, 5);
        final TargetSet targets = targets(plain, flowing, behind, unreadable);

        assertThat(text(hop.toTarget(targets, 0))).isEqualTo("FOUND UDP 10.0.0.1 5060");
        assertThat(text(hop.toTarget(targets, 1))).isEqualTo("FOUND TCP 203.0.113.9 40001");
        assertThat(hop.connection()).isEqualTo(flow.connection());
        assertThat(hop.localPoint()).isEqualTo(Requests.TCP_POINT.index());
        assertThat(text(hop.toContact(targets, 1))).isEqualTo("FOUND UDP 10.0.0.2 5060");
        assertThat(hop.connection()).isZero();
        assertThat(text(hop.toTarget(targets, 2))).isEqualTo("FOUND UDP 192.0.2.9 5060");
        assertThat(text(hop.toTarget(targets, 3))).isEqualTo("FOUND UDP 10.0.0.4 5060");
    }

    @Test
    void everyFlowComesBackFromItsToken() {
        for (final String address : new String[] {"203.0.113.9", "2001:db8::7"}) {
            for (final int port : new int[] {1, 5060, 65_535}) {
                final Flow flow = Requests.flow(Requests.TCP_POINT, address, port);
                final UnsafeBuffer token = new UnsafeBuffer(new byte[FlowToken.LENGTH]);
                FlowToken.write(flow, token, 0);
                assertThat(FlowToken.read(token, 0, FlowToken.LENGTH, hop)).isTrue();
                assertThat(new IpAddress(hop.addressHigh(), hop.addressLow()))
                        .isEqualTo(new IpAddress(flow.addressHigh(), flow.addressLow()));
                assertThat(hop.port()).isEqualTo(port);
            }
        }
    }

    @Test
    void aTokenOfAnUnknownVersionOrProtocolIsNone() {
        final UnsafeBuffer token = new UnsafeBuffer(new byte[FlowToken.LENGTH]);
        assertThat(FlowToken.read(token, 0, FlowToken.LENGTH, hop)).isFalse();
        token.putByte(0, (byte) 1);
        assertThat(FlowToken.read(token, 0, FlowToken.LENGTH, hop)).isTrue();
        token.putByte(1, (byte) 99);
        assertThat(FlowToken.read(token, 0, FlowToken.LENGTH, hop)).isFalse();
    }

    private static TargetSet targets(final Binding... bindings) {
        final MemoryLocation location = new MemoryLocation().bindings("a@b", bindings);
        final BindingSetView set = new BindingSetView();
        location.bindings(Requests.buffer("a@b"), 0, 3, set);
        final TargetSet targets = new TargetSet();
        final BindingView view = new BindingView();
        for (int i = 0; i < set.count(); i++) {
            set.binding(i, view);
            targets.add(view, view.q());
        }
        return targets;
    }

    private static Resolution resolve(
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final int port,
            final TransportProtocol protocol,
            final NextHop into) {
        final byte[] name = new byte[length];
        buffer.getBytes(offset, name);
        return switch (new String(name, StandardCharsets.US_ASCII)) {
            case "known.example" -> {
                into.address(0, 0xFFFF_CB00_7101L);
                yield Resolution.RESOLVED;
            }
            case "service.example" -> {
                into.address(0, 0xFFFF_CB00_7102L);
                into.port(port == 0 ? 5080 : port);
                yield Resolution.RESOLVED;
            }
            case "slow.example" -> Resolution.PENDING;
            default -> Resolution.NONE;
        };
    }

    private String text(final Outcome outcome) {
        return outcome == Outcome.FOUND
                ? outcome
                        + " "
                        + hop.protocol()
                        + " "
                        + IpAddress.hostText(hop.addressHigh(), hop.addressLow())
                        + " "
                        + hop.port()
                : outcome.toString();
    }
}
