// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scenario 09: every message of RFC 4475 to the running router. A datagram's answer goes to the
 * port of its topmost Via (RFC 3261 §18.2.2), so the sender sits at the ports that those name.
 */
@SystemTest
@Disabled("2026-11-22: messages whose answers share a port mix; docs/ROADMAP.md")
class TortureSystemTest {
    private static final String SENDER = "127.0.0.2";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static RouterProcess router;

    @BeforeAll
    static void startRouter() {
        router =
                RouterProcess.in(directory)
                        .set("sip.domains", "[example.com, example.net, example.org]")
                        .set("sip.timers.t1", "20ms")
                        .set("sip.timers.t2", "40ms")
                        .set("sip.timers.t4", "40ms")
                        .start();
    }

    @AfterEach
    void nothingIsLogged() {
        router.assertQuiet();
    }

    @AfterAll
    static void stopRouter() {
        router.close();
    }

    @TestFactory
    Stream<DynamicTest> byDatagram() {
        assertThat(Torture.all()).hasSize(49);
        return Torture.all().stream()
                .map(
                        torture ->
                                DynamicTest.dynamicTest(
                                        "UDP " + torture, () -> sendDatagram(torture)));
    }

    @TestFactory
    Stream<DynamicTest> byStream() {
        return Torture.all().stream()
                .map(Torture::onAStream)
                .map(
                        torture ->
                                DynamicTest.dynamicTest(
                                        "TCP " + torture, () -> sendStream(torture)));
    }

    private static void sendDatagram(final Torture torture) {
        try (UdpUserAgent sender = UdpUserAgent.bind(SENDER, 5060).to(router.sipPort());
                UdpUserAgent other = UdpUserAgent.bind(SENDER, 5050)) {
            sender.send(torture.text());
            if (!torture.isDropped()) {
                assertAnswered(torture, torture.name().equals("quotbal") ? other : sender);
            }
            // One thread takes datagrams in order: once this is answered, nothing else is coming.
            sender.send(ping("UDP"));
            sender.next(TortureSystemTest::isPong);
            if (torture.isDropped()) {
                assertThat(honest(sender)).isEmpty();
            }
        }
    }

    private static void sendStream(final Torture torture) {
        try (TcpUserAgent sender = TcpUserAgent.connect(router.sipPort());
                TcpUserAgent second = TcpUserAgent.connect(router.sipPort())) {
            sender.send(torture.text());
            if (!torture.isDropped()) {
                assertAnswered(torture, sender);
            }
            second.send(ping("TCP"));
            second.next(TortureSystemTest::isPong);
            if (torture.isDropped()) {
                assertThat(honest(sender)).isEmpty();
            }
        }
    }

    private static void assertAnswered(final Torture torture, final WireUserAgent sender) {
        final SipText answer = sender.next(message -> !message.isRequest(), Duration.ofSeconds(5));
        assertThat(torture.allows(answer.status())).as(torture + "\n" + answer.text()).isTrue();
    }

    private static List<SipText> honest(final WireUserAgent sender) {
        return sender.received().stream().filter(message -> !isPong(message)).toList();
    }

    private static boolean isPong(final SipText message) {
        return message.callId().equals("torture-ping");
    }

    private static byte[] ping(final String transport) {
        return ("OPTIONS sip:"
                        + router.sip()
                        + " SIP/2.0\r\n"
                        + "Via: SIP/2.0/"
                        + transport
                        + " "
                        + SENDER
                        + ":5060;rport;branch=z9hG4bK"
                        + System.nanoTime()
                        + "\r\n"
                        + "Max-Forwards: 70\r\nFrom: <sip:ping@example.org>;tag=ping\r\n"
                        + "To: <sip:"
                        + router.sip()
                        + ">\r\nCall-ID: torture-ping\r\n"
                        + "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
