// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who may send, and how much (docs/PROTECTION.md): at {@code strowger run}, and at a switch that protects a node. Each source is an address
 * of the loopback network.
 */
@SystemTest
class ProtectionSystemTest {
    private static final String FLOODER = "127.0.0.2";
    private static final Host HONEST = new Host("127.0.0.3", "127.0.0.3", UnaryOperator.identity());
    private static final String SCANNER = "127.0.0.4";
    private static final String BALANCER = "127.0.0.6";
    private static final int RATE = 100;
    private static final int CALLS = 60;

    /** Longer than a busy host may take between two steps of a test. */
    private static final String BAN_TIME = "20s";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private @Nullable Path shared;
    private @Nullable ClusterProcesses cluster;
    private RouterProcess router;

    /** What has the sockets. */
    enum Door {
        RUN,
        SWITCH
    }

    private void start(final Door door, final String... settings) throws IOException {
        router =
                door == Door.RUN
                        ? RouterProcess.in(directory.resolve("router"))
                        : RouterProcess.switchIn(directory.resolve("switch"));
        router.set("sip.protection.trusted", "[127.0.0.1]")
                .set("sip.protection.messages-per-source", String.valueOf(RATE))
                .set("sip.protection.ban-time", BAN_TIME)
                .set("sip.tcp.first-message-timeout", "1s")
                .set("sip.tcp.message-timeout", "2s");
        for (final String setting : settings) {
            final String[] parts = setting.split("=", 2);
            router.set(parts[0], parts[1]);
        }
        if (door == Door.SWITCH) {
            startBehindASwitch();
        } else {
            router.start();
        }
    }

    private void startBehindASwitch() throws IOException {
        shared = Files.createTempDirectory(Path.of("/dev/shm"), "strowger-test");
        cluster = ClusterProcesses.ofOneMember(directory);
        behind(router.set("cluster.secret-file", cluster.secret().toString()), shared).launch();
        final RouterProcess node = behind(cluster.node("node", cluster.secret()), shared);
        node.set("sip.listen", "[udp:" + router.sip() + ",tcp:" + router.sip() + "]").launch();
        node.awaitReady();
        router.awaitReady();
        eventually(
                "the node is up",
                () -> ClusterProcesses.status(router).contains("\"status\":\"up\""));
    }

    private static RouterProcess behind(final RouterProcess process, final Path shared) {
        return process.set("switches.trunk", "shared-memory")
                .set("switches.shared-directory", shared.toString());
    }

    @AfterEach
    void stop() {
        CloseHelper.quietCloseAll(router, cluster);
        if (shared != null) {
            IoUtil.delete(shared.toFile(), true);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSourceOverItsRateLosesTheRestAndAnothersCallsAllSucceed(final Door door)
            throws IOException {
        Peers.require("sipp");
        start(door);
        final SwitchedCalls calls =
                new SwitchedCalls(
                        directory.resolve("sipp"),
                        () -> cluster == null || cluster.isInStep(),
                        router.sip(),
                        HONEST,
                        "12-switch");
        try (SippRun callee = calls.callee(CALLS);
                UdpUserAgent flooder = from(FLOODER)) {
            calls.register(callee.port());
            try (SippRun caller =
                    calls.end("caller.xml", CALLS)
                            .named("caller")
                            .rate(8)
                            .to(router.sip())
                            .start()) {
                final long began = System.nanoTime();
                int sent = 0;
                while (caller.process().isAlive()) {
                    for (int i = 0; i < 20; i++) {
                        flooder.send(options(flooder, "Linphone", sent++));
                    }
                    pause();
                }
                final double seconds = (System.nanoTime() - began) / 1e9;
                caller.awaitSuccess(Duration.ofMinutes(1));
                assertThat(caller.successfulCalls()).isEqualTo(CALLS);
                assertFlooderWasHeld(door, flooder, sent, seconds);
            }
        }
        router.assertQuiet();
    }

    /** A moment in which nothing is waited for: the flood is to last as long as the calls. */
    private static void pause() {
        LockSupport.parkNanos(10_000_000);
    }

    private void assertFlooderWasHeld(
            final Door door, final UdpUserAgent flooder, final int sent, final double seconds) {
        final double most = RATE * (seconds + 2);
        final double dropped = dropped("over_source_rate");
        final int answered = flooder.received().size();
        Figures.record(
                "%s: a source of %.0f messages/s with a limit of %d got"
                        .formatted(door, sent / seconds, RATE),
                "%.0f answers/s, %.0f dropped; the other one's calls: %d of %d"
                        .formatted(answered / seconds, dropped, CALLS, CALLS));
        assertThat((double) sent).isGreaterThan(2 * most);
        assertThat((double) answered).isBetween(RATE / 2.0, most);
        assertThat(dropped).isGreaterThan(sent - most - 1);
    }

    private double dropped(final String reason) {
        return router.rest().metric("strowger_protection_dropped_total{reason=\"" + reason + "\"}");
    }

    @ParameterizedTest
    @EnumSource
    void aScannerGetsNoAnswerAndABanThatIsSeenLiftedAndEnds(final Door door) throws IOException {
        start(door, "sip.protection.suspect-rate=1");
        try (UdpUserAgent scanner = from(SCANNER)) {
            assertThat(isAnswered(scanner, "Linphone", 1)).isTrue();
            assertThat(isAnswered(scanner, "friendly-scanner", 2)).isFalse();
            final String shown = bans("list").out();
            assertThat(shown).contains(SCANNER).contains("slowed").contains("scanner");
            assertThat(router.rest().get("/api/v1/bans").member("network")).isEqualTo(SCANNER);
            assertThat(router.rest().metric("strowger_protection_bans ")).isEqualTo(1);
            assertThat(answeredOf(scanner, 20)).as("slowed").isLessThanOrEqualTo(5);

            assertThat(bans("remove", SCANNER).exit()).isZero();
            assertThat(bans("list").out()).contains("nobody is banned");
            assertThat(isAnswered(scanner, "Linphone", 3)).isTrue();

            final long banned = System.nanoTime();
            assertThat(bans("add", SCANNER, "--seconds", "3").exit()).isZero();
            assertThat(isAnswered(scanner, "Linphone", 4)).isFalse();
            eventually("over", () -> bans("list").out().contains("nobody is banned"));
            assertThat(System.nanoTime() - banned).isGreaterThan(2_900_000_000L);
            assertThat(isAnswered(scanner, "Linphone", 5)).isTrue();
        }
        assertThat(bans("add", "127.0.0.1").err()).contains("sip.protection.trusted");
        assertThat(bans("add", "no-network").exit()).isNotZero();
        router.assertQuiet();
    }

    /** By a connection it proves its address, so it is banned and not only slowed. */
    @ParameterizedTest
    @EnumSource
    void aScannerByTcpLosesItsConnectionAndGetsNoOther(final Door door) throws IOException {
        start(door);
        try (Socket first = connect(SCANNER)) {
            write(first, options("TCP", SCANNER, 5060, "sipvicious", 1));
            eventually("banned", () -> bans("list").out().contains("banned  scanner"));
            write(first, options("TCP", SCANNER, 5060, "Linphone", 2));
            eventually("closed", () -> isClosed(first));
        }
        try (Socket second = connect(SCANNER)) {
            eventually("closed at once", () -> isClosed(second));
        }
        assertThat(bans("remove", SCANNER).exit()).isZero();
        try (Socket third = connect(SCANNER)) {
            write(third, options("TCP", SCANNER, 5060, "Linphone", 3));
            assertThat(answerOn(third)).startsWith("SIP/2.0 ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoConnectsAndSaysNothingOrNotAllIsClosedInTime(final Door door) throws IOException {
        start(door);
        final long began = System.nanoTime();
        try (Socket silent = connect(FLOODER);
                Socket slow = connect(FLOODER);
                Socket honest = connect(HONEST.address())) {
            write(honest, options("TCP", HONEST.address(), 5060, "Linphone", 1));
            write(slow, options("TCP", FLOODER, 5060, "Linphone", 2));
            assertThat(answerOn(slow)).startsWith("SIP/2.0 ");
            slow.setSoTimeout(20);
            write(slow, "INVITE sip:callee@example.org SIP/2.0\r\nVia: SIP/2.0/TCP");
            eventually("silent is closed", () -> isClosed(silent));
            assertThat(System.nanoTime() - began).isGreaterThan(900_000_000L);
            eventually("slow is closed", () -> isClosed(slow));
            assertThat(router.rest().metric(closed("silent"))).isEqualTo(1);
            assertThat(router.rest().metric(closed("slow_sender"))).isEqualTo(1);
            assertThat(answerOn(honest)).startsWith("SIP/2.0 ");
        }
    }

    private static String closed(final String reason) {
        return "strowger_transport_connections_closed_total{reason=\"" + reason + "\"}";
    }

    @ParameterizedTest
    @EnumSource
    void limitsAreSeenAndChangedWhileItRuns(final Door door) throws IOException {
        start(door);
        assertThat(bans("limits").out().lines()).contains("messagesPerSource=" + RATE);
        try (UdpUserAgent one = from(FLOODER)) {
            assertThat(answeredOf(one, 50)).isEqualTo(50);
        }
        final Product.Finished changed = bans("limits", "messagesPerSource=5", "banSeconds=7");
        assertThat(changed.exit()).as(changed.err()).isZero();
        assertThat(changed.out().lines()).contains("messagesPerSource=5", "banSeconds=7");
        assertThat(router.rest().get("/api/v1/protection").member("messagesPerSource"))
                .isEqualTo("5");
        try (UdpUserAgent one = from("127.0.0.5")) {
            assertThat(answeredOf(one, 50)).isBetween(5, 25);
        }
        final Product.Finished unknown = bans("limits", "mesagesPerSource=5");
        assertThat(unknown.exit()).isNotZero();
        assertThat(unknown.err()).contains("mesagesPerSource").contains("messagesPerSource");
        final Product.Finished tooMuch = bans("limits", "suspectRate=0");
        assertThat(tooMuch.exit()).isNotZero();
        assertThat(tooMuch.err()).contains("suspectRate");
        assertThat(bans("limits").out().lines()).contains("messagesPerSource=5");
        router.assertQuiet();
    }

    /** PROXY protocol, version 2: the header names the source, whoever carries its bytes. */
    @ParameterizedTest
    @EnumSource
    void behindALoadBalancerASourceIsWhomThatNames(final Door door) throws IOException {
        start(
                door,
                "sip.tcp.proxy-protocol-from=[" + BALANCER + "]",
                "sip.tcp.first-message-timeout=30s");
        try (Socket phone = connect(BALANCER);
                Socket scanner = connect(BALANCER);
                Socket withoutHeader = connect(BALANCER);
                Socket stranger = connect(HONEST.address())) {
            final byte[] header = header("cb007107");
            phone.getOutputStream().write(header, 0, 20);
            scanner.getOutputStream().write(header("cb007108"));
            write(scanner, options("TCP", "10.0.0.8", 5060, "sipvicious", 1));
            phone.getOutputStream().write(header, 20, header.length - 20);
            write(phone, options("TCP", "10.0.0.7", 5060, "Linphone", 2));
            assertThat(answerOn(phone))
                    .startsWith("SIP/2.0 ")
                    .contains("received=203.0.113.7")
                    .contains("10.0.0.7:5060");
            eventually("banned", () -> bans("list").out().contains("203.0.113.8"));
            assertThat(bans("list").out()).doesNotContain(BALANCER).doesNotContain("203.0.113.7");
            write(scanner, options("TCP", "10.0.0.8", 5060, "Linphone", 3));
            eventually("closed", () -> isClosed(scanner));
            write(withoutHeader, options("TCP", "10.0.0.9", 5060, "Linphone", 4));
            eventually("closed", () -> isClosed(withoutHeader));
            stranger.getOutputStream().write(header);
            write(stranger, options("TCP", "10.0.0.9", 5060, "Linphone", 5));
            write(stranger, options("TCP", "10.0.0.9", 5060, "Linphone", 7));
            assertThat(answerOn(stranger))
                    .as("the header was no SIP")
                    .contains("options-7@")
                    .contains("received=" + HONEST.address());
            write(phone, options("TCP", "10.0.0.7", 5060, "Linphone", 6));
            assertThat(answerOn(phone)).startsWith("SIP/2.0 ");
        }
        assertThat(headers("taken")).isEqualTo(2);
        assertThat(headers("defective")).isEqualTo(1);
        router.assertQuiet();
    }

    private double headers(final String outcome) {
        return router.rest()
                .metric("strowger_transport_proxy_headers_total{outcome=\"" + outcome + "\"}");
    }

    /** Of a connection from this IPv4 address, port 40000, to 192.0.2.1:5060, with an extension. */
    private static byte[] header(final String source) {
        return HexFormat.of()
                .parseHex(
                        "0d0a0d0a000d0a515549540a21110013"
                                + source
                                + "c00002019c4013c4"
                                + "02000473697031");
    }

    private static String answerOn(final Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        final StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            final int next = socket.getInputStream().read();
            assertThat(next).as("open after: " + text).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }

    private Product.Finished bans(final String command, final String... arguments) {
        final String[] all = new String[arguments.length + 4];
        all[0] = "bans";
        all[1] = command;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        all[all.length - 2] = "--url";
        all[all.length - 1] = "http://127.0.0.1:" + router.httpPort();
        return Product.run(directory, all);
    }

    private UdpUserAgent from(final String address) {
        return UdpUserAgent.bind(address, Ports.free()).to(router.sipPort());
    }

    private Socket connect(final String address) throws IOException {
        final Socket socket =
                new Socket(
                        InetAddress.getLoopbackAddress(),
                        router.sipPort(),
                        InetAddress.getByName(address),
                        0);
        socket.setSoTimeout(20);
        return socket;
    }

    private static void write(final Socket socket, final String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isClosed(final Socket socket) {
        try {
            int read = 0;
            while (read >= 0) {
                read = socket.getInputStream().read();
            }
            return true;
        } catch (final SocketTimeoutException stillOpen) {
            return false;
        } catch (final IOException reset) {
            return true;
        }
    }

    /** Asks once by OPTIONS; whether an answer comes within a second. */
    private static boolean isAnswered(
            final UdpUserAgent agent, final String userAgent, final int number) {
        final int before = agent.received().size();
        agent.send(options(agent, userAgent, number));
        final long began = System.nanoTime();
        while (agent.received().size() == before && System.nanoTime() - began < 1_000_000_000L) {
            pause();
        }
        return agent.received().size() > before;
    }

    /** How many of so many OPTIONS, one after another, are answered. */
    private static int answeredOf(final UdpUserAgent agent, final int count) {
        final int before = agent.received().size();
        for (int i = 0; i < count; i++) {
            agent.send(options(agent, "Linphone", 1_000 + i));
        }
        final long began = System.nanoTime();
        while (agent.received().size() - before < count
                && System.nanoTime() - began < 2_000_000_000L) {
            pause();
        }
        return agent.received().size() - before;
    }

    private static String options(
            final UdpUserAgent agent, final String userAgent, final int number) {
        return options("UDP", agent.host(), agent.port(), userAgent, number);
    }

    private static String options(
            final String transport,
            final String host,
            final int port,
            final String userAgent,
            final int number) {
        return """
        OPTIONS sip:example.org SIP/2.0
        Via: SIP/2.0/%1$s %2$s:%3$d;branch=z9hG4bKo%5$d
        Max-Forwards: 70
        From: <sip:someone@example.org>;tag=o%5$d
        To: <sip:example.org>
        Call-ID: options-%5$d@%2$s
        CSeq: 1 OPTIONS
        User-Agent: %4$s
        Content-Length: 0

        """
                .formatted(transport, host, port, userAgent, number)
                .replace("\n", "\r\n");
    }
}
