// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.strowger.protection.ConnectionLimits;
import io.strowger.protection.Protection;
import io.strowger.sip.message.IpAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.MessageHandler;
import org.jspecify.annotations.Nullable;

/**
 * The connection thread: accepts, opens, reads and writes TCP connections by Netty. Everything here
 * runs on that one thread, except where a method says otherwise.
 */
final class TcpLoop implements Outbound.Reader {
    private static final int DRAIN_LIMIT = 256;
    private static final long MAX_SWEEP_MILLIS = 1_000;
    private static final long MIN_SWEEP_MILLIS = 10;
    private static final int SWEEPS_PER_TIMEOUT = 4;
    private static final long CLOSE_MILLIS = 2_000;

    private final TransportConfig config;
    private final TransportCounters.Tcp counters;
    private final HandOver handOver;
    private final Outbound outbound;
    private final AtomicLong ids;
    private final TcpSockets sockets;
    private final EventLoop eventLoop;
    private final byte[] sharedInput = new byte[TcpSockets.MAX_READ_BYTES];
    private final Long2ObjectHashMap<TcpConnection> connections = new Long2ObjectHashMap<>();
    private final Protection protection;
    private final ConnectionAdmission admission;
    private final StreamInput.Budget inputBudget;
    private final ArrayDeque<TcpConnection> waitingForRoom = new ArrayDeque<>();
    private final List<TcpConnection> written = new ArrayList<>();
    private final List<Channel> listening = new ArrayList<>();
    private int waitingForHeader;
    private TcpTimeouts timeouts;
    private ConnectionLimits.@Nullable Values limited;
    private final AtomicBoolean drainRequested = new AtomicBoolean();
    private final MessageHandler outboundHandler = Outbound.decoding(this);
    private final Runnable drain = this::drain;
    private final Runnable resume = this::resume;

    TcpLoop(
            final TransportConfig config,
            final TransportParts parts,
            final HandOver handOver,
            final Outbound outbound,
            final AtomicLong ids) {
        this.config = config;
        this.sockets = new TcpSockets(config);
        this.eventLoop = sockets.eventLoop();
        this.counters = parts.counters().tcp();
        this.handOver = handOver;
        this.outbound = outbound;
        this.ids = ids;
        this.admission =
                new ConnectionAdmission(
                        config.tcp().maxConnections(),
                        config.tcp().maxConnectionsPerSource(),
                        parts.protection().rates(config.tcp().acceptsPerSource()));
        this.protection = parts.protection();
        this.timeouts = config.tcpTimeouts();
        this.inputBudget = new StreamInput.Budget(config.tcp().maxBufferedBytesTotal());
        final long millis = sweepMillis(config.tcpTimeouts());
        final var _ =
                eventLoop.scheduleWithFixedDelay(
                        this::sweep, millis, millis, TimeUnit.MILLISECONDS);
    }

    private static long sweepMillis(final TcpTimeouts timeouts) {
        final long shortest =
                Math.min(
                        Math.min(timeouts.idle().toMillis(), timeouts.firstMessage().toMillis()),
                        Math.min(
                                timeouts.partialMessage().toMillis(), timeouts.write().toMillis()));
        return Math.clamp(shortest / SWEEPS_PER_TIMEOUT, MIN_SWEEP_MILLIS, MAX_SWEEP_MILLIS);
    }

    /**
     * Opens a listening socket. Called once per point, before the layer is in use.
     *
     * @return the port really bound
     */
    int listen(final ListenPoint listen, final TcpIndexes indexes) {
        final Channel channel = sockets.listen(listen, new Accepting(indexes));
        listening.add(channel);
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    TcpLimits limits() {
        return config.tcp();
    }

    TransportCounters.Tcp counters() {
        return counters;
    }

    HandOver handOver() {
        return handOver;
    }

    StreamInput.Budget inputBudget() {
        return inputBudget;
    }

    byte[] sharedInput() {
        return sharedInput;
    }

    ByteBuf buffer(final int bytes) {
        return sockets.buffer(bytes);
    }

    long nowNanos() {
        return eventLoop.ticker().nanoTime();
    }

    /** On the clock of the signaling thread, which Netty's is not. */
    static long signalingNanos() {
        return System.nanoTime();
    }

    /** Counts a connection that is up; false when it is one too many. */
    boolean admit(final TcpConnection connection) {
        if (!connection.isAccepted()) {
            counters.opened.incrementRelease();
            return true;
        }
        keepToLimits();
        if (!isAdmitted(admission.accept(connection.remote(), signalingNanos()))) {
            return false;
        }
        counters.accepted.incrementRelease();
        add(connection);
        return true;
    }

    /** An operator may have changed them. */
    private void keepToLimits() {
        final ConnectionLimits.Values changed = protection.connections().changed();
        if (changed != null && !changed.equals(limited)) {
            limited = changed;
            admission.limit(changed.perSource(), protection.rates(changed.acceptsPerSource()));
            timeouts =
                    timeouts.with(
                            Duration.ofNanos(changed.firstMessageNanos()),
                            Duration.ofNanos(changed.messageNanos()));
        }
    }

    /** Counts a connection of a proxy in front of us whose source is not known yet; false when it is one too many. */
    boolean mayWaitForHeader() {
        if (admission.total() + waitingForHeader >= config.tcp().maxConnections()) {
            counters.refusedTotal.incrementRelease();
            return false;
        }
        waitingForHeader++;
        return true;
    }

    void endWaitingForHeader() {
        waitingForHeader--;
    }

    /** For so long a proxy in front of us may say nothing. */
    long headerNanos() {
        return timeouts.firstMessage().toNanos();
    }

    private boolean isAdmitted(final ConnectionAdmission.Answer answer) {
        return switch (answer) {
            case ADMITTED -> true;
            case TOO_MANY -> {
                counters.refusedTotal.incrementRelease();
                yield false;
            }
            case TOO_MANY_OF_SOURCE -> {
                counters.refusedSource.incrementRelease();
                yield false;
            }
            case TOO_FAST -> {
                counters.refusedRate.incrementRelease();
                yield false;
            }
        };
    }

    private void add(final TcpConnection connection) {
        connections.put(connection.id(), connection);
        counters.connections.setRelease(admission.total());
    }

    /** A connection is gone; false when it had never been admitted. */
    boolean forget(final TcpConnection connection) {
        if (connections.remove(connection.id()) == null) {
            return false;
        }
        admission.release(connection.remote());
        counters.connections.setRelease(admission.total());
        counters.closed(connection.closeReason()).incrementRelease();
        return true;
    }

    void stall(final TcpConnection connection) {
        counters.backPressure.incrementRelease();
        waitingForRoom.add(connection);
        handOver.wantRoom();
    }

    /** Signaling thread: there is room again. */
    void requestResume() {
        eventLoop.execute(resume);
    }

    private void resume() {
        while (!waitingForRoom.isEmpty()) {
            if (!waitingForRoom.element().resume()) {
                handOver.wantRoom();
                break;
            }
            waitingForRoom.remove();
        }
        handOver.wakeReader();
    }

    /** Signaling thread: something was put into {@link Outbound}. */
    void requestDrain() {
        if (drainRequested.compareAndSet(false, true)) {
            eventLoop.execute(drain);
        }
    }

    private void drain() {
        drainRequested.set(false);
        final boolean mayHaveMore = outbound.read(outboundHandler, DRAIN_LIMIT) == DRAIN_LIMIT;
        for (final TcpConnection connection : written) {
            connection.flush();
        }
        written.clear();
        if (mayHaveMore) {
            requestDrain();
        }
    }

    @Override
    public void onConnect(
            final long id,
            final int listenIndex,
            final long addressHigh,
            final long addressLow,
            final int port) {
        final IpAddress remote = new IpAddress(addressHigh, addressLow);
        final TcpConnection connection =
                new TcpConnection(this, id, listenIndex, false, remote, port);
        if (!isAdmitted(admission.admit(remote))) {
            connection.refuse();
            return;
        }
        add(connection);
        final ChannelFuture connecting =
                sockets.connect(config.listen().get(listenIndex), remote, port, connection);
        connection.attach(connecting.channel());
        final ChannelFuture _ =
                connecting.addListener(
                        (ChannelFuture done) -> {
                            if (!done.isSuccess()) {
                                connection.close(CloseReason.CONNECT);
                                connection.onClosed();
                            }
                        });
    }

    @Override
    public void onSend(
            final long id, final MutableDirectBuffer buffer, final int offset, final int length) {
        final TcpConnection connection = connections.get(id);
        if (connection == null) {
            // Its end is on the way to the signaling thread.
            return;
        }
        if (sockets.bytesHeld() + length > config.tcp().maxBufferedBytesTotal()) {
            connection.close(CloseReason.SLOW_READER);
            return;
        }
        final ByteBuf bytes = buffer(length);
        buffer.getBytes(offset, bytes.internalNioBuffer(0, length), length);
        bytes.writerIndex(length);
        connection.write(bytes);
        counters.sent.incrementRelease();
        written.add(connection);
    }

    @Override
    public void onClose(final long id) {
        final TcpConnection connection = connections.get(id);
        if (connection != null) {
            connection.flush();
            connection.close(CloseReason.LOCAL);
        }
    }

    private void sweep() {
        keepToLimits();
        final long now = nowNanos();
        for (final TcpConnection connection : List.copyOf(connections.values())) {
            connection.checkTime(now, timeouts);
        }
    }

    /** Signaling thread: writes what is waiting, then closes everything. */
    void close() {
        final var _ = eventLoop.submit(this::closeAll).awaitUninterruptibly(CLOSE_MILLIS);
        sockets.close(CLOSE_MILLIS);
    }

    private void closeAll() {
        drain();
        for (final Channel channel : listening) {
            final ChannelFuture _ = channel.close();
        }
        for (final TcpConnection connection : List.copyOf(connections.values())) {
            connection.close(CloseReason.LOCAL);
        }
    }

    /** Makes a {@link TcpConnection} of each accepted channel. */
    private final class Accepting extends ChannelInitializer<SocketChannel> {
        private final TcpIndexes indexes;

        Accepting(final TcpIndexes indexes) {
            this.indexes = indexes;
        }

        @Override
        protected void initChannel(final SocketChannel channel) {
            final InetSocketAddress remote = channel.remoteAddress();
            final InetSocketAddress local = channel.localAddress();
            if (remote == null || local == null) {
                // Reset before it was accepted.
                final ChannelFuture _ = channel.close();
                return;
            }
            final IpAddress localAddress = JavaAddresses.ipAddress(local.getAddress());
            final IpAddress remoteAddress = JavaAddresses.ipAddress(remote.getAddress());
            final var _ =
                    channel.pipeline()
                            .addLast(
                                    config.isProxy(remoteAddress)
                                            ? new ProxiedConnection(
                                                    TcpLoop.this,
                                                    remoteAddress,
                                                    remote.getPort(),
                                                    (source, port) ->
                                                            connection(localAddress, source, port))
                                            : connection(
                                                    localAddress, remoteAddress, remote.getPort()));
        }

        private TcpConnection connection(
                final IpAddress local, final IpAddress remote, final int port) {
            final TcpConnection connection =
                    new TcpConnection(
                            TcpLoop.this,
                            ids.getAndIncrement(),
                            indexes.of(local),
                            true,
                            remote,
                            port);
            connection.endpoints(local, remote, port);
            return connection;
        }
    }
}
