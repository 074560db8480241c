// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scenario 09: every message of RFC 4475 to the running router. A datagram's answer goes to the
 * address that it came from and the port of its topmost Via (RFC 3261 §18.2.2), so the sender sits at
 * the ports that those name. Many name the same port: each message has an address of its own, or a
 * repeated answer to one would be taken for the answer to the next. Some are the same transaction by
 * RFC 3261 §17.2.3: each waits until the router has no transaction any more, or it would be taken for
 * a retransmission of the one before and the answer would go there.
 */
@SystemTest
class TortureSystemTest {
    /** Of the addresses of senders, one for each message. */
    private static final String SENDERS = "127.0.75.";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private static RouterProcess router;

    @BeforeAll
    static void startRouter() {
        router =
                RouterProcess.in(directory)
                        .set("sip.domains", "[example.com, example.net, example.org]")
                        .set("sip.timers.t1", "10ms")
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
        final List<Torture> all = Torture.all();
        assertThat(all).hasSize(49);
        return IntStream.range(0, all.size())
                .mapToObj(
                        index ->
                                DynamicTest.dynamicTest(
                                        "UDP " + all.get(index),
                                        () -> sendDatagram(all.get(index), SENDERS + (index + 1))));
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

    private static void sendDatagram(final Torture torture, final String address) {
        awaitNoTransaction();
        final boolean elsewhere = torture.answerPort() != 5060;
        try (UdpUserAgent sender = UdpUserAgent.bind(address, 5060).to(router.sipPort());
                UdpUserAgent other =
                        UdpUserAgent.bind(
                                address, elsewhere ? torture.answerPort() : Ports.free())) {
            sender.send(torture.text());
            if (!torture.isDropped()) {
                assertAnswered(torture, elsewhere ? other : sender);
            }
            // One thread takes datagrams in order: once this is answered, nothing else is coming.
            sender.send(ping("UDP", address));
            sender.next(TortureSystemTest::isPong);
            if (torture.isDropped()) {
                assertThat(honest(sender)).isEmpty();
            }
        }
    }

    private static void sendStream(final Torture torture) {
        awaitNoTransaction();
        try (TcpUserAgent sender = TcpUserAgent.connect(router.sipPort());
                TcpUserAgent second = TcpUserAgent.connect(router.sipPort())) {
            sender.send(torture.text());
            if (!torture.isDropped()) {
                assertAnswered(torture, sender);
            }
            second.send(ping("TCP", router.host()));
            second.next(TortureSystemTest::isPong);
            if (torture.isDropped()) {
                assertThat(honest(sender)).isEmpty();
            }
        }
    }

    private static void awaitNoTransaction() {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(10))
                .until(() -> router.rest().metric("strowger_sip_transactions{") == 0);
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

    private static byte[] ping(final String transport, final String address) {
        return ("OPTIONS sip:"
                        + router.sip()
                        + " SIP/2.0\r\n"
                        + "Via: SIP/2.0/"
                        + transport
                        + " "
                        + address
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
