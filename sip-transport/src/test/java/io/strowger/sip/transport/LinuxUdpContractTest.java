// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.protection.ProtectionConfig;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.TransportProtocol;
import java.io.IOException;
import java.net.DatagramSocket;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** {@link LinuxUdpSocket} and {@link EpollPoller}. */
@EnabledOnOs(OS.LINUX)
class LinuxUdpContractTest {
    /** What only system calls can do. */
    abstract static class LinuxUdpContract extends UdpContract {
        private final String loopback;

        LinuxUdpContract(final String loopback) {
            super(TransportConfig.UdpEngine.LINUX, loopback);
            this.loopback = loopback;
        }

        @Test
        void closedPortIsReported() throws IOException {
            final int closedPort;
            try (DatagramSocket socket = new DatagramSocket()) {
                closedPort = socket.getLocalPort();
            }
            final Flow nobody = us().flowTo(TransportProtocol.UDP, loopback, closedPort);
            us().send(nobody, "hello");
            us().layer.flush();
            us().until("ICMP error", () -> us().unreachable.size() == 1);
            assertThat(us().unreachable).containsExactly(nobody);
            assertThat(us().counter("unreachable_total")).isEqualTo(1);
        }

        @Test
        void equalDatagramsOfDifferentCallsLeaveAsOneSend() throws IOException {
            for (int call = 10; call < 20; call++) {
                us().send(peerFlow(), "SIP/2.0 100 Trying\r\nCall-ID: c" + call + "\r\n\r\n");
            }
            us().layer.flush();
            for (int call = 10; call < 20; call++) {
                assertThat(peerReceives().getLength()).isEqualTo(36);
            }
            assertThat(us().counter("datagrams_segmented_total")).isEqualTo(10);
        }

        @Test
        void noneDoesWhereItIsNotWanted() throws IOException {
            reopen(new UdpLimits(0, 0, 2_048, 16, false, 1_000));
            us().send(peerFlow(), "SIP/2.0 100 Trying\r\nCall-ID: c1\r\n\r\n");
            us().send(peerFlow(), "SIP/2.0 100 Trying\r\nCall-ID: c2\r\n\r\n");
            us().layer.flush();
            assertThat(peerReceives().getLength()).isEqualTo(35);
            assertThat(peerReceives().getLength()).isEqualTo(35);
            assertThat(us().counter("datagrams_segmented_total")).isZero();
        }

        /** Else they fill the receive buffer, which they share with what arrives. */
        @Test
        void closedPortsAreReportedWhileInputIsDense() throws IOException {
            final int closedPort;
            try (DatagramSocket socket = new DatagramSocket()) {
                closedPort = socket.getLocalPort();
            }
            final Flow nobody = us().flowTo(TransportProtocol.UDP, loopback, closedPort);
            for (int i = 0; i < 400; i++) {
                peerSends("n" + i);
                us().send(nobody, "lost");
                us().cycle(1_000_000);
            }
            assertThat(us().received).hasSize(400);
            assertThat(us().unreachable.size()).isGreaterThan(390);
        }
    }

    @Nested
    class V4 extends LinuxUdpContract {
        V4() {
            super("127.0.0.1");
        }

        @Test
        void nothingIsAllocatedPerDatagram() throws IOException {
            allocatedWhileEchoing(60_000, 4);
            // One object per datagram would be 16 bytes each; the rest is warm-up.
            assertThat(allocatedWhileEchoing(100_000, 20)).isLessThan(200_000L);
        }
    }

    /** The system notes when datagrams come, which stands among the errors that it tells, too. */
    @Nested
    class Stamped extends LinuxUdpContract {
        Stamped() {
            super("127.0.0.1");
        }

        @Override
        ProtectionConfig protection() {
            final ProtectionConfig nobody = ProtectionConfig.ofNobody();
            return new ProtectionConfig(
                    nobody.sources(),
                    nobody.seed(),
                    nobody.trusted(),
                    nobody.banned(),
                    nobody.limits(),
                    nobody.scanners(),
                    10_000_000_000L);
        }

        /** More than once, because all of them may come within one millisecond, or not. */
        @RepeatedTest(20)
        void whatWaitsIsKnown() throws IOException {
            for (int i = 0; i < UdpSocket.POLL_LIMIT + 1; i++) {
                peerSends("n" + i);
            }
            us().cycle(0);
            assertThat(us().received).hasSize(UdpSocket.POLL_LIMIT);
            assertThat(us().metric("strowger_protection_queue_micros")).isBetween(1L, 10_000_000L);
        }
    }

    @Nested
    class V6 extends LinuxUdpContract {
        V6() {
            super("[::1]");
        }
    }
}
