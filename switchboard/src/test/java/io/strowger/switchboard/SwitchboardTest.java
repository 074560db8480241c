// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.protection.Protection;
import io.strowger.protection.ProtectionConfig;
import io.strowger.protection.ProtectionCounters;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.sip.transport.ListenPoint;
import io.strowger.sip.transport.TransportConfig;
import io.strowger.switching.KeptConfig;
import io.strowger.switching.NodeStatus;
import io.strowger.switching.PlacementConfig;
import io.strowger.switching.PlacementConfig.Policy;
import io.strowger.switching.StatusConfig;
import io.strowger.switching.SwitchConfig;
import io.strowger.trunk.SwitchTrunk;
import io.strowger.trunk.TrunkBus;
import io.strowger.trunk.TrunkPoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.IoUtil;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A switch with its real sockets and its real trunk; the nodes are scripted, the phone is a socket. */
class SwitchboardTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long SWITCH = 256;
    private static final int MILLIS = 5;

    private final List<String> phoneHeard = new ArrayList<>();
    private final List<ScriptedNode> nodes = new ArrayList<>();
    private final CountersManager counters = ScriptedNode.counters();
    private final byte[] bytes = new byte[65_535];
    private Path directory;
    private DatagramSocket phone;
    private Switchboard board;
    private int port;
    private TrunkPoints points;

    @BeforeEach
    void open() throws Exception {
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "strowger-board");
        phone = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        phone.setSoTimeout(MILLIS);
        try (DatagramSocket probe = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        points = TrunkPoints.of(List.of("udp:127.0.0.1:" + port, "tcp:127.0.0.1:" + port));
        final Path own = directory.resolve("switch");
        final SwitchTrunk trunk =
                new SwitchTrunk(
                        TrunkBus.ofSwitch(own, null, SWITCH, 4), own, points, 1, 4, counters);
        board =
                Switchboard.launch(
                        new SwitchboardConfig(
                                TransportConfig.listeningOn(
                                        ListenPoint.of(TransportProtocol.UDP, "127.0.0.1", port),
                                        ListenPoint.of(TransportProtocol.TCP, "127.0.0.1", port)),
                                switching(),
                                new KeyedHash(1, 2),
                                new Protection(
                                        ProtectionConfig.ofNobody(),
                                        ProtectionCounters.allocate(counters),
                                        System.nanoTime()),
                                77,
                                null),
                        trunk,
                        counters);
    }

    private static SwitchConfig switching() {
        final StatusConfig standard = StatusConfig.standard();
        return new SwitchConfig(
                new ConnectionTableConfig(100, 4, Duration.ofMinutes(10)),
                PlacementConfig.of(Policy.ROUND_ROBIN, Map.of()),
                new StatusConfig(
                        false,
                        standard.interval(),
                        standard.failures(),
                        standard.failureTime(),
                        standard.successes(),
                        standard.returnTime(),
                        standard.longestReturnTime(),
                        standard.stableTime(),
                        standard.refusals()),
                KeptConfig.of(100, 8 << 20),
                64,
                64);
    }

    @AfterEach
    void close() {
        nodes.forEach(ScriptedNode::close);
        board.close();
        phone.close();
        IoUtil.delete(directory.toFile(), true);
    }

    private ScriptedNode node(final long id) {
        final ScriptedNode node =
                new ScriptedNode(directory.resolve("switch"), SWITCH, id, points, port);
        nodes.add(node);
        until("node " + id + " is up", () -> statusOf(id) == NodeStatus.UP);
        return node;
    }

    private NodeStatus statusOf(final long id) {
        return board.figures().nodes().stream()
                .filter(node -> node.id() == id)
                .map(NodeFigures::status)
                .findFirst()
                .orElse(NodeStatus.UNKNOWN);
    }

    private void until(final String what, final BooleanSupplier condition) {
        final long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - began)
                    .as(() -> what + ": " + phoneHeard + board.figures())
                    .isLessThan(PATIENCE_NANOS);
            nodes.forEach(ScriptedNode::turn);
            receive();
        }
    }

    private void receive() {
        try {
            final DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            phone.receive(packet);
            phoneHeard.add(new String(bytes, 0, packet.getLength(), StandardCharsets.US_ASCII));
        } catch (final SocketTimeoutException nothing) {
            // Then the next time.
        } catch (final IOException unreachable) {
            throw new AssertionError(unreachable);
        }
    }

    private String invite(final String call) {
        return "INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"
                + phone.getLocalPort()
                + ";branch=z9hG4bK"
                + call
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:a@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\n"
                + "Call-ID: "
                + call
                + "\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1>\r\nContent-Length: 0\r\n\r\n";
    }

    private boolean isAnswered(final String repeated) {
        try {
            send(repeated);
            return !phoneHeard.isEmpty();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void send(final String text) throws IOException {
        final byte[] sip = text.getBytes(StandardCharsets.US_ASCII);
        phone.send(new DatagramPacket(sip, sip.length, InetAddress.getLoopbackAddress(), port));
    }

    @Test
    void aCallGoesToANodeAndItsAnswerToThePhone() throws IOException {
        final ScriptedNode node = node(70_001);
        send(invite("c1"));
        until("INVITE", () -> node.heard.contains("INVITE c1"));
        node.sendBack(ScriptedNode.response(200, invite("c1")));
        until("200", () -> phoneHeard.stream().anyMatch(text -> text.startsWith("SIP/2.0 200")));
        until("let go", () -> board.figures().kept() == 0 && board.figures().connections() == 1);
    }

    @Test
    void aTryingThatComesAfterTheAnswerDoesNotReachThePhone() throws IOException {
        final ScriptedNode node = node(70_001);
        send(invite("c1"));
        until("INVITE", () -> node.heard.contains("INVITE c1"));
        for (final int status : new int[] {100, 200, 100, 180}) {
            node.sendBack(ScriptedNode.response(status, invite("c1")));
        }
        until("all", () -> phoneHeard.stream().anyMatch(text -> text.startsWith("SIP/2.0 180")));
        assertThat(phoneHeard)
                .extracting(text -> text.substring(0, "SIP/2.0 xxx".length()))
                .containsExactly("SIP/2.0 100", "SIP/2.0 200", "SIP/2.0 180");
    }

    @Test
    void withoutANodeTheAnswerIs503() {
        // For four seconds the switch leaves a datagram to come again, and so it does.
        until("503", () -> isAnswered(invite("c1")));
        final String answer = phoneHeard.getFirst();
        assertThat(answer).startsWith("SIP/2.0 503 Service Unavailable\r\n");
        assertThat(ScriptedNode.header(answer, "Retry-After")).matches("[5-7]");
        assertThat(ScriptedNode.header(answer, "To")).contains(";tag=");
        assertThat(ScriptedNode.header(answer, "Call-ID")).isEqualTo("c1");
    }

    @Test
    void whatANodeHadWhenItEndedGoesToAnother() throws IOException {
        final ScriptedNode first = node(70_001);
        final ScriptedNode second = node(70_002);
        send(invite("c1"));
        until("INVITE", () -> !first.heard.isEmpty() || !second.heard.isEmpty());
        final ScriptedNode dies = first.heard.isEmpty() ? second : first;
        final ScriptedNode lives = dies == first ? second : first;
        nodes.remove(dies);
        dies.close();
        until("handed over", () -> lives.heard.contains("INVITE c1"));
        final long dead = dies == first ? 70_001 : 70_002;
        until("dead", () -> statusOf(dead) == NodeStatus.PROCESS_DEAD);
    }

    @Test
    void aNodeThatDoesNotAnswerOptionsIsAwayAndOneThatRefusesIsOverloaded() {
        final ScriptedNode node = node(70_001);
        node.optionsStatus = 503;
        until("overloaded", () -> statusOf(70_001) == NodeStatus.OVERLOADED);
        nodes.remove(node);
        until("hung", () -> statusOf(70_001) == NodeStatus.PROCESS_HUNG);
        node.close();
    }

    /** It has only stood still for a moment. */
    @Test
    void aNodeThatWasGivenUpIsToldToForget() {
        node(301);
        final ScriptedNode late = node(302);
        assertThat(late.heard).isEmpty();
        nodes.remove(late);
        until("given up", () -> statusOf(302) == NodeStatus.PROCESS_HUNG);
        nodes.add(late);
        until("told to forget", () -> late.heard.contains("FORGET #0"));
        until("back", () -> statusOf(302) == NodeStatus.UP);
        assertThat(late.heard).containsOnly("FORGET #0");
    }

    @Test
    void anOperatorDrainsANode() {
        node(70_001);
        assertThat(board.drain(70_009, true)).isFalse();
        assertThat(board.drain(70_001, true)).isTrue();
        until("draining", () -> statusOf(70_001) == NodeStatus.DRAINING);
        until("drained", () -> board.figures().nodes().getFirst().drained());
        assertThat(board.drain(70_001, false)).isTrue();
        until("up", () -> statusOf(70_001) == NodeStatus.UP);
    }

    @Test
    void aNodeIsToldOfAConnectionThatIsGone() throws IOException {
        final ScriptedNode node = node(70_001);
        try (Socket stream = new Socket(InetAddress.getLoopbackAddress(), port)) {
            stream.getOutputStream()
                    .write(
                            invite("c2")
                                    .replace("/UDP", "/TCP")
                                    .getBytes(StandardCharsets.US_ASCII));
            until("INVITE", () -> node.heard.contains("INVITE c2"));
        }
        final long connection = node.last.connection();
        assertThat(connection).isPositive();
        until("failed", () -> node.heard.contains("FLOW_FAILED #" + connection));
        node.heard.clear();
        // And of one that was gone before it sent there.
        node.sendBack(ScriptedNode.response(200, invite("c2")));
        until("failed", () -> node.heard.contains("FLOW_FAILED #" + connection));
    }

    /** A request to a phone that listens by TCP: the switch opens the connection. */
    @Test
    void aNodeSendsToAnAddressByTcp() throws IOException {
        final ScriptedNode node = node(70_001);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(MILLIS);
            final IpAddress loopback = IpAddress.v4(0x7F000001);
            final Flow flow =
                    new Flow(
                            node.point(1),
                            loopback.high(),
                            loopback.low(),
                            server.getLocalPort(),
                            0);
            node.send(flow, invite("c3"));
            final List<Socket> accepted = new ArrayList<>();
            until("connected", () -> accept(server, accepted));
            final byte[] start = accepted.getFirst().getInputStream().readNBytes(6);
            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("INVITE");
            accepted.getFirst().close();
        }
    }

    private static boolean accept(final ServerSocket server, final List<Socket> into) {
        try {
            into.add(server.accept());
            return true;
        } catch (final SocketTimeoutException nothing) {
            return false;
        } catch (final IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
