// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.strowger.protection.ProtectionConfig;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every way to carry UDP has to do, whatever it is made of. */
abstract class UdpContract {
    private static final String MESSAGE = "OPTIONS sip:a@b SIP/2.0\r\n\r\n";

    private final TransportConfig.UdpEngine engine;
    private final String loopback;
    private SignalingThread us;
    private DatagramSocket peer;

    UdpContract(final TransportConfig.UdpEngine engine, final String loopback) {
        this.engine = engine;
        this.loopback = loopback;
    }

    @BeforeEach
    void open() throws IOException {
        us = new SignalingThread(config(UdpLimits.STANDARD), protection());
        peer = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(loopback), 0));
        peer.setSoTimeout(10_000);
    }

    @AfterEach
    void close() {
        us.close();
        peer.close();
    }

    TransportConfig config(final UdpLimits limits) {
        return new TransportConfig(
                List.of(ListenPoint.of(TransportProtocol.UDP, loopback, 0)),
                engine,
                limits,
                TcpLimits.STANDARD,
                TcpTimeouts.STANDARD);
    }

    ProtectionConfig protection() {
        return ProtectionConfig.ofNobody();
    }

    SignalingThread us() {
        return us;
    }

    void reopen(final UdpLimits limits) {
        us.close();
        us = new SignalingThread(config(limits), protection());
    }

    void peerSends(final byte[] bytes) throws IOException {
        final InetSocketAddress target =
                new InetSocketAddress(
                        InetAddress.getByName(loopback), us.port(TransportProtocol.UDP));
        peer.send(new DatagramPacket(bytes, bytes.length, target));
    }

    void peerSends(final String text) throws IOException {
        peerSends(text.getBytes(StandardCharsets.US_ASCII));
    }

    DatagramPacket peerReceives() throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        peer.receive(packet);
        return packet;
    }

    private static String text(final DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    Flow peerFlow() {
        return us.flowTo(TransportProtocol.UDP, loopback, peer.getLocalPort());
    }

    @Test
    void datagramArrivesWithTheFlowItCameOn() throws IOException {
        peerSends(MESSAGE);
        us.until("message", () -> us.received.size() == 1);

        final Flow flow = us.received.getFirst().flow();
        assertThat(us.texts()).containsExactly(MESSAGE);
        assertThat(flow.port()).isEqualTo(peer.getLocalPort());
        assertThat(flow.protocol()).isEqualTo(TransportProtocol.UDP);
        assertThat(flow.connection()).isZero();
        assertThat(new String(flow.remoteHost(), StandardCharsets.US_ASCII)).isEqualTo(loopback);
        assertThat(flow).isEqualTo(peerFlow());
    }

    @Test
    void sentByNamesTheAddressAndPortThatAreBound() {
        final List<LocalPoint> points = us.layer.localPoints();

        assertThat(points).hasSize(1);
        assertThat(points.getFirst().sentBy())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo(loopback + ':' + points.getFirst().port());
        assertThat(points.getFirst().port()).isPositive();
        assertThat(peerFlow().local().sentBy()).isEqualTo(points.getFirst().sentBy());
    }

    /** Whatever way the system is given them, they arrive one by one; more than one batch, lengths alike and not. */
    @Test
    void whatIsSentAtOnceArrivesOneByOne() throws IOException {
        final List<String> sent =
                IntStream.range(0, 150)
                        .mapToObj(
                                i ->
                                        "SIP/2.0 200 OK\r\nCall-ID: c"
                                                + (i < 75 ? i : i % 3)
                                                + "\r\nCSeq: "
                                                + (i < 130 ? 1_000 + i : i)
                                                + " INVITE\r\n\r\n")
                        .toList();
        sent.forEach(text -> us.send(peerFlow(), text));
        us.layer.flush();

        final List<String> arrived = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            arrived.add(text(peerReceives()));
        }
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(sent);
        for (int call = 0; call < 3; call++) {
            final String callId = "Call-ID: c" + call + "\r";
            assertThat(arrived.stream().filter(text -> text.contains(callId)))
                    .containsExactlyElementsOf(
                            sent.stream().filter(text -> text.contains(callId)).toList());
        }
        assertThat(us.counter("datagrams_total{direction=\"out\"}")).isEqualTo(150);
    }

    @Test
    void answerLeavesFromTheListeningPort() throws IOException {
        us.send(peerFlow(), MESSAGE);
        us.layer.flush();

        final DatagramPacket packet = peerReceives();
        assertThat(text(packet)).isEqualTo(MESSAGE);
        assertThat(packet.getPort()).isEqualTo(us.port(TransportProtocol.UDP));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 200})
    void batchOfAnySizeArrivesWholeAndInOrder(final int size) throws IOException {
        us.echoes = true;
        for (int i = 0; i < size; i++) {
            peerSends(MESSAGE + i);
        }
        us.until("all of the batch", () -> us.count == size);
        for (int i = 0; i < size; i++) {
            assertThat(text(peerReceives())).isEqualTo(MESSAGE + i);
        }
        assertThat(us.counter("datagrams_total{direction=\"in\"}")).isEqualTo(size);
        assertThat(us.counter("datagrams_total{direction=\"out\"}")).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 65, 200})
    void anyNumberOfDatagramsMayBeSentBeforeAFlush(final int size) throws IOException {
        final Flow flow = peerFlow();
        IntStream.range(0, size).forEach(i -> us.send(flow, "n" + i));
        us.layer.flush();
        for (int i = 0; i < size; i++) {
            assertThat(text(peerReceives())).isEqualTo("n" + i);
        }
    }

    @Test
    void datagramsTooBigForOneBatchTogetherAllLeave() throws IOException {
        final Flow flow = peerFlow();
        final String large = "x".repeat(60_000);
        for (int i = 0; i < 6; i++) {
            us.send(flow, i + large);
            us.layer.flush();
            assertThat(text(peerReceives())).isEqualTo(i + large);
        }
        us.send(flow, "1" + large);
        us.send(flow, "2" + large);
        us.layer.flush();
        assertThat(text(peerReceives())).startsWith("1");
        assertThat(text(peerReceives())).startsWith("2");
    }

    @Test
    void largestDatagramArrives() throws IOException {
        final String largest = "z".repeat(65_507);
        peerSends(largest);
        us.until("the largest", () -> us.received.size() == 1);
        assertThat(us.texts()).containsExactly(largest);
    }

    @Test
    void datagramBeyondTheLimitIsDroppedAndCountedAndTheNextOneArrives() throws IOException {
        reopen(new UdpLimits(0, 0, 1_024, 16, true, 1_000));
        peerSends("a".repeat(1_024));
        peerSends("b".repeat(1_025));
        peerSends(MESSAGE);
        us.until("two messages", () -> us.received.size() == 2);
        assertThat(us.texts()).containsExactly("a".repeat(1_024), MESSAGE);
        assertThat(us.counter("datagrams_dropped_total{reason=\"too_long\"}")).isEqualTo(1);
    }

    @Test
    void messageTooLargeForUdpIsReportedAndTheNextOneLeaves() throws IOException {
        final Flow flow = peerFlow();
        us.send(flow, "y".repeat(65_530));
        us.send(flow, MESSAGE);
        us.layer.flush();
        assertThat(us.unreachable).as("never from within the call").isEmpty();
        us.until("report", () -> us.unreachable.size() == 1);
        assertThat(us.unreachable).containsExactly(flow);
        assertThat(text(peerReceives())).isEqualTo(MESSAGE);
    }

    @Test
    void closedPortsStopNothing() throws IOException {
        final int closedPort;
        try (DatagramSocket socket = new DatagramSocket()) {
            closedPort = socket.getLocalPort();
        }
        final Flow nobody = us.flowTo(TransportProtocol.UDP, loopback, closedPort);
        final Flow somebody = peerFlow();
        for (int i = 0; i < 100; i++) {
            us.send(nobody, "lost");
            us.send(somebody, "n" + i);
            us.cycle(0);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(text(peerReceives())).isEqualTo("n" + i);
        }
        peerSends(MESSAGE);
        us.until("message after the errors", () -> us.received.size() == 1);
        assertThat(us.unreachable).allMatch(nobody::equals);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\r\n\r\n", "\0", "\r\n\r\n\0"})
    void keepAliveWithoutContentIsIgnored(final String keepAlive) throws IOException {
        peerSends(keepAlive);
        peerSends(MESSAGE);
        us.until("the message", () -> us.received.size() == 1);
        assertThat(us.texts()).containsExactly(MESSAGE);
        assertThat(us.counter("keepalives_total{kind=\"udp_crlf\"}")).isEqualTo(1);
    }

    @Test
    void messageAfterLeadingCrLfIsHandedOver() throws IOException {
        peerSends("\r\n" + MESSAGE);
        us.until("the message", () -> us.received.size() == 1);
        assertThat(us.texts()).containsExactly("\r\n" + MESSAGE);
    }

    @Test
    void stunRequestOnTheSipPortIsAnswered() throws IOException {
        peerSends(StunResponderTest.bindingRequest());
        us.until("counted", () -> us.counter("keepalives_total{kind=\"stun\"}") == 1);
        final DatagramPacket answer = peerReceives();
        assertThat(answer.getData()[0]).isEqualTo((byte) 1);
        assertThat(answer.getData()[1]).isEqualTo((byte) 1);
        assertThat(us.received).isEmpty();
    }

    @Test
    void otherBinaryThatLooksLikeStunIsDroppedAndCounted() throws IOException {
        peerSends(new byte[] {1, 1, 0, 0, 9, 9, 9, 9, 9, 9, 9, 9});
        peerSends(MESSAGE);
        us.until("the message", () -> us.received.size() == 1);
        assertThat(us.counter("datagrams_dropped_total{reason=\"not_a_stun_request\"}"))
                .isEqualTo(1);
    }

    @Test
    void flowsBeyondTheLimitAreForgottenAndMadeAgain() throws IOException {
        reopen(new UdpLimits(0, 0, 2_048, 2, true, 1_000));
        final Flow first = peerFlow();
        us.flowTo(TransportProtocol.UDP, loopback, 1_001);
        us.flowTo(TransportProtocol.UDP, loopback, 1_002);
        us.flowTo(TransportProtocol.UDP, loopback, 1_003);
        us.send(first, MESSAGE);
        us.layer.flush();
        assertThat(text(peerReceives())).isEqualTo(MESSAGE);
        assertThat(peerFlow()).isEqualTo(first);
    }

    @Test
    void takenPortIsRefusedWithAReason() {
        final int taken = us.port(TransportProtocol.UDP);
        final TransportConfig config =
                new TransportConfig(
                        List.of(ListenPoint.of(TransportProtocol.UDP, loopback, taken)),
                        engine,
                        UdpLimits.STANDARD,
                        TcpLimits.STANDARD,
                        TcpTimeouts.STANDARD);
        assertThatThrownBy(() -> new SignalingThread(config))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot listen on udp:")
                .hasMessageContaining("ddress already in use");
    }

    @Test
    void waitEndsByWakeUpOfAnotherThread() throws InterruptedException {
        final AtomicBoolean woken = new AtomicBoolean();
        for (int i = 0; i < 200; i++) {
            woken.set(false);
            final Thread other =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        woken.set(true);
                                        us.layer.wakeUp();
                                    });
            Assertions.assertTimeout(
                    java.time.Duration.ofSeconds(20),
                    () -> {
                        while (!woken.get()) {
                            us.layer.await(60_000_000_000L);
                        }
                    });
            other.join();
            us.layer.await(0);
        }
    }

    @Test
    void wakeUpBeforeTheWaitIsNotLost() {
        us.cycle(1);
        us.layer.wakeUp();
        final long start = System.nanoTime();
        us.layer.await(60_000_000_000L);
        assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
    }

    @Test
    void waitWithoutWorkEndsInTime() {
        us.cycle(1);
        final long start = System.nanoTime();
        us.layer.await(30_000_000L);
        assertThat(System.nanoTime() - start).isBetween(20_000_000L, 10_000_000_000L);
    }

    /** Bytes allocated by this thread while it handles the datagrams. */
    long allocatedWhileEchoing(final int datagrams, final int batch)
            throws SocketException, IOException {
        us.echoes = true;
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().threadId();
        long allocated = 0;
        for (int sent = 0; sent < datagrams; sent += batch) {
            for (int i = 0; i < batch; i++) {
                peerSends(MESSAGE);
            }
            final long target = us.count + batch;
            final long before = threads.getThreadAllocatedBytes(self);
            while (us.count < target) {
                us.cycle(10_000_000L);
            }
            final long after = threads.getThreadAllocatedBytes(self);
            // What asking costs is not ours.
            allocated += after - before - (threads.getThreadAllocatedBytes(self) - after);
            for (int i = 0; i < batch; i++) {
                peerReceives();
            }
        }
        return allocated;
    }
}
