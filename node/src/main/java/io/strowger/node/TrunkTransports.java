// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.sip.transport.FlowTable;
import io.strowger.sip.transport.ListenPoint;
import io.strowger.sip.transport.MessageReceiver;
import io.strowger.sip.transport.TransportConfig;
import io.strowger.sip.transport.Transports;
import io.strowger.trunk.NodeTrunk;
import io.strowger.trunk.TrunkRecord;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The transports of a node behind a switch: what comes and goes on the flows of the switch, over the trunk. The listening points
 * are those of the configuration, which the switch has opened under the same numbers. Which connections are open only the switch
 * knows: a message for one that is gone comes back as a failure of its flow.
 */
final class TrunkTransports implements Transports {
    private static final int MAX_CONNECTIONS = 100_000;

    /** Two turns with input that follow each other faster than this are load. */
    private static final long DENSE_NANOS = 250_000;

    /** Under load frames gather for so long, and nobody has to wake the thread. */
    private static final long GATHER_NANOS = 50_000;

    private final NodeTrunk trunk;
    private final MessageReceiver receiver;
    private final ListenPoint[] listen;
    private final LocalPoint[] points;
    private final FlowTable[] flows;
    private final Long2ObjectHashMap<Flow> connections = new Long2ObjectHashMap<>();
    private final NodeTrunk.Receiver records = this::onRecord;
    private volatile boolean isHeard;
    private long nowNanos;
    private long inputAt;
    private boolean inputIsDense;

    TrunkTransports(
            final TransportConfig config, final NodeTrunk trunk, final MessageReceiver receiver) {
        this.trunk = trunk;
        this.receiver = receiver;
        listen = config.listen().toArray(ListenPoint[]::new);
        points = new LocalPoint[listen.length];
        flows = new FlowTable[listen.length];
        final SecureRandom random = new SecureRandom();
        for (int i = 0; i < listen.length; i++) {
            points[i] = listen[i].named(listen[i].address(), listen[i].port(), i);
            flows[i] = new FlowTable(config.udp().maxFlows(), random.nextLong());
        }
    }

    @Override
    public void await(final long maxNanos) {
        if (inputIsDense) {
            LockSupport.parkNanos(Math.min(maxNanos, GATHER_NANOS));
        } else if (maxNanos > 0) {
            trunk.await(maxNanos);
        }
    }

    @Override
    public void wakeUp() {
        trunk.wake();
    }

    @Override
    public int doWork(final long now) {
        nowNanos = now;
        final int work = trunk.poll(records, now);
        inputIsDense = work > 0 && now - inputAt < DENSE_NANOS;
        if (work > 0) {
            inputAt = now;
            isHeard = trunk.isHeard();
        }
        return work;
    }

    private void onRecord(final TrunkRecord record) {
        switch (record.kind()) {
            case MESSAGE ->
                    receiver.onMessage(
                            flow(record),
                            record.buffer(),
                            record.sipOffset(),
                            record.sipLength(),
                            nowNanos);
            case FLOW_FAILED -> onFailed(record);
            case UNREACHABLE -> receiver.onUnreachable(flow(record), nowNanos);
            case FORGET -> receiver.onForget(nowNanos);
            case LINKS -> throw new AssertionError("the trunk keeps it to itself");
            case null -> {
                // What a newer version says is skipped.
            }
        }
    }

    private Flow flow(final TrunkRecord record) {
        if (record.connection() == 0) {
            return flow(record.point(), record.addressHigh(), record.addressLow(), record.port());
        }
        final Flow known = connections.get(record.connection());
        if (known != null && known.port() == record.port()) {
            return known;
        }
        final Flow flow =
                new Flow(
                        points[record.point()],
                        record.addressHigh(),
                        record.addressLow(),
                        record.port(),
                        record.connection());
        if (connections.size() < MAX_CONNECTIONS) {
            connections.put(record.connection(), flow);
        }
        return flow;
    }

    private Flow flow(final int point, final long high, final long low, final int port) {
        final Flow known = flows[point].find(high, low, port);
        if (known != null) {
            return known;
        }
        final Flow flow = new Flow(points[point], high, low, port, 0);
        flows[point].put(flow);
        return flow;
    }

    /** The connection, what a request by its number alone went to, and what went to its address. */
    private void onFailed(final TrunkRecord record) {
        final Flow connection = flow(record);
        connections.remove(record.connection());
        receiver.onFlowFailed(connection, nowNanos);
        receiver.onFlowFailed(byNumber(record.connection()), nowNanos);
        final Flow address =
                flows[record.point()].find(
                        record.addressHigh(), record.addressLow(), record.port());
        if (address != null) {
            receiver.onFlowFailed(address, nowNanos);
        }
    }

    @Override
    public void send(
            final Flow flow, final DirectBuffer buffer, final int offset, final int length) {
        // What the trunk does not take is lost as on a network, and repeated by who waits for it.
        final boolean _ = trunk.send(flow, buffer, offset, length);
    }

    /** The switch has read the message itself. */
    @Override
    public void onMalformed(final Flow flow) {}

    @Override
    public void flush() {
        trunk.flush(nowNanos);
    }

    @Override
    public @Nullable Flow flowTo(
            final TransportProtocol protocol,
            final long addressHigh,
            final long addressLow,
            final int port) {
        final int point = pointTo(protocol, addressHigh, addressLow);
        return point < 0 ? null : flow(point, addressHigh, addressLow, port);
    }

    /** The first of the family, but one that is on the loopback network if and only if the peer is. */
    private int pointTo(final TransportProtocol protocol, final long high, final long low) {
        int best = -1;
        for (int i = 0; i < listen.length; i++) {
            final IpAddress address = listen[i].address();
            if (listen[i].protocol() == protocol && address.isV4() == IpAddress.isV4(high, low)) {
                if (address.isLoopback() == IpAddress.isLoopback(high, low)) {
                    return i;
                }
                best = best < 0 ? i : best;
            }
        }
        return best;
    }

    @Override
    public @Nullable Flow connection(final long number) {
        final Flow known = connections.get(number);
        return known == null ? byNumber(number) : known;
    }

    /** A connection that has brought this node nothing yet; the switch knows where it goes. */
    private Flow byNumber(final long number) {
        int stream = 0;
        while (stream < points.length - 1 && !points[stream].protocol().isReliable()) {
            stream++;
        }
        return new Flow(points[stream], 0, 0, 0, number);
    }

    @Override
    public List<LocalPoint> localPoints() {
        return Arrays.asList(points.clone());
    }

    @Override
    public boolean drain() {
        trunk.drain();
        return true;
    }

    @Override
    public @Nullable String complaint() {
        return isHeard ? null : "no switch has been heard";
    }

    @Override
    public void close() {
        trunk.flush(nowNanos);
        trunk.close();
    }
}
