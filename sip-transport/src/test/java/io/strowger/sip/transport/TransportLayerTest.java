// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.doorbell.BellPull;
import io.strowger.doorbell.Doorbell;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Several listening points together, wildcards, tokens, and what the configuration refuses. */
class TransportLayerTest {
    private static final long LONG_NANOS = 600_000_000_000L;

    private static TransportConfig config(
            final TransportConfig.UdpEngine engine, final ListenPoint... points) {
        return new TransportConfig(
                List.of(points),
                engine,
                UdpLimits.STANDARD,
                TcpLimits.STANDARD,
                TcpTimeouts.STANDARD);
    }

    private static ListenPoint udp(final String address) {
        return ListenPoint.of(TransportProtocol.UDP, address, 0);
    }

    private static ListenPoint tcp(final String address, final int port) {
        return ListenPoint.of(TransportProtocol.TCP, address, port);
    }

    private static String host(final Flow flow) {
        return new String(flow.local().host(), StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @EnumSource(TransportConfig.UdpEngine.class)
    void wildcardCallsItselfByTheAddressThePeerReaches(final TransportConfig.UdpEngine engine) {
        try (SignalingThread us =
                new SignalingThread(config(engine, udp("0.0.0.0"), udp("[::]")))) {
            assertThat(host(us.flowTo(TransportProtocol.UDP, "127.0.0.1", 9)))
                    .isEqualTo("127.0.0.1");
            assertThat(host(us.flowTo(TransportProtocol.UDP, "[::1]", 9))).isEqualTo("[::1]");
            // Asked again after another family and address: nothing sticks to the probe.
            assertThat(host(us.flowTo(TransportProtocol.UDP, "127.0.0.77", 9)))
                    .isEqualTo("127.0.0.1");
            assertThat(us.layer.localPoints())
                    .extracting(point -> new String(point.host(), StandardCharsets.US_ASCII))
                    .contains("127.0.0.1", "[::1]")
                    .doesNotContain("0.0.0.0", "[::]");
        }
    }

    @ParameterizedTest
    @EnumSource(TransportConfig.UdpEngine.class)
    void datagramToAWildcardIsAnsweredFromItsPort(final TransportConfig.UdpEngine engine)
            throws IOException {
        try (SignalingThread us = new SignalingThread(config(engine, udp("0.0.0.0")));
                DatagramSocket peer =
                        new DatagramSocket(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            us.echoes = true;
            peer.setSoTimeout(10_000);
            final byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
            peer.connect(InetAddress.getLoopbackAddress(), us.port(TransportProtocol.UDP));
            peer.send(new DatagramPacket(hello, hello.length));
            us.until("hello", () -> us.count == 1);
            final DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            peer.receive(answer);
            assertThat(answer.getLength()).isEqualTo(hello.length);
        }
    }

    @Test
    void pointBoundToTheRightAddressIsPreferred() {
        try (SignalingThread us =
                new SignalingThread(
                        config(
                                TransportConfig.UdpEngine.AUTOMATIC,
                                udp("127.0.0.2"),
                                udp("0.0.0.0"),
                                udp("127.0.0.1")))) {
            final Flow flow = us.flowTo(TransportProtocol.UDP, "127.0.0.1", 9);
            assertThat(flow.local().index()).isEqualTo(2);
            assertThat(us.layer.localPoints()).extracting(LocalPoint::index).contains(0, 1, 2);
        }
    }

    @Test
    void advertisedHostTakesThePlaceOfTheAddress() {
        final ListenPoint point =
                new ListenPoint(TransportProtocol.UDP, IpAddress.v4(0), 0, "sip.example.org");
        try (SignalingThread us =
                new SignalingThread(config(TransportConfig.UdpEngine.AUTOMATIC, point))) {
            assertThat(host(us.flowTo(TransportProtocol.UDP, "127.0.0.1", 9)))
                    .isEqualTo("sip.example.org");
            assertThat(us.layer.localPoints()).hasSize(1);
        }
    }

    @Test
    @Timeout(20)
    void eachRingEndsOneWait(@TempDir final Path directory) {
        final Path path = directory.resolve("bell");
        try (Doorbell bell = Objects.requireNonNull(Doorbell.hang(path));
                BellPull other = Objects.requireNonNull(BellPull.of(path))) {
            try (SignalingThread us =
                    new SignalingThread(
                            config(TransportConfig.UdpEngine.LINUX, udp("127.0.0.1")))) {
                assertThat(us.layer.hear(bell)).isTrue();
                for (int i = 0; i < 3; i++) {
                    assertThat(other.pull()).isTrue();
                    us.layer.await(LONG_NANOS);
                    assertThat(us.layer.doWork(System.nanoTime())).isZero();
                }
                final long began = System.nanoTime();
                us.layer.await(5_000_000);
                assertThat(System.nanoTime() - began).as("nobody rang").isGreaterThan(4_000_000);
            }
            try (SignalingThread us =
                    new SignalingThread(config(TransportConfig.UdpEngine.JDK, udp("127.0.0.1")))) {
                assertThat(us.layer.hear(bell)).isFalse();
            }
        }
    }

    @Test
    void protocolOrFamilyThatNobodyServesHasNoFlow() {
        try (SignalingThread us =
                new SignalingThread(
                        config(TransportConfig.UdpEngine.AUTOMATIC, udp("127.0.0.1")))) {
            assertThat(us.layer.flowTo(TransportProtocol.UDP, 0, 1, 5060)).isNull();
            assertThat(us.layer.flowTo(TransportProtocol.TCP, 0, 0xFFFF_7F000001L, 9)).isNull();
            assertThat(us.layer.flowTo(TransportProtocol.TLS, 0, 0xFFFF_7F000001L, 9)).isNull();
        }
    }

    @Test
    void bothTcpWildcardsShareAPort() throws IOException {
        final int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (SignalingThread us =
                        new SignalingThread(
                                config(
                                        TransportConfig.UdpEngine.AUTOMATIC,
                                        tcp("0.0.0.0", port),
                                        tcp("[::]", port)));
                StreamPeer v4 = StreamPeer.connect("127.0.0.1", port);
                StreamPeer v6 = StreamPeer.connect("::1", port)) {
            v4.send(StreamPeer.message("4"));
            us.until("v4", () -> us.received.size() == 1);
            v6.send(StreamPeer.message("6"));
            us.until("v6", () -> us.received.size() == 2);
            assertThat(us.received)
                    .extracting(received -> received.flow().local().toString())
                    .containsExactly("tcp:127.0.0.1:" + port, "tcp:[::1]:" + port);
            assertThat(us.received)
                    .extracting(received -> received.flow().local().index())
                    .containsExactly(0, 1);
        }
    }

    @Test
    void flowOfAnUnknownPointIsReportedNotThrown() {
        try (SignalingThread us =
                new SignalingThread(
                        config(TransportConfig.UdpEngine.AUTOMATIC, udp("127.0.0.1")))) {
            final Flow stale =
                    new Flow(
                            new LocalPoint(TransportProtocol.UDP, "127.0.0.1", 1, 7),
                            0,
                            0xFFFF_7F000001L,
                            9,
                            0);
            us.send(stale, "x");
            us.cycle(0);
            assertThat(us.unreachable).containsExactly(stale);
        }
    }

    @Test
    void failuresBeyondTheLimitAreOnlyCounted() {
        try (SignalingThread us =
                new SignalingThread(
                        config(TransportConfig.UdpEngine.AUTOMATIC, udp("127.0.0.1")))) {
            final Flow stale =
                    new Flow(
                            new LocalPoint(TransportProtocol.TCP, "127.0.0.1", 1, 0),
                            0,
                            0xFFFF_7F000001L,
                            9,
                            1234);
            for (int i = 0; i < FlowFailures.LIMIT + 1; i++) {
                us.send(stale, "x");
            }
            us.cycle(0);
            assertThat(us.failed).hasSize(FlowFailures.LIMIT);
            assertThat(us.counter("flows_failed_total")).isEqualTo(FlowFailures.LIMIT + 1);
        }
    }

    @Test
    void closeReleasesThePorts() {
        final SignalingThread first =
                new SignalingThread(config(TransportConfig.UdpEngine.AUTOMATIC, udp("127.0.0.1")));
        final int port = first.port(TransportProtocol.UDP);
        first.close();
        first.close();
        final ListenPoint again = ListenPoint.of(TransportProtocol.UDP, "127.0.0.1", port);
        try (SignalingThread second =
                new SignalingThread(config(TransportConfig.UdpEngine.AUTOMATIC, again))) {
            assertThat(second.port(TransportProtocol.UDP)).isEqualTo(port);
        }
    }

    @Test
    void configurationOutOfRangeNamesItsOption() {
        assertThatThrownBy(() -> new UdpLimits(0, 0, 511, 1, true, 1))
                .hasMessageContaining("maxDatagram");
        assertThatThrownBy(() -> new TcpLimits(0, 1, 0, 4_096, 8_192, 1 << 16, 1 << 16))
                .hasMessageContaining("tcp.maxConnections");
        assertThatThrownBy(() -> new TcpLimits(1, 1, 0, 65_535, 65_535, 1 << 20, 1 << 19))
                .hasMessageContaining("tcp.ringBytes");
        assertThatThrownBy(() -> ListenPoint.of(TransportProtocol.TLS, "127.0.0.1", 1))
                .hasMessageContaining("TLS");
        assertThatThrownBy(() -> ListenPoint.of(TransportProtocol.UDP, "localhost", 1))
                .hasMessageContaining("localhost");
        assertThatThrownBy(() -> ListenPoint.of(TransportProtocol.UDP, "127.0.0.1", 65_536))
                .hasMessageContaining("65536");
        assertThatThrownBy(
                        () ->
                                TransportConfig.listeningOn(
                                        Collections.nCopies(
                                                        TransportConfig.MAX_LISTEN_POINTS + 1,
                                                        udp("127.0.0.1"))
                                                .toArray(ListenPoint[]::new)))
                .hasMessageContaining("listen");
        assertThatThrownBy(
                        () ->
                                TransportConfig.listeningOn(udp("127.0.0.1"))
                                        .withGather(Duration.ofNanos(10_000_001)))
                .hasMessageContaining("gather");
        assertThat(Objects.requireNonNull(TransportConfig.listeningOn(udp("127.0.0.1"))).listen())
                .hasSize(1);
    }

    /** Input 250 µs, or two and a half pauses, after input is load. */
    @ParameterizedTest
    @CsvSource({
        "100, 249, true",
        "100, 251, false",
        "1000, 2499, true",
        "1000, 2501, false",
        "0, 1, false"
    })
    void datagramsGatherWhenTurnsWithInputFollowEachOtherClosely(
            final long pauseMicros, final long apartMicros, final boolean gathers) {
        final TransportConfig config =
                TransportConfig.listeningOn(udp("127.0.0.1"))
                        .withGather(Duration.of(pauseMicros, ChronoUnit.MICROS));
        try (SignalingThread us = new SignalingThread(config)) {
            us.layer.noteOtherInput(LONG_NANOS);
            assertThat(us.layer.gathers()).isFalse();
            us.layer.noteOtherInput(LONG_NANOS + 1_000 * apartMicros);
            assertThat(us.layer.gathers()).isEqualTo(gathers);
        }
    }
}
