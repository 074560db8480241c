// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.TransportProtocol;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shares and the system's filter on real sockets; time is given. */
@EnabledOnOs(OS.LINUX)
class UdpIntakeTest {
    private static final UdpLimits SMALL = new UdpLimits(64 * 1024, 0, 2_048, 16, true, 1_000);
    private static final int FLOOD = 500;

    private long now;

    private static DatagramSocket from(final String address) throws IOException {
        return new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
    }

    private static void send(
            final DatagramSocket from, final String to, final int port, final int count)
            throws IOException {
        final byte[] bytes =
                from.getLocalAddress().getHostAddress().getBytes(StandardCharsets.US_ASCII);
        final InetSocketAddress target = new InetSocketAddress(InetAddress.getByName(to), port);
        for (int i = 0; i < count; i++) {
            from.send(new DatagramPacket(bytes, bytes.length, target));
        }
    }

    private SignalingThread open(final int guaranteedPerSource) {
        return new SignalingThread(
                new TransportConfig(
                        List.of(ListenPoint.of(TransportProtocol.UDP, "127.0.0.1", 0)),
                        TransportConfig.UdpEngine.LINUX,
                        new UdpLimits(64 * 1024, 0, 2_048, 16, true, guaranteedPerSource),
                        TcpLimits.STANDARD,
                        TcpTimeouts.STANDARD));
    }

    /** One window: the flood first, then five from another source; how many of the five came. */
    private long window(
            final SignalingThread us, final DatagramSocket flooder, final DatagramSocket honest)
            throws IOException {
        us.received.clear();
        send(flooder, "127.0.0.1", us.port(TransportProtocol.UDP), FLOOD);
        send(honest, "127.0.0.1", us.port(TransportProtocol.UDP), 5);
        now += SourceShares.WINDOW_NANOS;
        us.layer.await(0);
        while (us.layer.doWork(now) > 0) {
            us.layer.await(0);
        }
        return us.texts().stream().filter("127.0.0.1"::equals).count();
    }

    private static long dropped(final SignalingThread us, final String reason) {
        return us.counter("datagrams_dropped_total{reason=\"" + reason + "\"}");
    }

    @Test
    void floodFromOneSourceLeavesRoomForTheOthers() throws IOException {
        try (SignalingThread us = open(1_000);
                DatagramSocket flooder = from("127.0.0.66");
                DatagramSocket honest = from("127.0.0.1")) {
            assertThat(window(us, flooder, honest)).as("the buffer is full").isZero();
            for (int i = 0; i < 50; i++) {
                window(us, flooder, honest);
            }
            long arrived = 0;
            for (int i = 0; i < 100; i++) {
                arrived += window(us, flooder, honest);
            }
            assertThat(arrived).isGreaterThan(490);
            assertThat(dropped(us, "receive_buffer_full")).isPositive();
            assertThat(dropped(us, "over_share")).isPositive();
            assertThat(dropped(us, "over_share_in_system")).isGreaterThan(100 * FLOOD / 2);
            assertThat(us.counter("udp_overloads_total")).isEqualTo(1);
        }
    }

    @Test
    void withoutTheLimitTheFloodTakesTheWholeBuffer() throws IOException {
        try (SignalingThread us = open(UdpLimits.MOST_GUARANTEED);
                DatagramSocket flooder = from("127.0.0.66");
                DatagramSocket honest = from("127.0.0.1")) {
            for (int i = 0; i < 50; i++) {
                assertThat(window(us, flooder, honest)).isZero();
            }
            assertThat(dropped(us, "over_share")).isZero();
            assertThat(dropped(us, "over_share_in_system")).isZero();
            assertThat(dropped(us, "receive_buffer_full")).isGreaterThan(49 * FLOOD / 2);
        }
    }

    @Test
    void whenTheFloodIsOverNothingIsLimited() throws IOException {
        try (SignalingThread us = open(1_000);
                DatagramSocket flooder = from("127.0.0.66");
                DatagramSocket honest = from("127.0.0.1")) {
            for (int i = 0; i < 50; i++) {
                window(us, flooder, honest);
            }
            for (int second = 0; second < 30; second++) {
                now += 1_000_000_000L;
                us.layer.await(0);
                us.layer.doWork(now);
            }
            us.received.clear();
            final long limited = dropped(us, "over_share_in_system");
            send(flooder, "127.0.0.1", us.port(TransportProtocol.UDP), 64);
            us.until("all of the former flooder", () -> us.received.size() == 64);
            assertThat(dropped(us, "over_share_in_system")).isEqualTo(limited);
        }
    }

    /** Counts what arrives by whether it is of the listed source. */
    private static final class Arrivals implements UdpSocket.Listener {
        private final IpAddress listed;
        private int ofListed;
        private int ofOthers;

        Arrivals(final IpAddress listed) {
            this.listed = listed;
        }

        @Override
        public void onDatagram(
                final long addressHigh,
                final long addressLow,
                final int port,
                final DirectBuffer buffer,
                final int offset,
                final int length) {
            if (addressHigh == listed.high() && addressLow == listed.low()) {
                ofListed++;
            } else {
                ofOthers++;
            }
        }

        @Override
        public void onTooLong() {}

        @Override
        public void onSentTogether(final int datagrams) {}

        @Override
        public void onNoRoom() {}

        @Override
        public void onUnreachable(final long addressHigh, final long addressLow, final int port) {}
    }

    private static Offenders offenders(final int count, final IpAddress last, final int passed) {
        final Offenders offenders = new Offenders();
        for (int i = 0; i < count - 1; i++) {
            final IpAddress other =
                    last.isV4()
                            ? IpAddress.v4(0xFEFFFFFF + i)
                            : new IpAddress(0x20010DB8_FFFFFFFFL + i, 0);
            discard(offenders, other, 0);
        }
        discard(offenders, last, passed);
        offenders.endWindow(0);
        assertThat(offenders.count()).isEqualTo(count);
        return offenders;
    }

    private static void discard(
            final Offenders offenders, final IpAddress source, final int passed) {
        for (int i = 0; i < 100; i++) {
            offenders.discarded(source.high(), source.low(), passed);
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.66, 127.0.0.1", "127.0.0.1, 127.0.0.66", "[::1], [::1]"})
    void systemLetsTheShareOfTheListedIn(final String listed, final String other)
            throws IOException {
        final IpAddress source = Objects.requireNonNull(IpAddress.parse(listed));
        final String here = source.isV4() ? "127.0.0.1" : "[::1]";
        final Arrivals arrivals = new Arrivals(source);
        try (LinuxCalls calls = new LinuxCalls();
                LinuxUdpSocket socket =
                        new LinuxUdpSocket(
                                calls,
                                ListenPoint.of(TransportProtocol.UDP, here, 0),
                                UdpLimits.STANDARD,
                                arrivals);
                DatagramSocket bad = from(listed);
                DatagramSocket good = from(other)) {
            socket.receiveBuffer().discardInSystem(offenders(Offenders.LIMIT, source, 100));
            send(bad, here, socket.port(), 1_000);
            drain(socket);
            assertThat(arrivals.ofListed).as("half of 1,000").isBetween(400, 600);

            arrivals.ofListed = 0;
            socket.receiveBuffer().discardInSystem(offenders(1, source, 0));
            send(bad, here, socket.port(), 100);
            send(good, here, socket.port(), 100);
            drain(socket);
            final boolean sameSource = listed.equals(other);
            assertThat(arrivals.ofListed).as("1 in 100 of 100").isLessThan(20);
            assertThat(arrivals.ofOthers).isEqualTo(sameSource ? 0 : 100);

            arrivals.ofListed = 0;
            socket.receiveBuffer().discardInSystem(new Offenders());
            send(bad, here, socket.port(), 100);
            drain(socket);
            assertThat(arrivals.ofListed).isEqualTo(100);
        }
    }

    @Test
    void systemTellsHowFullTheBufferIsAndWhatItDropped() throws IOException {
        try (LinuxCalls calls = new LinuxCalls();
                LinuxUdpSocket socket =
                        new LinuxUdpSocket(
                                calls,
                                ListenPoint.of(TransportProtocol.UDP, "127.0.0.1", 0),
                                SMALL,
                                new Arrivals(IpAddress.v4(0)));
                DatagramSocket peer = from("127.0.0.1")) {
            final ReceiveBuffer buffer = socket.receiveBuffer();
            buffer.look();
            assertThat(buffer.fillPercent()).isZero();
            send(peer, "127.0.0.1", socket.port(), FLOOD);
            buffer.look();
            assertThat(buffer.fillPercent()).isBetween(90, 120);
            final int dropped = buffer.takeDropped();
            assertThat(drain(socket) + dropped).isEqualTo(FLOOD);
            buffer.look();
            assertThat(buffer.fillPercent()).isZero();
            assertThat(buffer.takeDropped()).isZero();
        }
    }

    private static int drain(final LinuxUdpSocket socket) {
        int count = 0;
        for (int taken = socket.poll(); taken > 0; taken = socket.poll()) {
            count += taken;
        }
        return count;
    }
}
