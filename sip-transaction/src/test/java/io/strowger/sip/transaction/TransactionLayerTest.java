// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.TransportProtocol;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the layer does around the machines: limits, memory, flows, the messages it writes. */
class TransactionLayerTest {
    private static final long SECOND = 1_000_000_000;

    private final List<String> sent = new ArrayList<>();
    private final List<Flow> sentTo = new ArrayList<>();
    private final List<ServerTransaction> requests = new ArrayList<>();
    private final List<ServerTransaction> cancels = new ArrayList<>();
    private final List<String> acks = new ArrayList<>();
    private final List<Integer> responses = new ArrayList<>();
    private final List<Transaction> terminated = new ArrayList<>();
    private final List<Transaction> failed = new ArrayList<>();
    private final TransactionCounters counters = TransactionCounters.allocate(Ladder.counters());
    private final Flow flow = Wire.udp();
    private int answerAtOnce;
    private long now;

    private final class User extends IgnoringUser {
        @Override
        public void send(
                final Flow to, final DirectBuffer buffer, final int offset, final int length) {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            sent.add(new String(bytes, StandardCharsets.UTF_8));
            sentTo.add(to);
        }

        @Override
        public void onRequest(
                final ServerTransaction transaction, final SipMessage request, final long nanos) {
            requests.add(transaction);
            if (answerAtOnce > 0) {
                respond(transaction, answerAtOnce);
            }
        }

        @Override
        public void onAck(final SipMessage ack, final Flow from, final long nanos) {
            acks.add(ack.string(ack.toTag()));
        }

        @Override
        public void onCancel(
                final ServerTransaction cancel,
                final @Nullable ServerTransaction invite,
                final SipMessage request,
                final long nanos) {
            cancels.add(cancel);
        }

        @Override
        public void onResponse(
                final ClientTransaction transaction, final SipMessage response, final long nanos) {
            responses.add(response.statusCode());
        }

        @Override
        public void onTransportFailure(final ClientTransaction transaction, final long nanos) {
            failed.add(transaction);
        }

        @Override
        public void onTransportFailure(final ServerTransaction transaction, final long nanos) {
            failed.add(transaction);
        }

        @Override
        public void onTerminated(final ServerTransaction transaction, final long nanos) {
            terminated.add(transaction);
        }

        @Override
        public void onTerminated(final ClientTransaction transaction, final long nanos) {
            terminated.add(transaction);
        }
    }

    private TransactionLayer layer = layer(100, 100, 64 << 20);

    private TransactionLayer layer(final int servers, final int clients, final long bytes) {
        final var user = new User();
        final var limits = new TransactionLimits(servers, clients, bytes, 100, 7);
        layer =
                new TransactionLayer(
                        TimerValues.standard(),
                        user,
                        user,
                        limits,
                        new KeyedHash(3, 4),
                        counters,
                        now);
        return layer;
    }

    private void receive(final String text) {
        layer.onMessage(Wire.parse(text), flow, now);
    }

    private static String branch(final int number) {
        return Wire.COOKIE + "-n" + number;
    }

    private boolean respond(final ServerTransaction transaction, final int statusCode) {
        final var bytes = Wire.bytes(Wire.response(statusCode, "INVITE", branch(1)));
        return layer.respond(transaction, statusCode, bytes, 0, bytes.capacity(), now);
    }

    private @Nullable ClientTransaction send(
            final Method method, final int number, final Flow destination, final String padding) {
        final String text =
                Wire.request(method.name(), branch(number))
                        .replace("Max-Forwards", padding + "Max-Forwards");
        final int at = text.indexOf(branch(number));
        final var bytes = Wire.bytes("junk" + text);
        final long branch = Span.of(at + 4, at + 4 + branch(number).length());
        return layer.send(method, bytes, 4, text.length(), branch, destination, now);
    }

    private static String statusOf(final String message) {
        return message.substring(8, 11);
    }

    @Test
    void oneRequestMoreThanTheLimitGetsA503WithRetryAfter() {
        layer(3, 3, 8 << 20);
        for (int i = 1; i <= 3; i++) {
            receive(Wire.request("OPTIONS", branch(i)));
        }
        assertThat(sent).isEmpty();
        receive(Wire.request("INVITE", branch(4)));
        receive(Wire.request("INVITE", branch(4)));
        assertThat(requests).hasSize(3);
        assertThat(layer.active()).isEqualTo(3);
        assertThat(sent).hasSize(2);
        final SipMessage refusal = Wire.parse(sent.getFirst());
        assertThat(refusal.statusCode()).isEqualTo(503);
        assertThat(refusal.string(refusal.valueOf(HeaderName.RETRY_AFTER))).isEqualTo("7");
        assertThat(refusal.toTag()).isNotEqualTo(Span.NONE);
        assertThat(sent.get(1)).isEqualTo(sent.get(0));
        assertThat(counters.refusedAtLimit.get()).isEqualTo(2);
        receive(Wire.request("OPTIONS", branch(2)));
        assertThat(sent).as("what is open goes on").hasSize(2);
    }

    @Test
    void ackAndCancelPassAtTheLimit() {
        layer(1, 1, 8 << 20);
        receive(Wire.request("INVITE", branch(1)));
        receive(Wire.request("CANCEL", branch(1)));
        assertThat(cancels).hasSize(1);
        receive(Wire.request("ACK", branch(9)));
        assertThat(acks).hasSize(1);
        receive(Wire.request("CANCEL", branch(2)));
        assertThat(cancels).as("one of nothing makes no room").hasSize(1);
        assertThat(statusOf(sent.getLast())).isEqualTo("503");
    }

    @Test
    void reserveForCancelsIsBoundedToo() {
        layer(8, 1, 8 << 20);
        for (int i = 1; i <= 8; i++) {
            receive(Wire.request("INVITE", branch(i)));
        }
        for (int i = 1; i <= 8; i++) {
            receive(Wire.request("CANCEL", branch(i)));
        }
        assertThat(cancels).hasSize(2);
        assertThat(layer.active()).isEqualTo(10);
        assertThat(counters.refusedAtLimit.get()).isEqualTo(6);
    }

    @Test
    void oneRequestMoreThanTheLimitIsNotSent() {
        layer(1, 3, 8 << 20);
        for (int i = 1; i <= 3; i++) {
            assertThat(send(Method.OPTIONS, i, flow, "")).isNotNull();
        }
        assertThat(send(Method.OPTIONS, 4, flow, "")).isNull();
        assertThat(sent).hasSize(3);
        receive(Wire.response(200, "OPTIONS", branch(1)));
        now += 5 * SECOND;
        layer.doTimers(now);
        assertThat(terminated).hasSize(1);
        assertThat(send(Method.OPTIONS, 4, flow, "")).isNotNull();
    }

    @Test
    void branchInUseIsNotSentTwice() {
        assertThat(send(Method.INVITE, 1, flow, "")).isNotNull();
        assertThat(send(Method.INVITE, 1, flow, "")).isNull();
        assertThat(send(Method.CANCEL, 1, flow, "")).isNotNull();
        assertThat(sent).hasSize(2);
        assertThat(counters.refusedBranchInUse.get()).isEqualTo(1);
        assertThat(layer.active()).isEqualTo(2);
    }

    @Test
    void oneMessageMoreThanTheMemoryHoldsIsRefused() {
        layer(100, 100, 1 << 20);
        final String padding = "X: " + "x".repeat(20_000) + "\r\n";
        for (int i = 1; i <= 16; i++) {
            assertThat(send(Method.INVITE, i, flow, padding)).isNotNull();
        }
        assertThat(send(Method.INVITE, 17, flow, padding)).isNull();
        receive(Wire.request("INVITE", branch(1)));
        assertThat(requests).isEmpty();
        assertThat(statusOf(sent.getLast())).isEqualTo("503");
        assertThat(counters.refusedWithoutMemory.get()).isEqualTo(2);
        receive(Wire.request("CANCEL", branch(1)));
        assertThat(cancels).as("a CANCEL needs no memory").hasSize(1);
        receive(Wire.response(200, "INVITE", branch(1)));
        receive(Wire.request("INVITE", branch(1)));
        assertThat(requests).as("Accepted keeps no bytes").hasSize(1);
    }

    @Test
    void bytesAreLetGoAsEarlyAsTheRfcPermits() {
        send(Method.INVITE, 1, flow, "");
        assertThat(layer.messageBytesInUse()).isEqualTo(512);
        receive(Wire.response(180, "INVITE", branch(1)));
        assertThat(layer.messageBytesInUse()).isEqualTo(512);
        receive(Wire.response(200, "INVITE", branch(1)));
        assertThat(layer.messageBytesInUse()).as("INVITE client in Accepted").isZero();
        receive(Wire.request("INVITE", branch(1)));
        respond(requests.getFirst(), 180);
        assertThat(layer.messageBytesInUse()).isEqualTo(1024);
        respond(requests.getFirst(), 200);
        assertThat(layer.messageBytesInUse()).as("INVITE server in Accepted").isZero();
        receive(Wire.request("BYE", branch(2)));
        respond(requests.getLast(), 200);
        assertThat(layer.messageBytesInUse()).as("server in Completed").isEqualTo(512);
        assertThat(requests.getLast().hasRequest()).isFalse();
        send(Method.BYE, 3, flow, "");
        receive(Wire.response(200, "BYE", branch(3)));
        assertThat(layer.messageBytesInUse()).as("client in Completed").isEqualTo(512);
        send(Method.BYE, 4, Wire.tcp(1), "");
        assertThat(layer.messageBytesInUse()).as("nothing to repeat over TCP").isEqualTo(512);
        send(Method.INVITE, 5, flow, "");
        receive(Wire.response(486, "INVITE", branch(5)));
        assertThat(layer.messageBytesInUse()).as("the ACK").isEqualTo(1024);
    }

    @Test
    void keptRequestIsTheOneReceived() {
        final String text = Wire.request("INVITE", branch(1));
        receive(text);
        final var kept = new SipMessage();
        assertThat(requests.getFirst().request(kept)).isTrue();
        assertThat(kept.toString()).isEqualTo(text);
        assertThat(requests.getFirst().requestLength()).isEqualTo(text.length());
        respond(requests.getFirst(), 486);
        assertThat(requests.getFirst().request(kept)).isFalse();
    }

    @Test
    void sentInviteIsThereForItsCancelUntilTheFinalResponse() {
        final var kept = new SipMessage();
        final var transaction = send(Method.INVITE, 1, flow, "");
        assertThat(transaction).isNotNull();
        assertThat(transaction.isProceeding()).isFalse();
        receive(Wire.response(180, "INVITE", branch(1)));
        assertThat(transaction.isProceeding()).isTrue();
        assertThat(transaction.request(kept)).isTrue();
        assertThat(kept.method()).isEqualTo(Method.INVITE);
        receive(Wire.response(404, "INVITE", branch(1)));
        assertThat(transaction.request(kept)).isFalse();
        assertThat(transaction.hasFinalResponse()).isTrue();
    }

    @Test
    void ackHasTheToOfTheResponseAndTheRestOfTheInvite() {
        send(Method.INVITE, 1, flow, "Route: <sip:192.0.2.9;lr>\r\n");
        receive(Wire.response(486, "INVITE", branch(1), "callee"));
        final SipMessage ack = Wire.parse(sent.getLast());
        assertThat(ack.method()).isEqualTo(Method.ACK);
        assertThat(ack.string(ack.toTag())).isEqualTo("callee");
        assertThat(ack.string(ack.fromTag())).isEqualTo("a1");
        assertThat(ack.cseqNumber()).isEqualTo(7);
        assertThat(ack.cseqMethod()).isEqualTo(Method.ACK);
        assertThat(ack.string(ack.requestUri())).isEqualTo("sip:bob@example.org");
        assertThat(ack.string(ack.topVia().branch())).isEqualTo(branch(1));
        assertThat(ack.string(ack.valueOf(HeaderName.ROUTE))).isEqualTo("<sip:192.0.2.9;lr>");
        receive(Wire.response(486, "INVITE", branch(1), "callee"));
        assertThat(sent.getLast()).as("the same bytes again").isEqualTo(sent.get(1));
        assertThat(sent).hasSize(3);
        assertThat(responses).containsExactly(486);
    }

    @Test
    void noTryingWhenTheUserAnswersAtOnce() {
        answerAtOnce = 486;
        receive(Wire.request("INVITE", branch(1)));
        assertThat(sent).hasSize(1);
        assertThat(statusOf(sent.getFirst())).isEqualTo("486");
        answerAtOnce = 180;
        receive(Wire.request("INVITE", branch(2)));
        assertThat(sent).hasSize(2);
    }

    @Test
    void tryingIsMadeFromTheRequest() {
        receive(Wire.request("INVITE", branch(1)));
        final SipMessage trying = Wire.parse(sent.getFirst());
        assertThat(trying.statusCode()).isEqualTo(100);
        assertThat(trying.string(trying.topVia().branch())).isEqualTo(branch(1));
        assertThat(trying.toTag()).as("§8.2.6.2").isEqualTo(Span.NONE);
    }

    @Test
    void respondSaysWhetherItWasLetOut() {
        receive(Wire.request("INVITE", branch(1)));
        final ServerTransaction transaction = requests.getFirst();
        assertThat(respond(transaction, 180)).isTrue();
        assertThat(respond(transaction, 200)).isTrue();
        assertThat(respond(transaction, 200)).isTrue();
        assertThat(respond(transaction, 486)).isFalse();
        assertThat(respond(transaction, 180)).isFalse();
        assertThat(counters.suppressed.get()).isEqualTo(2);
    }

    @Test
    void userIsNeverCalledFromWithinItsOwnCalls() {
        layer.onMessage(Wire.parse(Wire.request("BYE", branch(1))), Wire.tcp(1), now);
        final ServerTransaction transaction = requests.getFirst();
        assertThat(respond(transaction, 200)).isTrue();
        assertThat(transaction.isTerminated()).isTrue();
        assertThat(terminated).isEmpty();
        assertThat(respond(transaction, 200)).isFalse();
        layer.abandon(transaction, now);
        layer.doTimers(now);
        assertThat(terminated).containsExactly(transaction);
        layer.doTimers(now);
        assertThat(terminated).hasSize(1);
        assertThat(layer.active()).isZero();
    }

    @Test
    void flowFailureReachesTheTransactionsOfThatFlowOnly() {
        final Flow one = Wire.tcp(1);
        final Flow other = Wire.tcp(2);
        final var first = send(Method.INVITE, 1, one, "");
        final var second = send(Method.OPTIONS, 2, one, "");
        final var third = send(Method.OPTIONS, 3, other, "");
        layer.onMessage(Wire.parse(Wire.request("INVITE", branch(4))), Wire.tcp(1), now);
        layer.onFlowFailed(one, now);
        assertThat(failed).containsExactlyInAnyOrder(first, second, requests.getFirst());
        assertThat(terminated).containsExactlyInAnyOrder(first, second);
        assertThat(third).isNotNull();
        assertThat(third.isTerminated()).isFalse();
        assertThat(requests.getFirst().isTerminated()).isFalse();
    }

    @Test
    void responseGoesToThePortOfTheSentByUnlessRportIsThere() {
        final Flow natted = Wire.flow(TransportProtocol.UDP, 31_000, 0);
        answerAtOnce = 200;
        final String plain = Wire.request("OPTIONS", "192.0.2.2:5070;branch=" + branch(1), "");
        layer.onMessage(Wire.parse(plain), natted, now);
        assertThat(sentTo.getLast().port()).as("RFC 3261 §18.2.2").isEqualTo(5070);
        assertThat(requests.getLast().flow()).isEqualTo(natted);
        final String rport =
                Wire.request("OPTIONS", "192.0.2.2:5070;rport;branch=" + branch(2), "");
        layer.onMessage(Wire.parse(rport), natted, now);
        assertThat(sentTo.getLast()).as("RFC 3581").isEqualTo(natted);
        final String portless = Wire.request("OPTIONS", "192.0.2.2;branch=" + branch(3), "");
        layer.onMessage(Wire.parse(portless), natted, now);
        assertThat(sentTo.getLast().port()).isEqualTo(5060);
        final Flow connection = Wire.tcp(5);
        layer.onMessage(Wire.parse(plain.replace("n1", "n4")), connection, now);
        assertThat(sentTo.getLast()).isEqualTo(connection);
    }

    @Test
    void stormOfRepetitionsIsOneRequestToTheUser() {
        final String invite = Wire.request("INVITE", branch(1));
        final String bye = Wire.request("BYE", branch(2));
        for (int i = 0; i < 10_000; i++) {
            receive(invite);
            receive(bye);
        }
        assertThat(requests).hasSize(2);
        assertThat(layer.active()).isEqualTo(2);
        assertThat(sent).hasSize(10_000);
        assertThat(counters.repeatedIn.get()).isEqualTo(2 * 9_999);
        send(Method.INVITE, 1, flow, "");
        for (int i = 0; i < 10_000; i++) {
            receive(Wire.response(486, "INVITE", branch(1)));
        }
        assertThat(responses).containsExactly(486);
    }

    @Test
    void ackOfRfc2543IsMatchedByTheToTagOfTheResponse() {
        final String invite = Wire.request("INVITE", "192.0.2.2:5060", "");
        receive(invite);
        receive(invite);
        assertThat(requests).hasSize(1);
        respond(requests.getFirst(), 486);
        receive(Wire.request("ACK", "192.0.2.2:5060", "other"));
        assertThat(acks).containsExactly("other");
        receive(Wire.request("ACK", "192.0.2.2:5060", "b1"));
        assertThat(acks).hasSize(1);
        now += 5 * SECOND;
        layer.doTimers(now);
        assertThat(terminated).hasSize(1);
    }

    @Test
    void ackOfRfc2543WithinADialogHasTheTagOfTheInvite() {
        receive(Wire.request("INVITE", "192.0.2.2:5060", "dialog"));
        respond(requests.getFirst(), 488);
        receive(Wire.request("ACK", "192.0.2.2:5060", "dialog"));
        assertThat(acks).isEmpty();
    }

    @Test
    void responseWithoutBranchMatchesNothing() {
        receive(Wire.response(200, "OPTIONS", branch(1)).replace(";branch=" + branch(1), ""));
        assertThat(responses).isEmpty();
        assertThat(counters.lateResponse.get()).isEqualTo(1);
    }

    @Test
    void drainingLetsDialogsGoOn() {
        receive(Wire.request("INVITE", branch(1)));
        layer.drain();
        receive(Wire.request("INVITE", branch(2)));
        assertThat(requests).hasSize(1);
        assertThat(statusOf(sent.getLast())).isEqualTo("503");
        receive(Wire.request("CANCEL", branch(1)));
        receive(Wire.request("BYE", "192.0.2.2:5060;branch=" + branch(3), "dialog"));
        assertThat(requests).hasSize(2);
        assertThat(cancels).hasSize(1);
        assertThat(counters.refusedDraining.get()).isEqualTo(1);
    }

    @Test
    void timersAreExpiredABoundedNumberAtATime() {
        layer(1000, 1000, 8 << 20);
        for (int i = 0; i < 150; i++) {
            send(Method.OPTIONS, i, Wire.tcp(1), "");
        }
        assertThat(layer.nextDeadlineNanos()).isBetween(31 * SECOND, 32 * SECOND + 20_000_000);
        now += 40 * SECOND;
        assertThat(layer.doTimers(now)).isEqualTo(100);
        assertThat(layer.doTimers(now)).isEqualTo(50);
        assertThat(layer.active()).isZero();
    }

    @Test
    void transactionIsOfNoUseAfterItsEnd() {
        layer.onMessage(Wire.parse(Wire.request("BYE", branch(1))), Wire.tcp(1), now);
        final ServerTransaction transaction = requests.getFirst();
        transaction.context(this);
        respond(transaction, 200);
        layer.doTimers(now);
        assertThat(transaction.context()).isNull();
        assertThatThrownBy(transaction::flow).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void impossibleLimitsAreRefusedByName() {
        assertThatThrownBy(() -> new TransactionLimits(0, 1, 1 << 20, 1, 0))
                .hasMessageContaining("server");
        assertThatThrownBy(() -> new TransactionLimits(1, 0, 1 << 20, 1, 0))
                .hasMessageContaining("client");
        assertThatThrownBy(() -> new TransactionLimits(1, 1, 1, 1, 0))
                .hasMessageContaining("bytes");
    }
}
