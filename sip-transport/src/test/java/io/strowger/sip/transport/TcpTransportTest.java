// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.protection.ConnectionLimits;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.TransportProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 §18 over streams, with RFC 5626 keep-alives and the limits of {@link TcpLimits}. */
class TcpTransportTest {
    private static final String MESSAGE = StreamPeer.message("hello");
    private static final TcpLimits SMALL =
            new TcpLimits(4, 2, 0, 4_096, 16_384, 1 << 20, 64 * 1024);

    private SignalingThread us = new SignalingThread(config("127.0.0.1", TcpLimits.STANDARD));

    private static TransportConfig config(final String address, final TcpLimits limits) {
        return config(address, limits, TcpTimeouts.STANDARD);
    }

    private static TransportConfig config(
            final String address, final TcpLimits limits, final TcpTimeouts timeouts) {
        return new TransportConfig(
                List.of(ListenPoint.of(TransportProtocol.TCP, address, 0)),
                TransportConfig.UdpEngine.AUTOMATIC,
                UdpLimits.STANDARD,
                limits,
                timeouts);
    }

    private void reopen(final TransportConfig config) {
        us.close();
        us = new SignalingThread(config);
    }

    @AfterEach
    void close() {
        us.close();
    }

    private StreamPeer peer() throws IOException {
        return StreamPeer.connect("127.0.0.1", us.port(TransportProtocol.TCP));
    }

    private StreamPeer peerThatDoesNotRead() throws IOException {
        return StreamPeer.connectWithSmallWindow("127.0.0.1", us.port(TransportProtocol.TCP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]"})
    void messageArrivesAndIsAnsweredOnItsConnection(final String address) throws IOException {
        reopen(config(address, TcpLimits.STANDARD));
        us.echoes = true;
        try (StreamPeer peer = StreamPeer.connect(address, us.port(TransportProtocol.TCP))) {
            peer.send(MESSAGE);
            us.until("message", () -> us.count == 1);
            us.layer.flush();
            assertThat(peer.receive(MESSAGE.length())).isEqualTo(MESSAGE);
        }
    }

    @Test
    void flowNamesTheConnection() throws IOException {
        try (StreamPeer one = peer();
                StreamPeer two = peer()) {
            one.send(MESSAGE);
            us.until("first", () -> us.received.size() == 1);
            two.send(MESSAGE);
            us.until("second", () -> us.received.size() == 2);
            final Flow first = us.received.get(0).flow();
            final Flow second = us.received.get(1).flow();
            assertThat(first.protocol()).isEqualTo(TransportProtocol.TCP);
            assertThat(first.port()).isEqualTo(one.socket.getLocalPort());
            assertThat(first.connection()).isNotZero().isNotEqualTo(second.connection());
            assertThat(first.local().port()).isEqualTo(us.port(TransportProtocol.TCP));
            assertThat(us.counter("connections")).isEqualTo(2);
        }
    }

    @Test
    void messageCutAtEveryByteArrivesWhole() throws IOException {
        try (StreamPeer peer = peer()) {
            for (int cut = 1; cut < MESSAGE.length(); cut++) {
                final int expected = cut;
                peer.send(MESSAGE.substring(0, cut));
                us.cycle(100_000L);
                peer.send(MESSAGE.substring(cut));
                us.until("cut at " + cut, () -> us.received.size() == expected);
            }
            assertThat(us.texts()).allMatch(MESSAGE::equals);
        }
    }

    @Test
    void messageByteByByteArrivesWhole() throws IOException {
        final String twice = MESSAGE + "\r\n\r\n" + MESSAGE;
        try (StreamPeer peer = peer()) {
            for (int i = 0; i < twice.length(); i++) {
                peer.send(twice.substring(i, i + 1));
                us.cycle(0);
            }
            us.until("both", () -> us.received.size() == 2);
            assertThat(us.texts()).containsExactly(MESSAGE, MESSAGE);
            assertThat(peer.receive(2)).isEqualTo("\r\n");
        }
    }

    @Test
    void pipelinedMessagesArriveOneByOneInOrder() throws IOException {
        final List<String> messages =
                IntStream.range(0, 500).mapToObj(i -> StreamPeer.message("n" + i)).toList();
        try (StreamPeer peer = peer()) {
            peer.send(String.join("", messages));
            us.until("all", () -> us.received.size() == messages.size());
            assertThat(us.texts()).isEqualTo(messages);
        }
    }

    @Test
    void doubleCrLfIsAnsweredByASingleOne() throws IOException {
        try (StreamPeer peer = peer()) {
            peer.send("\r\n\r\n");
            assertThat(peer.receive(2)).isEqualTo("\r\n");
            peer.send("\r\n");
            us.cycle(100_000L);
            peer.send("\r\n");
            assertThat(peer.receive(2)).isEqualTo("\r\n");
            peer.send("\r\n\r\n\r\n\r\n" + MESSAGE);
            assertThat(peer.receive(4)).isEqualTo("\r\n\r\n");
            us.until("message", () -> us.received.size() == 1);
            assertThat(us.texts()).containsExactly(MESSAGE);
            us.until("4 pings", () -> us.counter("keepalives_total{kind=\"tcp_crlf\"}") == 4);
        }
    }

    @Test
    void connectionOfThePeerIsUsedAgainForItsAddress() throws IOException {
        try (StreamPeer peer = peer()) {
            peer.send(MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            final Flow flow =
                    us.flowTo(TransportProtocol.TCP, "127.0.0.1", peer.socket.getLocalPort());
            assertThat(flow).isEqualTo(us.received.getFirst().flow());
            us.send(flow, MESSAGE);
            us.layer.flush();
            assertThat(peer.receive(MESSAGE.length())).isEqualTo(MESSAGE);
        }
    }

    @Test
    void connectionIsOpenedOnceAndCarriesWhatWasSentBeforeItWasUp() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            final Flow flow = us.flowTo(TransportProtocol.TCP, "127.0.0.1", server.getLocalPort());
            us.send(flow, StreamPeer.message("1"));
            us.send(flow, StreamPeer.message("2"));
            assertThat(us.flowTo(TransportProtocol.TCP, "127.0.0.1", server.getLocalPort()))
                    .isSameAs(flow);
            us.layer.flush();
            try (StreamPeer peer = new StreamPeer(server.accept())) {
                final String both = StreamPeer.message("1") + StreamPeer.message("2");
                assertThat(peer.receive(both.length())).isEqualTo(both);
                peer.send(MESSAGE);
                us.until("answer", () -> us.received.size() == 1);
                assertThat(us.received.getFirst().flow()).isEqualTo(flow);
            }
        }
    }

    @Test
    void refusedConnectionFailsTheFlowAndTheNextAttemptIsANewOne() throws IOException {
        final int closedPort;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = server.getLocalPort();
        }
        final Flow flow = us.flowTo(TransportProtocol.TCP, "127.0.0.1", closedPort);
        us.send(flow, MESSAGE);
        us.layer.flush();
        us.until("failure", () -> !us.failed.isEmpty());
        assertThat(us.failed).containsExactly(flow);
        assertThat(us.counter("connections_closed_total{reason=\"connect\"}")).isEqualTo(1);
        assertThat(us.flowTo(TransportProtocol.TCP, "127.0.0.1", closedPort).connection())
                .isNotEqualTo(flow.connection());
    }

    @Test
    void connectionClosedByThePeerFailsItsFlowAndAnotherOneCanBeOpened() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            final Flow flow = us.flowTo(TransportProtocol.TCP, "127.0.0.1", server.getLocalPort());
            us.layer.flush();
            server.accept().close();
            us.until("failure", () -> !us.failed.isEmpty());
            us.send(flow, MESSAGE);
            us.until("failure of the late message", () -> us.failed.size() == 2);
            final Flow again = us.flowTo(TransportProtocol.TCP, "127.0.0.1", server.getLocalPort());
            us.send(again, MESSAGE);
            us.layer.flush();
            try (StreamPeer peer = new StreamPeer(server.accept())) {
                assertThat(peer.receive(MESSAGE.length())).isEqualTo(MESSAGE);
            }
            assertThat(us.failed).containsExactly(flow, flow);
        }
    }

    @Test
    void messageBeforeAHalfCloseIsHandedOverBeforeTheEnd() throws IOException {
        try (StreamPeer peer = peer()) {
            peer.send(MESSAGE + "INVITE sip:half");
            peer.socket.shutdownOutput();
            us.until("end", () -> us.failed.size() == 1);
            assertThat(us.texts()).containsExactly(MESSAGE);
            assertThat(us.counter("connections_closed_total{reason=\"peer\"}")).isEqualTo(1);
            assertThat(us.counter("connections")).isZero();
        }
    }

    @Test
    void connectionBeyondTheLimitOfItsSourceIsRefused() throws IOException {
        reopen(config("127.0.0.1", SMALL));
        try (StreamPeer one = peer();
                StreamPeer two = peer();
                StreamPeer three = peer()) {
            us.until(
                    "refusal",
                    () -> us.counter("connections_refused_total{limit=\"source\"}") == 1);
            us.until("end of one", () -> three.isClosedByUs() || one.isClosedByUs());
            assertThat(us.counter("connections")).isEqualTo(2);
            two.hangUp();
            us.until("room again", () -> us.counter("connections") == 1);
        }
        try (StreamPeer later = peer()) {
            later.send(MESSAGE);
            us.until("message", () -> us.received.size() == 1);
        }
    }

    @Test
    void aSourceThatConnectsTooOftenIsRefused() throws IOException {
        reopen(config("127.0.0.1", new TcpLimits(9, 9, 1, 4_096, 16_384, 1 << 20, 64 * 1024)));
        try (StreamPeer one = peer();
                StreamPeer two = peer()) {
            us.until(
                    "refusal",
                    () -> us.counter("connections_refused_total{limit=\"source_rate\"}") == 1);
            us.until("end of one", () -> two.isClosedByUs() || one.isClosedByUs());
            assertThat(us.counter("connections_total{how=\"accepted\"}")).isEqualTo(1);
        }
    }

    @Test
    void connectionBeyondTheTotalLimitIsRefused() throws IOException {
        reopen(config("127.0.0.1", new TcpLimits(3, 3, 0, 4_096, 16_384, 1 << 20, 64 * 1024)));
        final List<StreamPeer> peers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            peers.add(peer());
        }
        us.until("refusal", () -> us.counter("connections_refused_total{limit=\"total\"}") == 1);
        us.until("count", () -> us.counter("connections") == 3);
        final Flow outgoing = us.flowTo(TransportProtocol.TCP, "127.0.0.1", 9);
        us.layer.flush();
        us.until("failure of an outgoing one", () -> us.failed.contains(outgoing));
        for (final StreamPeer peer : peers) {
            peer.close();
        }
    }

    @Test
    void messageOfExactlyTheLimitArrivesAndOneByteMoreEndsTheConnection() throws IOException {
        reopen(config("127.0.0.1", SMALL));
        final int head = StreamPeer.message("b".repeat(4_000)).length() - 4_000;
        final String largest = StreamPeer.message("b".repeat(4_096 - head));
        final String tooLarge = StreamPeer.message("b".repeat(4_097 - head));
        assertThat(largest).hasSize(4_096);
        try (StreamPeer peer = peer()) {
            peer.send(largest);
            us.until("largest", () -> us.received.size() == 1);
            peer.send(tooLarge + MESSAGE);
            us.until("what came of it", () -> us.received.size() == 2);
            us.send(us.received.getFirst().flow(), "SIP/2.0 513\r\n\r\n");
            us.layer.flush();
            us.until("end", () -> us.failed.size() == 1);
            assertThat(us.texts()).first().isEqualTo(largest);
            assertThat(us.texts().get(1)).hasSizeLessThanOrEqualTo(4_096);
            assertThat(peer.receive(15)).isEqualTo("SIP/2.0 513\r\n\r\n");
            assertThat(us.counter("connections_closed_total{reason=\"broken_stream\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void messageWithoutContentLengthIsTheLastOneAndCanBeAnswered() throws IOException {
        try (StreamPeer peer = peer()) {
            peer.send("OPTIONS sip:a SIP/2.0\r\n\r\n" + MESSAGE);
            us.until("what came", () -> us.received.size() == 1);
            us.send(us.received.getFirst().flow(), "SIP/2.0 400\r\n\r\n");
            us.layer.flush();
            assertThat(peer.receive(15)).isEqualTo("SIP/2.0 400\r\n\r\n");
            us.until("end", () -> us.failed.size() == 1);
            assertThat(us.received).hasSize(1);
        }
    }

    @Test
    void endlessHeadersAreCutAtTheLimit() throws IOException {
        reopen(config("127.0.0.1", SMALL, timeouts(3_600_000, 50, 10_000)));
        try (StreamPeer peer = peer()) {
            peer.send("INVITE sip:a SIP/2.0\r\n" + "Subject: x\r\n".repeat(400));
            us.until("end", () -> us.failed.size() == 1);
            assertThat(us.counter("connections_closed_total{reason=\"broken_stream\"}"))
                    .isEqualTo(1);
        }
    }

    private static TcpTimeouts timeouts(final int idle, final int partial, final int write) {
        return new TcpTimeouts(
                Duration.ofMillis(idle),
                Duration.ofMinutes(1),
                Duration.ofMillis(partial),
                Duration.ofSeconds(5),
                Duration.ofMillis(write));
    }

    @Test
    void halfAMessageForTooLongEndsTheConnection() throws IOException {
        reopen(config("127.0.0.1", SMALL, timeouts(60_000, 60, 60_000)));
        try (StreamPeer slow = peer();
                StreamPeer silent = peer()) {
            silent.send(MESSAGE);
            slow.send(MESSAGE + "INVITE sip:a");
            us.until("end", () -> us.failed.size() == 1);
            assertThat(us.failed.getFirst().port()).isEqualTo(slow.socket.getLocalPort());
            assertThat(us.counter("connections_closed_total{reason=\"slow_sender\"}")).isEqualTo(1);
            assertThat(silent.isClosedByUs()).isFalse();
        }
    }

    @Test
    void trickleOfBytesDoesNotProlongTheTimeOfAMessage() throws IOException {
        reopen(config("127.0.0.1", SMALL, timeouts(60_000, 60, 60_000)));
        try (StreamPeer slow = peer()) {
            slow.send("INVITE ");
            us.until(
                    "end",
                    () -> {
                        try {
                            slow.send("x");
                        } catch (final IOException closed) {
                            assertThat(closed).isNotNull();
                        }
                        return us.failed.size() == 1;
                    });
            assertThat(us.counter("connections_closed_total{reason=\"slow_sender\"}")).isEqualTo(1);
        }
    }

    @Test
    void connectionOnWhichNoMessageComesIsClosedSoonerThanAnIdleOne() throws IOException {
        reopen(
                config(
                        "127.0.0.1",
                        SMALL,
                        new TcpTimeouts(
                                Duration.ofMinutes(1),
                                Duration.ofMillis(200),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1))));
        try (StreamPeer speaking = peer();
                StreamPeer pinging = peer()) {
            speaking.send(MESSAGE);
            pinging.send("\r\n\r\n");
            us.until("end", () -> us.counter("connections_closed_total{reason=\"silent\"}") == 1);
            us.until("its flow", () -> us.failed.size() == 1);
            assertThat(us.failed.getFirst().port()).isEqualTo(pinging.socket.getLocalPort());
            speaking.send(MESSAGE);
            us.until("second message", () -> us.received.size() == 2);
        }
    }

    @Test
    void idleConnectionIsClosedWhetherItEverSpokeOrNot() throws IOException {
        reopen(config("127.0.0.1", SMALL, timeouts(60, 60_000, 60_000)));
        try (StreamPeer peer = peer();
                StreamPeer silent = peer()) {
            peer.send(MESSAGE);
            us.until("end", () -> us.failed.size() == 2);
            assertThat(us.counter("connections_closed_total{reason=\"idle\"}")).isEqualTo(2);
            assertThat(us.texts()).containsExactly(MESSAGE);
            assertThat(silent.isClosedByUs()).isTrue();
        }
    }

    @Test
    void peerThatDoesNotReadIsClosedWhenTooMuchWaitsForIt() throws IOException {
        reopen(config("127.0.0.1", SMALL));
        try (StreamPeer peer = peerThatDoesNotRead()) {
            peer.send(MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            final Flow flow = us.received.getFirst().flow();
            final String large = StreamPeer.message("z".repeat(4_000));
            us.until(
                    "end",
                    () -> {
                        for (int i = 0; i < 10; i++) {
                            us.send(flow, large);
                        }
                        return us.counter("connections") == 0;
                    });
            assertThat(us.counter("connections_closed_total{reason=\"slow_reader\"}")).isEqualTo(1);
        }
    }

    @Test
    void peerThatTakesNothingForTooLongIsClosed() throws IOException {
        reopen(
                config(
                        "127.0.0.1",
                        new TcpLimits(4, 4, 0, 4_096, 64 << 20, 128 << 20, 1 << 20),
                        timeouts(60_000, 60_000, 60)));
        try (StreamPeer peer = peerThatDoesNotRead()) {
            peer.send(MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            final Flow flow = us.received.getFirst().flow();
            final String large = StreamPeer.message("z".repeat(4_000));
            for (int i = 0; i < 5_000; i++) {
                us.send(flow, large);
                us.cycle(i % 20 == 0 ? 1_000_000L : 0);
            }
            us.until("end", () -> us.counter("connections") == 0);
            assertThat(us.counter("connections_closed_total{reason=\"slow_reader\"}")).isEqualTo(1);
        }
    }

    @Test
    void allConnectionsTogetherHoldNoMoreThanTheTotal() throws IOException {
        reopen(config("127.0.0.1", new TcpLimits(9, 9, 0, 4_096, 1 << 20, 65_536, 64 * 1024)));
        try (StreamPeer one = peerThatDoesNotRead();
                StreamPeer two = peerThatDoesNotRead()) {
            one.send(MESSAGE);
            two.send(MESSAGE);
            us.until("messages", () -> us.received.size() == 2);
            final String large = StreamPeer.message("z".repeat(4_000));
            us.until(
                    "end of both",
                    () -> {
                        for (int i = 0; i < 10; i++) {
                            us.send(us.received.get(i % 2).flow(), large);
                        }
                        return us.counter("connections") == 0;
                    });
            assertThat(us.counter("connections_closed_total{reason=\"slow_reader\"}")).isEqualTo(2);
        }
    }

    @Test
    void unfinishedMessagesOfAllConnectionsTogetherAreLimited() throws IOException {
        reopen(config("127.0.0.1", new TcpLimits(9, 9, 0, 4_096, 16_384, 8_192, 64 * 1024)));
        final String unfinished = StreamPeer.message("u".repeat(3_000)).substring(0, 3_000);
        try (StreamPeer one = peer();
                StreamPeer two = peer();
                StreamPeer three = peer()) {
            one.send(unfinished);
            two.send(unfinished);
            us.until("two", () -> us.counter("connections") == 3);
            three.send(unfinished);
            us.until("end of one", () -> us.failed.size() == 1);
            assertThat(us.counter("connections_closed_total{reason=\"slow_sender\"}")).isEqualTo(1);
        }
    }

    @Test
    void fullHandOverStopsReadingAndLosesNothing() throws Exception {
        reopen(config("127.0.0.1", SMALL));
        final int count = 2_000;
        final List<String> messages =
                IntStream.range(0, count)
                        .mapToObj(i -> StreamPeer.message(i + "#" + "f".repeat(1_000)))
                        .toList();
        try (StreamPeer flooder = peer();
                StreamPeer other = peer()) {
            final Thread flood =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            flooder.send(String.join("", messages));
                                        } catch (final IOException failed) {
                                            throw new IllegalStateException(failed);
                                        }
                                    });
            final long deadline = System.nanoTime() + 10_000_000_000L;
            while (us.counter("back_pressure_total") == 0) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
            other.send(MESSAGE);
            us.until("everything", () -> us.received.size() == count + 1);
            flood.join();
            final List<String> flooded = new ArrayList<>(us.texts());
            assertThat(flooded.remove(MESSAGE)).isTrue();
            assertThat(flooded).isEqualTo(messages);
            flooder.send(MESSAGE);
            us.until("reading goes on", () -> us.received.size() == count + 2);
        }
    }

    @Test
    void messageTooLargeForTheWayOutFailsTheFlow() throws IOException {
        reopen(config("127.0.0.1", SMALL));
        try (StreamPeer peer = peer()) {
            peer.send(MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            us.send(us.received.getFirst().flow(), "x".repeat(65_000));
            us.until("failure", () -> us.failed.size() == 1);
            assertThat(us.counter("stream_messages_unsent_total")).isEqualTo(1);
        }
    }

    @Test
    void closedFlowEndsAfterWhatWasSentOnIt() throws IOException {
        try (StreamPeer peer = peer()) {
            peer.send(MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            final Flow flow = us.received.getFirst().flow();
            us.send(flow, MESSAGE);
            us.layer.closeFlow(flow);
            us.until("end", () -> us.failed.contains(flow));
            assertThat(peer.receive(MESSAGE.length() + 1)).isEqualTo(MESSAGE);
        }
    }

    @Test
    void aConnectionIsFoundByItsNumberUntilItEnds() throws IOException {
        final Flow flow;
        try (StreamPeer peer = peer()) {
            peer.send(MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            flow = us.received.getFirst().flow();
            assertThat(us.layer.connection(flow.connection())).isEqualTo(flow);
            assertThat(us.layer.connection(flow.connection() + 1)).isNull();
        }
        us.until("end", () -> us.failed.size() == 1);
        assertThat(us.layer.connection(flow.connection())).isNull();
    }

    @Test
    void connectionNumbersOfTwoProcessesDiffer() throws IOException {
        final long number;
        try (StreamPeer peer = peer()) {
            peer.send(MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            number = us.received.getFirst().flow().connection();
        }
        reopen(config("127.0.0.1", TcpLimits.STANDARD));
        try (StreamPeer peer = peer()) {
            peer.send(MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            assertThat(us.layer.connection(number)).isNull();
        }
    }

    @Test
    void whatWasSentLeavesBeforeTheLayerCloses() throws IOException {
        try (StreamPeer peer = peer()) {
            peer.send(MESSAGE);
            us.until("message", () -> us.received.size() == 1);
            us.send(us.received.getFirst().flow(), MESSAGE);
            us.close();
            assertThat(peer.receive(MESSAGE.length() + 1)).isEqualTo(MESSAGE);
        }
    }

    @Test
    void sentByOfAConnectionThatWeOpenIsTheListeningPoint() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            final Flow flow = us.flowTo(TransportProtocol.TCP, "127.0.0.1", server.getLocalPort());
            assertThat(flow.local().sentBy())
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("127.0.0.1:" + us.port(TransportProtocol.TCP));
        }
    }

    @Test
    void limitsOfConnectionsAreChangedWhileTheyAreOpen() throws IOException {
        try (StreamPeer silent = peer()) {
            us.until("accepted", () -> us.counter("connections") == 1);
            us.protection
                    .connections()
                    .change(new ConnectionLimits.Values(1, 0, 200_000_000L, 200_000_000L));
            try (StreamPeer second = peer()) {
                us.until("one too many", second::isClosedByUs);
            }
            assertThat(us.counter("connections_refused_total{limit=\"source\"}")).isEqualTo(1);
            us.until("silent for too long", silent::isClosedByUs);
            us.until("gone", () -> us.counter("connections") == 0);
        }
        us.protection
                .connections()
                .change(new ConnectionLimits.Values(9, 2, 30_000_000_000L, 200_000_000L));
        try (StreamPeer slow = peer();
                StreamPeer second = peer();
                StreamPeer third = peer()) {
            us.until("too fast", third::isClosedByUs);
            assertThat(us.counter("connections_refused_total{limit=\"source_rate\"}")).isEqualTo(1);
            slow.send("MESSAGE sip:a@b");
            us.until("slow sender", slow::isClosedByUs);
            assertThat(second.isClosedByUs()).isFalse();
        }
    }
}
