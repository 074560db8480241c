// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.bus.FrameHandler;
import io.strowger.doorbell.Doorbell;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.sip.transport.ListenPoint;
import io.strowger.sip.transport.MessageReceiver;
import io.strowger.sip.transport.TransportConfig;
import io.strowger.trunk.Carrier;
import io.strowger.trunk.NodeTrunk;
import io.strowger.trunk.RecordKind;
import io.strowger.trunk.SwitchAddress;
import io.strowger.trunk.SwitchTrunk;
import io.strowger.trunk.TrunkPoints;
import io.strowger.trunk.TrunkRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The transports of a node behind a switch, with the end of a switch at the other side of two queues. */
class TrunkTransportsTest implements MessageReceiver, SwitchTrunk.Listener {
    private static final IpAddress PHONE = Objects.requireNonNull(IpAddress.parse("192.0.2.77"));
    private static final LocalPoint UDP =
            new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);
    private static final LocalPoint TCP =
            new LocalPoint(TransportProtocol.TCP, "192.0.2.1", 5060, 1);
    private static final TrunkPoints POINTS = TrunkPoints.of(List.of("udp", "tcp", "udp2"));
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final Deque<UnsafeBuffer> toNode = new ArrayDeque<>();
    private final Deque<UnsafeBuffer> toSwitch = new ArrayDeque<>();
    private final List<Flow> flows = new ArrayList<>();
    private final List<Flow> failed = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private SwitchTrunk switchEnd;
    private TrunkTransports transports;
    private boolean drains;
    private boolean hasForgotten;
    private long now;

    @BeforeEach
    void join() {
        switchEnd =
                new SwitchTrunk(
                        new Queues(toSwitch, toNode, 7),
                        Path.of("/none"),
                        POINTS,
                        1,
                        1,
                        counters());
        final NodeTrunk trunk =
                new NodeTrunk(
                        List.of(
                                new SwitchAddress(
                                        256, "switch", () -> new Queues(toNode, toSwitch, 256))),
                        POINTS,
                        2,
                        counters());
        transports =
                new TrunkTransports(
                        TransportConfig.listeningOn(
                                ListenPoint.of(TransportProtocol.UDP, "192.0.2.1", 5060),
                                ListenPoint.of(TransportProtocol.TCP, "192.0.2.1", 5060),
                                ListenPoint.of(TransportProtocol.UDP, "127.0.0.1", 5060)),
                        trunk,
                        this);
        assertThat(transports.complaint()).isNotNull();
        until(() -> transports.complaint() == null);
    }

    private static CountersManager counters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(256 * 1024)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)));
    }

    private void until(final BooleanSupplier condition) {
        final long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - began).isLessThan(PATIENCE_NANOS);
            turn();
        }
    }

    private void turn() {
        now += 1_000_000;
        switchEnd.poll(this, now);
        switchEnd.flush(1);
        transports.doWork(now);
        transports.flush();
    }

    private static Flow flow(final LocalPoint local, final int port, final long connection) {
        return new Flow(local, PHONE.high(), PHONE.low(), port, connection);
    }

    private void comes(final Flow flow) {
        final byte[] sip = "OPTIONS".getBytes(StandardCharsets.US_ASCII);
        final UnsafeBuffer record = new UnsafeBuffer(new byte[TrunkRecord.HEADER + sip.length]);
        TrunkRecord.write(record, 0, RecordKind.MESSAGE, flow, sip.length);
        record.putBytes(TrunkRecord.HEADER, sip);
        assertThat(switchEnd.send(0, record, 0, record.capacity())).isTrue();
        turn();
    }

    @Test
    void aMessageComesOnTheFlowOfTheSwitchAndTheFlowIsMadeOnce() {
        comes(flow(UDP, 5062, 0));
        comes(flow(UDP, 5062, 0));
        comes(flow(TCP, 40_000, 99));
        comes(flow(TCP, 40_000, 99));
        assertThat(flows)
                .containsExactly(
                        flow(UDP, 5062, 0),
                        flow(UDP, 5062, 0),
                        flow(TCP, 40_000, 99),
                        flow(TCP, 40_000, 99));
        assertThat(flows.get(0)).isSameAs(flows.get(1));
        assertThat(flows.get(2)).isSameAs(flows.get(3));
        assertThat(flows.get(2).local().sentBy())
                .isEqualTo("192.0.2.1:5060".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void anAnswerGoesOutOnItsFlow() {
        comes(flow(TCP, 40_000, 99));
        final byte[] answer = "SIP/2.0 200".getBytes(StandardCharsets.US_ASCII);
        transports.send(flows.getFirst(), new UnsafeBuffer(answer), 0, answer.length);
        transports.flush();
        turn();
        assertThat(sent).containsExactly("SIP/2.0 200 on 1 #99 :40000");
    }

    /** RFC 5626: what was sent by the number alone, by the connection, and to its address has failed, all three. */
    @Test
    void aConnectionThatIsGoneFailsForAllThatUsedIt() {
        comes(flow(TCP, 40_000, 99));
        final Flow byAddress =
                transports.flowTo(TransportProtocol.TCP, PHONE.high(), PHONE.low(), 40_000);
        assertThat(byAddress).isEqualTo(flow(TCP, 40_000, 0));
        final Flow unknown = transports.connection(98);
        assertThat(unknown).isNotNull();
        assertThat(unknown.connection()).isEqualTo(98);
        assertThat(transports.connection(99)).isSameAs(flows.getFirst());
        switchEnd.tell(0, RecordKind.FLOW_FAILED, flow(TCP, 40_000, 99));
        turn();
        assertThat(failed).contains(flow(TCP, 40_000, 99), flow(TCP, 40_000, 0));
        failed.clear();
        switchEnd.tell(0, RecordKind.FLOW_FAILED, flow(TCP, 40_001, 98));
        turn();
        assertThat(failed).contains(unknown);
    }

    @Test
    void whoWasGivenUpByTheSwitchForgets() {
        comes(flow(UDP, 5062, 0));
        assertThat(hasForgotten).isFalse();
        assertThat(switchEnd.send(0, TrunkRecord.forget(), 0, TrunkRecord.HEADER)).isTrue();
        turn();
        assertThat(hasForgotten).isTrue();
        assertThat(flows).hasSize(1);
    }

    @Override
    public void onForget(final long nowNanos) {
        assertThat(nowNanos).isEqualTo(now);
        hasForgotten = true;
    }

    @Test
    void theListeningPointIsThatOfTheProtocolAndTheNetwork() {
        assertThat(point(TransportProtocol.UDP, "192.0.2.9")).isZero();
        assertThat(point(TransportProtocol.TCP, "192.0.2.9")).isEqualTo(1);
        assertThat(point(TransportProtocol.UDP, "127.0.0.9")).isEqualTo(2);
        assertThat(point(TransportProtocol.TCP, "127.0.0.9")).isEqualTo(1);
        assertThat(point(TransportProtocol.UDP, "2001:db8::1")).isEqualTo(-1);
        assertThat(point(TransportProtocol.TLS, "192.0.2.9")).isEqualTo(-1);
    }

    private int point(final TransportProtocol protocol, final String address) {
        final IpAddress to = Objects.requireNonNull(IpAddress.parse(address));
        final Flow flow = transports.flowTo(protocol, to.high(), to.low(), 5060);
        return flow == null ? -1 : flow.local().index();
    }

    @Test
    void theSwitchIsToldOfDraining() {
        assertThat(transports.drain()).isTrue();
        until(() -> drains);
    }

    @Override
    public void onMessage(
            final Flow flow,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNanos) {
        assertThat(length).isEqualTo(7);
        flows.add(flow);
    }

    @Override
    public void onFlowFailed(final Flow flow, final long nowNanos) {
        failed.add(flow);
    }

    @Override
    public void onNode(final int node, final long id) {
        assertThat(id).isEqualTo(7);
    }

    @Override
    public void onEnded(final int node) {
        throw new AssertionError("nobody has ended");
    }

    @Override
    public void onDraining(final int node, final boolean begins) {
        drains = begins;
    }

    @Override
    public void onFull(final int node, final boolean full) {
        throw new AssertionError("there is room");
    }

    @Override
    public void onHeard(final int node) {
        assertThat(node).isZero();
    }

    @Override
    public void onRecord(final int node, final TrunkRecord record) {
        sent.add(
                record.buffer().getStringWithoutLengthAscii(record.sipOffset(), record.sipLength())
                        + " on "
                        + record.point()
                        + " #"
                        + record.connection()
                        + " :"
                        + record.port());
    }

    /** One of the two directions in, the other out. */
    private record Queues(Deque<UnsafeBuffer> in, Deque<UnsafeBuffer> out, long peer)
            implements Carrier {
        @Override
        public int doWork(final FrameHandler to, final long nowNanos) {
            int count = 0;
            for (UnsafeBuffer frame = in.poll(); frame != null; frame = in.poll()) {
                to.onFrame(frame, 0, frame.capacity());
                count++;
            }
            return count;
        }

        @Override
        public long sender() {
            return peer;
        }

        @Override
        public @Nullable String hostOf(final long peer) {
            return null;
        }

        @Override
        public boolean isConnected(final long other) {
            return true;
        }

        @Override
        public boolean offer(final long other, final DirectBuffer frame, final int length) {
            final byte[] copy = new byte[length];
            frame.getBytes(0, copy);
            return out.add(new UnsafeBuffer(copy));
        }

        @Override
        public boolean isBroken() {
            return false;
        }

        @Override
        public @Nullable Doorbell bell() {
            return null;
        }

        @Override
        public void rest(final LongConsumer sleep, final boolean isRung, final long nanos) {}

        @Override
        public void await(final long nanos) {}

        @Override
        public void wake() {}

        @Override
        public void close() {}
    }
}
