// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.strowger.sip.message.IpAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection from a proxy in front of us, until it has said by a {@link ProxyHeader} whom it is for. Then a {@link TcpConnection} of that
 * source takes its place, and meets the limits of that source. Owned by the connection thread.
 */
final class ProxiedConnection extends ChannelInboundHandlerAdapter {
    private static final int USUAL_BYTES = 256;

    /** Makes the connection of a source. */
    interface Successor {
        TcpConnection of(IpAddress source, int port);
    }

    private final TcpLoop loop;
    private final IpAddress proxy;
    private final int proxyPort;
    private final Successor successor;
    private final ProxyHeader header = new ProxyHeader();
    private final UnsafeBuffer view = new UnsafeBuffer(new byte[0]);
    private byte[] bytes = new byte[USUAL_BYTES];
    private int count;
    private boolean waits;
    private @Nullable Future<?> patience;

    /**
     * @param proxy whose connection it is, when the header names nobody else
     */
    ProxiedConnection(
            final TcpLoop loop,
            final IpAddress proxy,
            final int proxyPort,
            final Successor successor) {
        this.loop = loop;
        this.proxy = proxy;
        this.proxyPort = proxyPort;
        this.successor = successor;
    }

    @Override
    public void channelActive(final ChannelHandlerContext context) {
        if (!loop.mayWaitForHeader()) {
            final ChannelFuture _ = context.close();
            return;
        }
        waits = true;
        patience =
                context.executor()
                        .schedule(() -> onLate(context), loop.headerNanos(), TimeUnit.NANOSECONDS);
    }

    private void onLate(final ChannelHandlerContext context) {
        if (waits) {
            loop.counters().proxyHeaderLate.incrementRelease();
            final ChannelFuture _ = context.close();
        }
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        final ByteBuf input = (ByteBuf) message;
        ProxyHeader.Outcome outcome = ProxyHeader.Outcome.NEED_MORE;
        while (waits && outcome == ProxyHeader.Outcome.NEED_MORE && input.isReadable()) {
            take(input);
            outcome = header.read(view, 0, count);
        }
        switch (outcome) {
            case NEED_MORE -> input.release();
            case SOURCE -> handOn(context, input, header.source(), header.port());
            case OWN -> handOn(context, input, proxy, proxyPort);
            case DEFECTIVE -> {
                input.release();
                endWaiting();
                loop.counters().proxyHeaderDefective.incrementRelease();
                final ChannelFuture _ = context.close();
            }
        }
    }

    /** As much as belongs to the header for certain, so that what follows stays where it is. */
    private void take(final ByteBuf input) {
        final int more = Math.min(header.length() - count, input.readableBytes());
        if (count + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, ProxyHeader.MOST_BYTES);
        }
        input.readBytes(bytes, count, more);
        count += more;
        view.wrap(bytes);
    }

    private void handOn(
            final ChannelHandlerContext context,
            final ByteBuf rest,
            final IpAddress source,
            final int port) {
        endWaiting();
        loop.counters().proxyHeaders.incrementRelease();
        final var _ =
                context.pipeline()
                        .replace(this, null, successor.of(source, port))
                        .fireChannelActive();
        if (rest.isReadable()) {
            context.pipeline().fireChannelRead(rest);
        } else {
            rest.release();
        }
    }

    @Override
    public void channelInactive(final ChannelHandlerContext context) {
        endWaiting();
    }

    private void endWaiting() {
        if (waits) {
            waits = false;
            loop.endWaitingForHeader();
        }
        if (patience != null) {
            patience.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        final ChannelFuture _ = context.close();
    }
}
