// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.authentication.AuthenticationMode;
import io.strowger.authentication.AuthenticationPolicy;
import io.strowger.location.MemoryLocation;
import io.strowger.location.RecordTable;
import io.strowger.location.ServiceOverride;
import io.strowger.location.client.Admission;
import io.strowger.location.client.Doorbell;
import io.strowger.location.client.LocationClientConfig;
import io.strowger.location.client.LocationClientCounters;
import io.strowger.location.client.LocationUpdateAgent;
import io.strowger.protection.Protection;
import io.strowger.protection.ProtectionConfig;
import io.strowger.protection.ProtectionCounters;
import io.strowger.proxy.FlowFinder;
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
import io.strowger.sip.transport.UdpLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster node without sockets, on the location database that it shares with the others of
 * its cluster: text goes in, and text comes out.
 */
final class NodeStation implements FlowFinder {
    private static final LocalPoint UDP =
            new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);
    private static final LocalPoint TCP =
            new LocalPoint(TransportProtocol.TCP, "192.0.2.1", 5060, 1);

    /** What has gone out since the last {@link #take}. */
    private final List<Sent> sent = new ArrayList<>();

    private final Signaling signaling;
    private final NodeClock clock = new NodeClock();

    /** A message and the host that it went to. */
    record Sent(String host, String text) {
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
        location.put(RecordTable.SECRET, ascii("branch-key"), new byte[16]);
        location.put(RecordTable.SECRET, ascii("nonce-key"), new byte[16]);
        final CountersManager counters =
                new CountersManager(
                        new UnsafeBuffer(ByteBuffer.allocateDirect(256 * 1024)),
                        new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)));
        final NodeParts parts =
                new NodeParts(
                        location,
                        wakeUp -> locationAgent(counters).connect(wakeUp),
                        NodeSecrets.read(location),
                        new Protection(
                                ProtectionConfig.ofNobody(),
                                ProtectionCounters.allocate(counters),
                                0),
                        counters);
        final NodeWiring.Edge edge =
                new NodeWiring.Edge(
                        this,
                        (flow, buffer, offset, length) -> {
                            final byte[] bytes = new byte[length];
                            buffer.getBytes(offset, bytes);
                            sent.add(
                                    new Sent(
                                            new String(
                                                    flow.remoteHost(), StandardCharsets.US_ASCII),
                                            new String(bytes, StandardCharsets.UTF_8)));
                        },
                        names,
                        List.of(UDP, TCP),
                        () -> {});
        signaling =
                new NodeWiring(config(mode), parts, edge)
                        .wire(clock, NodeCounters.allocate(counters));
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
                new Doorbell(),
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
        final SipMessage message = new SipMessage();
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(message.parse(new UnsafeBuffer(bytes), 0, bytes.length))
                .as(text)
                .isEqualTo(Malformation.NONE);
        final IpAddress address = Objects.requireNonNull(IpAddress.parse(host));
        signaling
                .transactions()
                .onMessage(
                        message,
                        new Flow(UDP, address.high(), address.low(), 5060, 0),
                        clock.nowNanos());
        return take();
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

    @Override
    public @Nullable Flow flowTo(
            final TransportProtocol protocol, final long high, final long low, final int port) {
        return new Flow(protocol == TransportProtocol.UDP ? UDP : TCP, high, low, port, 0);
    }

    @Override
    public @Nullable Flow connection(final long number) {
        return null;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
