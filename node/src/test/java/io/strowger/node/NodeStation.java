// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.authentication.AuthenticationMode;
import io.strowger.authentication.AuthenticationPolicy;
import io.strowger.location.MemoryLocation;
import io.strowger.location.RecordTable;
import io.strowger.location.ServiceOverride;
import io.strowger.location.client.Admission;
import io.strowger.location.client.ChangeBell;
import io.strowger.location.client.LocationClientConfig;
import io.strowger.location.client.LocationClientCounters;
import io.strowger.location.client.LocationUpdateAgent;
import io.strowger.location.client.ReplicaWait;
import io.strowger.protection.Protection;
import io.strowger.protection.ProtectionConfig;
import io.strowger.protection.ProtectionCounters;
import io.strowger.proxy.ProxyConfig;
import io.strowger.registrar.RegistrationLimits;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.sip.transaction.TimerValues;
import io.strowger.sip.transaction.TransactionLimits;
import io.strowger.sip.transport.ListenPoint;
import io.strowger.sip.transport.TcpLimits;
import io.strowger.sip.transport.TcpTimeouts;
import io.strowger.sip.transport.TransportConfig;
import io.strowger.sip.transport.Transports;
import io.strowger.sip.transport.UdpLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster node without sockets, on the location database that it shares with the others of
 * its cluster: text goes in, and text comes out.
 */
final class NodeStation {
    private static final LocalPoint UDP =
            new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);
    private static final LocalPoint TCP =
            new LocalPoint(TransportProtocol.TCP, "192.0.2.1", 5060, 1);

    private static final int SOURCE_PORT = 5060;
    private static final int WAIT_STEP = 50;

    /** What has gone out since the last {@link #take}. */
    private final List<Sent> sent = new ArrayList<>();

    private final Signaling signaling;
    private final MessageIntake intake;
    private final Protection protection;
    private final NodeClock clock = new NodeClock();
    private long passedNanos;

    /** A message and the host that it went to. */
    record Sent(String host, int port, String text) {
        String startLine() {
            return host + ": " + text.substring(0, text.indexOf('\r'));
        }

        String header(final String name) {
            return text.lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .findFirst()
                    .orElse("no " + name);
        }
    }

    NodeStation(
            final MemoryLocation location, final AuthenticationMode mode, final NameService names) {
        this(location, mode, names, ProtectionConfig.ofNobody());
    }

    NodeStation(
            final MemoryLocation location,
            final AuthenticationMode mode,
            final NameService names,
            final ProtectionConfig protecting) {
        location.put(RecordTable.SECRET, ascii("branch-key"), new byte[16]);
        location.put(RecordTable.SECRET, ascii("nonce-key"), new byte[16]);
        final CountersManager counters =
                new CountersManager(
                        new UnsafeBuffer(ByteBuffer.allocateDirect(256 * 1024)),
                        new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)));
        protection =
                new Protection(protecting, ProtectionCounters.allocate(counters), clock.nowNanos());
        final NodeParts parts =
                new NodeParts(
                        location,
                        wakeUp -> locationAgent(counters).connect(wakeUp, ReplicaWait.none()),
                        NodeSecrets.read(location),
                        protection,
                        counters);
        final NodeFlows flows = new NodeFlows();
        flows.join(new Outside());
        final NodeCounters nodeCounters = NodeCounters.allocate(counters);
        intake = new MessageIntake(flows, parts.secrets().branchKey(), protection, nodeCounters);
        final NodeWiring.Edge edge =
                new NodeWiring.Edge(flows, flows, names, List.of(UDP, TCP), () -> {});
        signaling = new NodeWiring(config(mode), parts, edge).wire(clock, nodeCounters);
        intake.join(signaling.transactions());
    }

    private static LocationUpdateAgent locationAgent(final CountersManager counters) {
        return new LocationUpdateAgent(
                new LocationClientConfig(
                        "aeron:ipc",
                        null,
                        "aeron:ipc",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        64 * 1024,
                        16),
                new ChangeBell(),
                () -> Admission.OPEN,
                LocationClientCounters.allocate(counters),
                1,
                0);
    }

    private static NodeConfig config(final AuthenticationMode mode) {
        return new NodeConfig(
                new TransportConfig(
                        List.of(ListenPoint.of(TransportProtocol.UDP, "127.0.0.1", 0)),
                        TransportConfig.UdpEngine.AUTOMATIC,
                        UdpLimits.STANDARD,
                        TcpLimits.STANDARD,
                        TcpTimeouts.STANDARD),
                TimerValues.standard(),
                TransactionLimits.standard(),
                ProxyConfig.standard(),
                RegistrationLimits.standard(),
                AuthenticationPolicy.of(mode),
                List.of("example.org"),
                ServiceOverride.PROXY);
    }

    /** Takes a message that comes from a host by UDP; gives what the node sent because of it. */
    List<Sent> receive(final String host, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        assertThat(new SipMessage().parse(buffer, 0, bytes.length))
                .as(text)
                .isEqualTo(Malformation.NONE);
        final IpAddress address = Objects.requireNonNull(IpAddress.parse(host));
        final Flow flow = new Flow(UDP, address.high(), address.low(), SOURCE_PORT, 0);
        intake.onMessage(flow, buffer, 0, bytes.length, now());
        return take();
    }

    /** Messages have waited so long for the node, again and again, for as long as the second number says. */
    void waits(final int millis, final int forMillis) {
        for (int i = 0; i <= forMillis; i += WAIT_STEP) {
            protection.overload().onTaken(NodeClock.millis(millis), 0, now());
            pass(WAIT_STEP);
        }
    }

    /** Time goes by; what the timers send of themselves is not told. */
    void pass(final int millis) {
        passedNanos += NodeClock.millis(millis);
    }

    /** Transactions that are open. */
    int open() {
        return signaling.transactions().active();
    }

    private long now() {
        return clock.nowNanos() + passedNanos;
    }

    /** Takes the answers of the name service. */
    List<Sent> lookUp() {
        signaling.resolver().poll(number -> signaling.proxy().onLookedUp(number, clock.nowNanos()));
        return take();
    }

    private List<Sent> take() {
        final List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** In the place of sockets: notes what goes out. */
    private final class Outside implements Transports {
        @Override
        public void send(
                final Flow flow, final DirectBuffer buffer, final int offset, final int length) {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            sent.add(
                    new Sent(
                            new String(flow.remoteHost(), StandardCharsets.US_ASCII),
                            flow.port(),
                            new String(bytes, StandardCharsets.UTF_8)));
        }

        @Override
        public @Nullable Flow flowTo(
                final TransportProtocol protocol, final long high, final long low, final int port) {
            return new Flow(protocol == TransportProtocol.UDP ? UDP : TCP, high, low, port, 0);
        }

        @Override
        public @Nullable Flow connection(final long number) {
            return null;
        }

        @Override
        public List<LocalPoint> localPoints() {
            return List.of(UDP, TCP);
        }

        @Override
        public int doWork(final long nowNanos) {
            return 0;
        }

        @Override
        public void await(final long maxNanos) {}

        @Override
        public void wakeUp() {}

        @Override
        public void onMalformed(final Flow flow) {}

        @Override
        public void flush() {}

        @Override
        public boolean drain() {
            return false;
        }

        @Override
        public @Nullable String complaint() {
            return null;
        }

        @Override
        public void close() {}
    }
}
