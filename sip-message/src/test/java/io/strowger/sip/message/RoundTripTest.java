// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parse, forward, parse again; answer, forward the answer, parse again: what must have changed has,
 * and everything else is the same bytes in the same order.
 */
class RoundTripTest {
    private static final int ROUNDS = 3_000;
    private static final Set<HeaderName> TOUCHED =
            EnumSet.of(HeaderName.VIA, HeaderName.MAX_FORWARDS, HeaderName.ROUTE);

    private final ForwardedRequestWriter forwarded = new ForwardedRequestWriter();
    private final ForwardedResponseWriter returned = new ForwardedResponseWriter();

    private static List<String> values(final SipMessage message, final HeaderName name) {
        final ValueCursor cursor = new ValueCursor();
        final List<String> all = new ArrayList<>();
        cursor.reset(message, name);
        while (cursor.next()) {
            all.add(message.string(cursor.span()));
        }
        return all;
    }

    /** Whole lines, name and spaces included. */
    private static List<String> untouched(final SipMessage message) {
        final List<String> all = new ArrayList<>();
        for (int i = 0; i < message.headerCount(); i++) {
            if (!TOUCHED.contains(message.name(i))) {
                all.add(message.string(Span.of(message.lineStart(i), message.lineEnd(i))));
            }
        }
        all.add(message.string(Span.of(message.bodyStart(), message.bodyEnd())));
        return all;
    }

    private String forward(
            final SipMessage request,
            final Flow flow,
            final int topRoutes,
            final boolean lastRoute) {
        forwarded.begin(request, flow);
        forwarded.deleteTopRoutes(request, topRoutes);
        if (lastRoute) {
            forwarded.deleteLastRoute(request);
        }
        final SipWriter via =
                forwarded.beginVia(request, flow.protocol(), "me:5060".getBytes(US_ASCII));
        forwarded.endVia(via.put("z9hG4bKours"), flow.protocol());
        forwarded.replaceRequestUri(request).put("sip:next@hop");
        return TestMessages.written(w -> assertThat(forwarded.write(request, w)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void forwardingChangesWhatItMustAndNothingElse(final long seed) {
        final RequestGenerator generator = new RequestGenerator(seed);
        for (int round = 0; round < ROUNDS; round++) {
            final String text = generator.request();
            final SipMessage request = TestMessages.parsed(text);
            final Flow flow = flow(generator);
            final List<String> routes = values(request, HeaderName.ROUTE);
            final int top = routes.isEmpty() ? 0 : generator.next(routes.size() + 1);
            final boolean last = generator.next(3) == 0;
            final String copyText = forward(request, flow, top, last);
            assertThat(forward(request, flow, top, last)).isEqualTo(copyText);
            final SipMessage copy = TestMessages.parsed(copyText);

            assertThat(untouched(copy)).as(text).isEqualTo(untouched(request));
            assertThat(copy.string(copy.requestUri())).isEqualTo("sip:next@hop");
            assertThat(copy.maxForwards())
                    .isEqualTo(request.maxForwards() < 0 ? 70 : request.maxForwards() - 1);
            final int keptTo = Math.max(top, routes.size() - (last ? 1 : 0));
            assertThat(values(copy, HeaderName.ROUTE)).isEqualTo(routes.subList(top, keptTo));
            checkVias(request, copy, flow);
        }
    }

    private static Flow flow(final RequestGenerator generator) {
        return TestMessages.flow(
                generator.pick(List.of(TransportProtocol.UDP, TransportProtocol.TCP)),
                generator.pick(List.of("192.0.2.7", "2001:db8::7", "203.0.113.9")),
                5060 + generator.next(3));
    }

    private static void checkVias(
            final SipMessage request, final SipMessage copy, final Flow flow) {
        final List<String> before = values(request, HeaderName.VIA);
        final List<String> after = values(copy, HeaderName.VIA);
        assertThat(copy.name(0)).isEqualTo(HeaderName.VIA);
        assertThat(after.getFirst())
                .startsWith("SIP/2.0/" + flow.protocol() + " me:5060;branch=z9hG4bKours");
        assertThat(after.subList(2, after.size())).isEqualTo(before.subList(1, before.size()));

        final ViaView was = request.topVia();
        final ViaView is = new ViaView();
        final long span = Span.of(0, TestMessages.buffer(after.get(1)).capacity());
        final org.agrona.concurrent.UnsafeBuffer stamped = TestMessages.buffer(after.get(1));
        assertThat(is.wrap(stamped, span)).isEqualTo(Malformation.NONE);
        final String address = new String(flow.remoteHost(), US_ASCII);
        final String bare = address.replaceAll("[\\[\\]]", "");
        final boolean asked = was.rport() == Span.EMPTY;
        final boolean differs = !request.string(was.host()).equals(address);
        final String received = asked || differs || was.received() != Span.NONE ? bare : "";
        assertThat(string(stamped, is.received())).isEqualTo(received);
        if (asked) {
            assertThat(string(stamped, is.rport())).isEqualTo("" + flow.port());
        }
        assertThat(parts(after.get(1))).isEqualTo(parts(before.getFirst()));
    }

    private static String string(final org.agrona.DirectBuffer buffer, final long span) {
        return span == Span.NONE
                ? ""
                : buffer.getStringWithoutLengthAscii(Span.start(span), Span.length(span));
    }

    /** Host and parameters without the stamps and without space. */
    private static String parts(final String via) {
        return via.replaceAll("\\s", "")
                .replaceAll(";received=[0-9a-f.:]+", "")
                .replaceAll(";rport(=\\d+)?(?=;|$)", ";rport");
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void responsesGoBackTheWayTheRequestCame(final long seed) {
        final RequestGenerator generator = new RequestGenerator(seed);
        final ResponseWriter response = new ResponseWriter();
        for (int round = 0; round < ROUNDS; round++) {
            final SipMessage request = TestMessages.parsed(generator.request());
            final SipMessage copy =
                    TestMessages.parsed(forward(request, flow(generator), 0, false));
            final Flow hop = TestMessages.flow(TransportProtocol.UDP, "192.0.2.250", 5060);
            final SipMessage answer =
                    TestMessages.parsed(
                            TestMessages.written(
                                    w -> {
                                        response.begin(
                                                copy, hop, 200, "OK".getBytes(US_ASCII), 5, w);
                                        w.name(HeaderName.RECORD_ROUTE).put("<sip:x;lr>").crlf();
                                        response.end(w);
                                    }));
            final List<String> sent = values(copy, HeaderName.VIA);
            final List<String> answered = values(answer, HeaderName.VIA);
            assertThat(answered.subList(1, answered.size()))
                    .isEqualTo(sent.subList(1, sent.size()));
            assertThat(returned.hasNextVia(answer)).isTrue();
            final SipMessage back =
                    TestMessages.parsed(
                            TestMessages.written(w -> returned.write(answer, false, w)));
            assertThat(values(back, HeaderName.VIA)).isEqualTo(sent.subList(1, sent.size()));
            assertThat(untouched(back)).isEqualTo(untouched(answer));
            assertThat(back.statusCode()).isEqualTo(200);
            assertThat(back.cseqNumber()).isEqualTo(request.cseqNumber());
            assertThat(back.string(back.callId())).isEqualTo(request.string(request.callId()));
        }
    }
}
