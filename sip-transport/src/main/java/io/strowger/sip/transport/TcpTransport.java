// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.protection.Protection;
import io.strowger.protection.Verdict;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.TransportProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.MessageHandler;
import org.jspecify.annotations.Nullable;

/**
 * The signaling thread's side of TCP: which connections there are, as flows, and the two rings that
 * join it to the {@link TcpLoop}. A connection to a remote address and port is used again for
 * whatever goes there, whoever opened it (RFC 3261 §18, RFC 5923).
 */
final class TcpTransport implements HandOver.Reader, AutoCloseable {
    private static final int POLL_LIMIT = 64;

    private final TransportConfig config;
    private final TransportParts parts;
    private final HandOver handOver;
    private final Outbound outbound;
    private final AtomicLong ids;
    private final TcpLoop loop;
    private final List<LocalPoints> points = new ArrayList<>();
    private final Long2ObjectHashMap<Flow> byConnection = new Long2ObjectHashMap<>();
    private final FlowTable byRemote;
    private final MessageHandler handler = HandOver.decoding(this);
    private final Protection protection;
    private boolean unflushed;
    private boolean isFirst;
    private long oldestNanos;
    private long waitedNanos;
    private int fillPercent;
    private long nowNanos;

    /**
     * @param firstConnection number of the first connection; random, so that a flow stored by an
     *     earlier process never names one of ours
     */
    TcpTransport(
            final TransportConfig config,
            final TransportParts parts,
            final Runnable wakeUp,
            final long firstConnection) {
        this.config = config;
        this.parts = parts;
        protection = parts.protection();
        ids = new AtomicLong(firstConnection);
        handOver = new HandOver(config.tcp().ringBytes(), wakeUp);
        outbound = new Outbound(config.tcp().ringBytes());
        byRemote = new FlowTable(config.tcp().maxConnections(), parts.seed());
        loop = new TcpLoop(config, parts, handOver, outbound, ids);
    }

    /** Opens every TCP point of the configuration. */
    void listen() {
        for (int index = 0; index < config.listen().size(); index++) {
            final ListenPoint listen = config.listen().get(index);
            if (listen.protocol() == TransportProtocol.TCP) {
                final int other = otherWildcard(listen);
                // A socket on the IPv6 wildcard takes IPv4 too; a second one could not be bound.
                final boolean isServedByOther = other >= 0 && listen.address().isV4();
                final int port = isServedByOther ? listen.port() : open(listen, index, other);
                points.add(new LocalPoints(listen, port, index, parts.probe()));
            }
        }
    }

    private int open(final ListenPoint listen, final int index, final int other) {
        return loop.listen(listen, new TcpIndexes(other >= 0 ? other : index, index));
    }

    /** The wildcard of the other family on the same port, -1 = none. */
    private int otherWildcard(final ListenPoint listen) {
        if (!listen.isWildcard() || listen.port() == 0) {
            return -1;
        }
        for (int i = 0; i < config.listen().size(); i++) {
            final ListenPoint other = config.listen().get(i);
            if (other.protocol() == TransportProtocol.TCP
                    && other.isWildcard()
                    && other.port() == listen.port()
                    && other.address().isV4() != listen.address().isV4()) {
                return i;
            }
        }
        return -1;
    }

    List<LocalPoints> points() {
        return points;
    }

    int poll(final long now) {
        nowNanos = now;
        isFirst = true;
        oldestNanos = now;
        final int count = handOver.read(handler, POLL_LIMIT);
        waitedNanos = mayHaveMore(count) ? Math.max(0, now - oldestNanos) : 0;
        fillPercent = mayHaveMore(count) ? handOver.fillPercent() : 0;
        if (handOver.hasRoomAgain()) {
            loop.requestResume();
        }
        return count;
    }

    /** How long the oldest message of the last {@link #poll} had waited, 0 when none is left. */
    long waitedNanos() {
        return waitedNanos;
    }

    /** How full the hand-over was after the last {@link #poll}, 0 when that took all. */
    int fillPercent() {
        return fillPercent;
    }

    /** Whether {@link #poll} stopped at its limit. */
    static boolean mayHaveMore(final int polled) {
        return polled == POLL_LIMIT;
    }

    @Override
    public void onOpened(
            final long connection,
            final int listenIndex,
            final IpAddress local,
            final IpAddress remote,
            final int port) {
        if (!protection.admits(remote.high(), remote.low(), nowNanos)) {
            // It has no flow yet, so nothing that comes on it is looked at.
            close(connection);
            return;
        }
        for (final LocalPoints point : points) {
            if (point.index() == listenIndex) {
                put(new Flow(point.of(local), remote.high(), remote.low(), port, connection));
            }
        }
    }

    private void put(final Flow flow) {
        byConnection.put(flow.connection(), flow);
        byRemote.put(flow);
    }

    @Override
    public void onMessage(
            final long connection,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long handedNanos) {
        oldestNanos = isFirst ? handedNanos : oldestNanos;
        isFirst = false;
        final Flow flow = byConnection.get(connection);
        if (flow == null) {
            return;
        }
        final Verdict verdict = protection.judge(flow.addressHigh(), flow.addressLow(), nowNanos);
        if (verdict == Verdict.ADMITTED) {
            parts.receiver().onMessage(flow, buffer, offset, length, nowNanos);
        } else if (verdict != Verdict.OVER_TOTAL_RATE) {
            close(connection);
        }
    }

    @Override
    public void onClosed(final long connection) {
        final Flow flow = byConnection.remove(connection);
        if (flow != null) {
            byRemote.remove(flow);
            parts.failures().add(flow);
        }
    }

    /** The open connection with this number, or null. */
    @Nullable Flow flow(final long connection) {
        return byConnection.get(connection);
    }

    /**
     * The connection to this address, opened if there is none yet; what is sent before it is up
     * waits for it. Null when nothing here speaks TCP in that family.
     */
    @Nullable Flow flowTo(final long addressHigh, final long addressLow, final int port) {
        final Flow known = byRemote.find(addressHigh, addressLow, port);
        if (known != null) {
            return known;
        }
        final LocalPoints point = pointToward(addressHigh, addressLow);
        if (point == null) {
            return null;
        }
        final Flow flow =
                new Flow(
                        point.toward(addressHigh, addressLow),
                        addressHigh,
                        addressLow,
                        port,
                        ids.getAndIncrement());
        unflushed = true;
        if (byConnection.size() < config.tcp().maxConnections()
                && outbound.connect(
                        flow.connection(), point.index(), addressHigh, addressLow, port)) {
            put(flow);
        } else {
            parts.failures().add(flow);
        }
        return flow;
    }

    private @Nullable LocalPoints pointToward(final long addressHigh, final long addressLow) {
        return LocalPoints.best(points, parts.probe(), addressHigh, addressLow);
    }

    void send(final Flow flow, final DirectBuffer buffer, final int offset, final int length) {
        unflushed = true;
        if (!byConnection.containsKey(flow.connection())) {
            parts.failures().add(flow);
        } else if (!outbound.send(flow.connection(), buffer, offset, length)) {
            parts.counters().streamUnsent().incrementRelease();
            parts.failures().add(flow);
        }
    }

    /** Closes the connection after what was sent on it; {@code onFlowFailed} follows. */
    void closeFlow(final Flow flow) {
        close(flow.connection());
    }

    private void close(final long connection) {
        unflushed = true;
        if (!outbound.close(connection)) {
            parts.counters().streamUnsent().incrementRelease();
        }
    }

    void flush() {
        if (unflushed) {
            unflushed = false;
            loop.requestDrain();
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
