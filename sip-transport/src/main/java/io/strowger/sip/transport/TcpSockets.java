// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.strowger.sip.message.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.spi.SelectorProvider;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** Netty as we use it: one thread, one pool of buffers, the options of every socket. */
final class TcpSockets {
    /** Most bytes of one read. */
    static final int MAX_READ_BYTES = 16 * 1024;

    private static final int BACKLOG = 1_024;
    private static final int PAGE_BYTES = 8_192;
    private static final int CHUNK_ORDER = 5;

    // A peer that vanished without a word is found by probes after this much silence.
    private static final ChannelOption<Integer> KEEP_ALIVE_IDLE =
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE);
    private static final int KEEP_ALIVE_IDLE_SECONDS = 60;

    private final TransportConfig config;
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("strowger-tcp", true), NioIoHandler.newFactory());
    private final EventLoop eventLoop = group.next();
    private final PooledByteBufAllocator allocator =
            new PooledByteBufAllocator(true, 0, 1, PAGE_BYTES, CHUNK_ORDER, 64, 32, true);

    TcpSockets(final TransportConfig config) {
        this.config = config;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    ByteBuf buffer(final int bytes) {
        return allocator.directBuffer(bytes);
    }

    /** Bytes of buffers in use. */
    long bytesHeld() {
        return allocator.pinnedDirectMemory();
    }

    Channel listen(final ListenPoint listen, final ChannelHandler accepting) {
        final IpAddress address = listen.address();
        final SocketProtocolFamily family =
                address.isV4() ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        final ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channelFactory(
                                () ->
                                        new NioServerSocketChannel(
                                                SelectorProvider.provider(), family))
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(accepting);
        options().forEach((option, value) -> setChildOption(bootstrap, option, value));
        final ChannelFuture bound =
                bootstrap
                        .bind(
                                JavaAddresses.socketAddress(
                                        address.high(), address.low(), listen.port()))
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new UncheckedIOException(
                    new IOException(
                            "cannot listen on " + listen + ": " + bound.cause().getMessage()));
        }
        return bound.channel();
    }

    /** Opens a connection from the address of a listening point. */
    ChannelFuture connect(
            final ListenPoint from,
            final IpAddress remote,
            final int port,
            final ChannelHandler handler) {
        final Bootstrap bootstrap =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) config.tcpTimeouts().connect().toMillis())
                        .disableResolver()
                        .handler(handler);
        options().forEach((option, value) -> setOption(bootstrap, option, value));
        if (!from.isWildcard()) {
            // RFC 3261 §18.1.1 wants the address of the sent-by where there is a choice.
            bootstrap.localAddress(
                    JavaAddresses.socketAddress(from.address().high(), from.address().low(), 0));
        }
        return bootstrap.connect(JavaAddresses.socketAddress(remote.high(), remote.low(), port));
    }

    private Map<ChannelOption<?>, Object> options() {
        final int high = config.tcp().maxPendingWriteBytes();
        return Map.of(
                ChannelOption.ALLOCATOR,
                allocator,
                ChannelOption.TCP_NODELAY,
                true,
                ChannelOption.SO_KEEPALIVE,
                true,
                KEEP_ALIVE_IDLE,
                KEEP_ALIVE_IDLE_SECONDS,
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(1_024, 4_096, MAX_READ_BYTES),
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(high / 2, high));
    }

    @SuppressWarnings("unchecked")
    private static <T> void setOption(
            final AbstractBootstrap<?, ?> bootstrap,
            final ChannelOption<T> option,
            final Object value) {
        bootstrap.option(option, (T) value);
    }

    @SuppressWarnings("unchecked")
    private static <T> void setChildOption(
            final ServerBootstrap bootstrap, final ChannelOption<T> option, final Object value) {
        bootstrap.childOption(option, (T) value);
    }

    void close(final long millis) {
        final boolean _ =
                group.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS)
                        .awaitUninterruptibly(2 * millis);
    }
}
