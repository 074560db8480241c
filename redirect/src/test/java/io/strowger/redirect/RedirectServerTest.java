// SPDX-License-Identifier: Apache-2.0
package io.strowger.redirect;

import static io.strowger.location.MemoryLocation.contact;
import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.Binding;
import io.strowger.location.MemoryLocation;
import io.strowger.location.ServiceOverride;
import io.strowger.routing.DialogToken;
import io.strowger.routing.FlowToken;
import io.strowger.routing.OwnResponse;
import io.strowger.routing.Requests;
import io.strowger.routing.RouteDecision;
import io.strowger.routing.RouteInformation;
import io.strowger.routing.Router;
import io.strowger.routing.ServedDomains;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TimerValues;
import io.strowger.sip.transaction.TransactionCounters;
import io.strowger.sip.transaction.TransactionLayer;
import io.strowger.sip.transaction.TransactionLimits;
import io.strowger.sip.transaction.TransactionUser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RFC 3261 §8.3, with the real router above and the real transaction layer below. */
class RedirectServerTest {
    private static final long NOW_MILLIS = 1000;
    private static final long LATER = NOW_MILLIS + 1;

    private final MemoryLocation location = new MemoryLocation();
    private final List<String> sent = new ArrayList<>();
    private final User user = new User();
    private final TransactionLayer layer =
            new TransactionLayer(
                    TimerValues.standard(),
                    user,
                    (to, buffer, offset, length) ->
                            sent.add(buffer.getStringWithoutLengthAscii(offset, length)),
                    new TransactionLimits(8, 8, 8 << 20, 100, 5),
                    new KeyedHash(1, 2),
                    TransactionCounters.allocate(
                            new CountersManager(
                                    new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 18)),
                                    new UnsafeBuffer(ByteBuffer.allocateDirect(1 << 16)),
                                    StandardCharsets.US_ASCII)),
                    0);
    private final RedirectServer redirect =
            new RedirectServer(layer, new OwnResponse(Requests.key()));
    private final Flow flow = Requests.flow(Requests.UDP_POINT, "192.0.2.77", 5060);
    private long nowNanos;

    @Test
    void contactsAreGivenInTheOrderOfQ() {
        bind(
                contact("sip:bob@10.0.0.1", 300, LATER),
                contact("sip:bob@10.0.0.2;transport=tcp", 1000, LATER),
                contact("sip:bob@10.0.0.3", 45, LATER));
        invite();
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst()).startsWith("SIP/2.0 302 Moved Temporarily\r\n");
        assertThat(contacts())
                .containsExactly(
                        "<sip:bob@10.0.0.2;transport=tcp>;q=1.000",
                        "<sip:bob@10.0.0.1>;q=0.300",
                        "<sip:bob@10.0.0.3>;q=0.045");
    }

    @Test
    void whoIsReachedThroughThisRouterOnlyIsNoPlaceToBeSentTo() {
        final UnsafeBuffer path = Requests.buffer("<sip:edge.example;lr>");
        final UnsafeBuffer token = new UnsafeBuffer(new byte[FlowToken.LENGTH]);
        FlowToken.write(flow, token, 0);
        final Binding behindEdge =
                contact("sip:bob@10.0.0.1", 1000, LATER).path(path, 0, path.capacity());
        final Binding flowOnly =
                contact("sip:bob@10.0.0.2", 900, LATER)
                        .instance(path, 0, 5)
                        .regId(1)
                        .flowToken(token, 0, FlowToken.LENGTH);
        final Binding nat =
                contact("sip:bob@10.0.0.3", 800, LATER)
                        .received(path, 0, 5)
                        .flowToken(token, 0, FlowToken.LENGTH);
        bind(behindEdge, flowOnly, nat, contact("sip:bob@10.0.0.4", 700, LATER));
        invite();
        assertThat(contacts()).containsExactly("<sip:bob@10.0.0.4>;q=0.700");
        bind(behindEdge, flowOnly, nat);
        invite();
        assertThat(sent.getLast()).startsWith("SIP/2.0 480 ");
    }

    @Test
    void nobodyIsSentBackToTheAddressThatHeAskedFor() {
        bind(contact("sip:bob@EXAMPLE.org", 1000, LATER), contact("sip:bob@10.0.0.1", 500, LATER));
        invite();
        assertThat(contacts()).containsExactly("<sip:bob@10.0.0.1>;q=0.500");
        bind(contact("sip:bob@EXAMPLE.org", 1000, LATER));
        invite();
        assertThat(sent.getLast()).startsWith("SIP/2.0 404 ");
    }

    @Test
    void theAnswerIsRepeatedUntilTheAckAndNotAfter() {
        bind(contact("sip:bob@10.0.0.1", 1000, LATER));
        invite();
        nowNanos += 500_000_000;
        layer.doTimers(nowNanos);
        assertThat(sent).hasSize(2);
        final String tag =
                sent.getFirst().split("To: <sip:bob@example.org>", -1)[1].split("\r\n", -1)[0];
        final SipMessage ack =
                Requests.parse(
                        Requests.request(
                                        "ACK",
                                        "sip:bob@example.org",
                                        "To: <sip:bob@example.org>" + tag + "\n")
                                .toString()
                                .replace("\r\n", "\n")
                                .replace("z9hG4bKa", "z9hG4bK" + user.requests));
        layer.onMessage(ack, flow, nowNanos);
        nowNanos += 1_000_000_000;
        layer.doTimers(nowNanos);
        assertThat(sent).hasSize(2);
    }

    private void bind(final Binding... bindings) {
        location.bindings("bob@example.org", bindings);
    }

    private void invite() {
        final String text = Requests.request("INVITE", "sip:bob@example.org", "").toString();
        final SipMessage invite =
                Requests.parse(
                        text.replace("\r\n", "\n")
                                .replace("z9hG4bKa", "z9hG4bK" + (user.requests + 1)));
        layer.onMessage(invite, flow, nowNanos);
    }

    private List<String> contacts() {
        return sent.getLast()
                .lines()
                .filter(line -> line.startsWith("Contact: "))
                .map(line -> line.substring(9))
                .toList();
    }

    private final class User implements TransactionUser {
        private final ServedDomains domains =
                new ServedDomains(List.of("example.org"), Requests.POINTS);
        private final RouteInformation info =
                new RouteInformation(domains, new DialogToken(Requests.key()));
        private final Router router = new Router(domains, ServiceOverride.REDIRECT);
        private final TargetSet targets = new TargetSet();
        private int requests;

        @Override
        public void onRequest(
                final ServerTransaction transaction, final SipMessage request, final long now) {
            requests++;
            info.read(request, location);
            final RouteDecision decision =
                    router.route(request, info, location, targets, false, NOW_MILLIS);
            assertThat(decision.kind()).isEqualTo(RouteDecision.Kind.REDIRECT);
            redirect.redirect(transaction, request, targets, now);
        }

        @Override
        public void onAck(final SipMessage ack, final Flow from, final long now) {
            throw new AssertionError("the ACK of a failure ends in the layer");
        }

        @Override
        public void onCancel(
                final ServerTransaction cancel,
                final @Nullable ServerTransaction invite,
                final SipMessage request,
                final long now) {}

        @Override
        public void onResponse(
                final ClientTransaction transaction, final SipMessage response, final long now) {}

        @Override
        public void onUnmatchedResponse(
                final SipMessage response, final Flow from, final long now) {}

        @Override
        public void onTimeout(final ClientTransaction transaction, final long now) {}

        @Override
        public void onTimeout(final ServerTransaction transaction, final long now) {}

        @Override
        public void onTransportFailure(final ClientTransaction transaction, final long now) {}

        @Override
        public void onTransportFailure(final ServerTransaction transaction, final long now) {}

        @Override
        public void onTerminated(final ServerTransaction transaction, final long now) {}

        @Override
        public void onTerminated(final ClientTransaction transaction, final long now) {}
    }
}
