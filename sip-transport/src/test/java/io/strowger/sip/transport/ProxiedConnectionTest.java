// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.protection.Network;
import io.strowger.protection.Protection;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.TransportProtocol;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections of a load balancer (127.0.0.1) that says whom they are for, at real sockets. */
class ProxiedConnectionTest {
    private static final String MESSAGE = StreamPeer.message("hello");
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** Of 203.0.113.7, port 40000. */
    private static final String PHONE = SIGNATURE + "2111000ccb007107c00002019c4013c4";

    /** Of 203.0.113.8, port 40000. */
    private static final String OTHER = SIGNATURE + "2111000ccb007108c00002019c4013c4";

    private static final String LOCAL = SIGNATURE + "20000000";
    private static final int MOST = 3;

    private SignalingThread us;

    @BeforeEach
    void open() {
        us = open("127.0.0.1", Duration.ofSeconds(30));
    }

    private static SignalingThread open(final String proxies, final Duration firstMessage) {
        return new SignalingThread(
                new TransportConfig(
                        List.of(ListenPoint.of(TransportProtocol.TCP, "127.0.0.1", 0)),
                        TransportConfig.UdpEngine.AUTOMATIC,
                        UdpLimits.STANDARD,
                        new TcpLimits(MOST, 2, 0, 4_096, 16_384, 1 << 20, 64 * 1024),
                        new TcpTimeouts(
                                Duration.ofHours(1),
                                firstMessage,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(10)),
                        List.of(Objects.requireNonNull(Network.parse(proxies))),
                        TransportConfig.GATHER));
    }

    private void reopen(final String proxies, final Duration firstMessage) {
        us.close();
        us = open(proxies, firstMessage);
    }

    @AfterEach
    void close() {
        us.close();
    }

    private StreamPeer balancer() throws IOException {
        return StreamPeer.connect("127.0.0.1", us.port(TransportProtocol.TCP));
    }

    private static byte[] bytes(final String hex, final String text) {
        return HexFormat.of()
                .parseHex(hex + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void send(final StreamPeer peer, final String hex, final String text)
            throws IOException {
        peer.socket.getOutputStream().write(bytes(hex, text));
    }

    private long headers(final String outcome) {
        return us.counter("proxy_headers_total{outcome=\"" + outcome + "\"}");
    }

    @Test
    void theFlowIsOfWhomTheHeaderNamesAndAnswersGoBackOnTheConnection() throws IOException {
        try (StreamPeer balancer = balancer()) {
            send(balancer, PHONE, MESSAGE + MESSAGE);
            us.until("messages", () -> us.received.size() == 2);
            assertThat(us.texts()).containsOnly(MESSAGE);
            final Flow flow = us.received.getFirst().flow();
            assertThat(new String(flow.remoteHost(), StandardCharsets.US_ASCII))
                    .isEqualTo("203.0.113.7");
            assertThat(flow.port()).isEqualTo(40_000);
            us.send(flow, "answer");
            us.layer.flush();
            assertThat(balancer.receive(6)).isEqualTo("answer");
            assertThat(us.flowTo(TransportProtocol.TCP, "203.0.113.7", 40_000)).isEqualTo(flow);
        }
        assertThat(headers("taken")).isEqualTo(1);
    }

    @Test
    void itMayComeInPiecesOfAnySize() throws IOException {
        final byte[] all = bytes(PHONE, MESSAGE);
        try (StreamPeer balancer = balancer()) {
            final OutputStream out = balancer.socket.getOutputStream();
            for (final byte each : all) {
                out.write(each);
                us.cycle(0);
            }
            us.until("message", () -> us.received.size() == 1);
        }
        for (int cut = 1; cut < 40; cut++) {
            final int expected = cut + 1;
            try (StreamPeer balancer = balancer()) {
                final OutputStream out = balancer.socket.getOutputStream();
                out.write(all, 0, cut);
                us.cycle(100_000L);
                out.write(all, cut, all.length - cut);
                us.until("cut at " + cut, () -> us.received.size() == expected);
            }
            us.until("closed", () -> us.counter("connections") == 0);
        }
        assertThat(us.texts()).containsOnly(MESSAGE);
    }

    @Test
    void aLongHeaderIsTakenAsLongAsItIs() throws IOException {
        final int extensions = ProxyHeader.MOST_BYTES - 28;
        final String longest =
                SIGNATURE
                        + "2111%04x".formatted(12 + extensions)
                        + "cb007107c00002019c4013c4"
                        + "00".repeat(extensions);
        try (StreamPeer balancer = balancer()) {
            send(balancer, longest, MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            assertThat(us.texts()).containsExactly(MESSAGE);
        }
    }

    @Test
    void theLimitsOfASourceAreThoseOfWhomItNames() throws IOException {
        us.protection.ban(
                Objects.requireNonNull(Network.parse("203.0.113.8")),
                Long.MAX_VALUE,
                System.nanoTime());
        try (StreamPeer one = balancer();
                StreamPeer two = balancer();
                StreamPeer banned = balancer()) {
            send(one, PHONE, MESSAGE);
            send(two, PHONE, MESSAGE);
            us.until("both", () -> us.received.size() == 2);
            send(banned, OTHER, MESSAGE);
            us.until("closed", banned::isClosedByUs);
            us.until("two", () -> us.counter("connections") == 2);
            try (StreamPeer third = balancer()) {
                send(third, PHONE, MESSAGE);
                us.until("refused", third::isClosedByUs);
            }
            assertThat(us.counter("connections_refused_total{limit=\"source\"}")).isEqualTo(1);
        }
        assertThat(us.received).hasSize(2);
        assertThat(us.protection.lift(Objects.requireNonNull(Network.parse("203.0.113.8"))))
                .isEqualTo(Protection.Outcome.DONE);
    }

    @Test
    void theProxysOwnCheckIsAConnectionOfItsOwn() throws IOException {
        try (StreamPeer balancer = balancer()) {
            send(balancer, LOCAL, MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            final Flow flow = us.received.getFirst().flow();
            assertThat(new String(flow.remoteHost(), StandardCharsets.US_ASCII))
                    .isEqualTo("127.0.0.1");
            assertThat(flow.port()).isEqualTo(balancer.socket.getLocalPort());
        }
    }

    @Test
    void withoutAHeaderAConnectionIsClosedAtItsFirstByte() throws IOException {
        try (StreamPeer balancer = balancer()) {
            balancer.send("I");
            us.until("closed", balancer::isClosedByUs);
        }
        assertThat(us.received).isEmpty();
        assertThat(headers("defective")).isEqualTo(1);
        assertThat(us.counter("connections_total{how=\"accepted\"}")).isZero();
    }

    @Test
    void aHeaderFromAnybodyElseIsNoSip() throws IOException {
        reopen("198.51.100.0/24", Duration.ofSeconds(30));
        try (StreamPeer stranger = balancer()) {
            send(stranger, PHONE, MESSAGE);
            us.until("something", () -> !us.received.isEmpty());
            assertThat(us.received)
                    .allSatisfy(
                            received ->
                                    assertThat(
                                                    new String(
                                                            received.flow().remoteHost(),
                                                            StandardCharsets.US_ASCII))
                                            .isEqualTo("127.0.0.1"));
            assertThat(us.texts()).doesNotContain(MESSAGE);
        }
        assertThat(headers("taken")).isZero();
    }

    @Test
    void whoDoesNotSayForWhomItIsIsClosedInTime() throws IOException {
        reopen("127.0.0.1", Duration.ofMillis(200));
        try (StreamPeer silent = balancer();
                StreamPeer slow = balancer()) {
            send(slow, PHONE.substring(0, 40), "");
            us.until("closed", () -> silent.isClosedByUs() && slow.isClosedByUs());
        }
        assertThat(headers("late")).isEqualTo(2);
        us.until("none", () -> us.counter("connections") == 0);
    }

    @Test
    void oneMoreThanMayWaitIsRefusedUntilOneIsGone() throws IOException {
        try (StreamPeer one = balancer();
                StreamPeer two = balancer();
                StreamPeer three = balancer();
                StreamPeer four = balancer()) {
            us.until("refused", four::isClosedByUs);
            assertThat(us.counter("connections_refused_total{limit=\"total\"}")).isEqualTo(1);
            send(one, PHONE, MESSAGE);
            us.until("the others wait on", () -> us.received.size() == 1);
            two.hangUp();
            three.hangUp();
        }
        us.until("none", () -> us.counter("connections") == 0);
        try (StreamPeer again = balancer()) {
            send(again, PHONE, MESSAGE);
            us.until("there is room again", () -> us.received.size() == 2);
        }
    }
}
