// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.strowger.sip.message.IpAddress;
import io.strowger.sip.message.StreamFramer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection: cuts the stream into messages (RFC 3261 §18.3), answers pings (RFC 5626 §4.4.1),
 * hands over, and stops reading while the hand-over has no room. Owned by the connection thread.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter {
    private static final long NEVER = Long.MIN_VALUE;
    private static final byte[] PONG = {'\r', '\n'};
    private static final int CRLF_IN_PING = 2;

    private final TcpLoop loop;
    private final long id;
    private final int listenIndex;
    private final boolean accepted;
    private final int maxPendingBytes;
    private final StreamFramer framer;
    private final StreamInput input;
    private final ArrayDeque<ByteBuf> beforeUp = new ArrayDeque<>();

    private @Nullable Channel channel;
    private IpAddress local = IpAddress.v4(0);
    private IpAddress remote;
    private int port;
    private boolean up;
    private boolean announced;
    private boolean stalled;
    private boolean broken;
    private boolean used;
    private long upNanos;
    private boolean closed;
    private boolean closedAnnounced;
    private @Nullable CloseReason closeReason;
    private int ready;
    private int crlfCount;
    private int beforeUpBytes;
    private long activeNanos;
    private long partialSinceNanos = NEVER;
    private long writeProgressNanos;
    private long pendingWriteBytes;

    TcpConnection(
            final TcpLoop loop,
            final long id,
            final int listenIndex,
            final boolean accepted,
            final IpAddress remote,
            final int port) {
        this.loop = loop;
        this.id = id;
        this.listenIndex = listenIndex;
        this.accepted = accepted;
        this.announced = !accepted;
        this.remote = remote;
        this.port = port;
        this.maxPendingBytes = loop.limits().maxPendingWriteBytes();
        this.framer = new StreamFramer(loop.limits().maxMessageBytes());
        this.input = new StreamInput(loop.sharedInput(), loop.inputBudget());
    }

    long id() {
        return id;
    }

    int listenIndex() {
        return listenIndex;
    }

    boolean isAccepted() {
        return accepted;
    }

    IpAddress local() {
        return local;
    }

    IpAddress remote() {
        return remote;
    }

    int port() {
        return port;
    }

    CloseReason closeReason() {
        return closeReason == null ? CloseReason.PEER : closeReason;
    }

    boolean isStalled() {
        return stalled;
    }

    void endpoints(final IpAddress localAddress, final IpAddress remoteAddress, final int from) {
        local = localAddress;
        remote = remoteAddress;
        port = from;
    }

    /** The channel exists; it is up only with {@link #channelActive}. */
    void attach(final Channel opened) {
        channel = opened;
        activeNanos = loop.nowNanos();
    }

    @Override
    public void channelActive(final ChannelHandlerContext context) {
        attach(context.channel());
        if (!loop.admit(this)) {
            final ChannelFuture _ = context.close();
            return;
        }
        up = true;
        upNanos = activeNanos;
        for (ByteBuf waiting = beforeUp.poll(); waiting != null; waiting = beforeUp.poll()) {
            final ChannelFuture _ = context.write(waiting, context.voidPromise());
        }
        context.flush();
        advanceOrStall();
        loop.handOver().wakeReader();
    }

    @Override
    public void channelRead(final ChannelHandlerContext context, final Object message) {
        final ByteBuf bytes = (ByteBuf) message;
        try {
            if (!up || broken || closed) {
                return;
            }
            activeNanos = loop.nowNanos();
            input.add(bytes);
        } finally {
            bytes.release();
        }
        advanceOrStall();
        input.settle();
        if (input.ownBytes() > 0 && loop.inputBudget().isExceeded()) {
            close(CloseReason.SLOW_SENDER);
        }
    }

    @Override
    public void channelReadComplete(final ChannelHandlerContext context) {
        context.flush();
        loop.handOver().wakeReader();
    }

    private void advanceOrStall() {
        if (!stalled && !advance()) {
            stall();
        }
    }

    /** Waits for room; until then the peer's own window fills. */
    private void stall() {
        stalled = true;
        partialSinceNanos = NEVER;
        autoRead(false);
        loop.stall(this);
    }

    /** There is room again: whether everything could be handed over now. */
    boolean resume() {
        if (!advance()) {
            return false;
        }
        stalled = false;
        input.settle();
        if (!broken && !closed) {
            autoRead(true);
        }
        return true;
    }

    private void autoRead(final boolean reading) {
        if (channel != null) {
            channel.config().setAutoRead(reading);
        }
    }

    /** Hands over all that can be; false when there was no room for something. */
    private boolean advance() {
        if (!announced) {
            if (!loop.handOver().opened(id, listenIndex, local, remote, port)) {
                return false;
            }
            announced = true;
        }
        if (!advanceMessages()) {
            return false;
        }
        if (closed && !closedAnnounced) {
            input.clear();
            closedAnnounced = loop.handOver().closed(id);
            return closedAnnounced;
        }
        return true;
    }

    private boolean advanceMessages() {
        while (input.available() > 0) {
            if (ready > 0) {
                if (!loop.handOver()
                        .message(
                                id,
                                input.buffer(),
                                input.start(),
                                ready,
                                TcpLoop.signalingNanos())) {
                    return false;
                }
                onHandedOver();
            } else if (!frame()) {
                return true;
            }
        }
        partialSinceNanos = broken ? partialSinceNanos : NEVER;
        return true;
    }

    private void onHandedOver() {
        loop.counters().received.incrementRelease();
        used = true;
        input.consume(ready);
        ready = 0;
        partialSinceNanos = NEVER;
        if (broken) {
            input.clear();
            partialSinceNanos = loop.nowNanos();
        }
    }

    /** Finds the next boundary; false when more bytes are needed. */
    private boolean frame() {
        switch (framer.frame(input.buffer(), input.start(), input.available())) {
            case NEED_MORE -> {
                crlfCount = 0;
                if (partialSinceNanos == NEVER) {
                    partialSinceNanos = loop.nowNanos();
                }
                return false;
            }
            case MESSAGE -> {
                crlfCount = 0;
                ready = framer.length();
            }
            case KEEP_ALIVE -> onKeepAlive(framer.length());
            case BROKEN -> onBroken();
        }
        return true;
    }

    /**
     * Answers each double CRLF by one CRLF, also where the two came apart. A single CRLF is the
     * peer's answer, or decoration after a message (RFC 3261 §7.5).
     */
    private void onKeepAlive(final int length) {
        int pings = 0;
        for (int i = input.start(); i < input.start() + length; i++) {
            if (input.buffer().getByte(i) == '\n' && ++crlfCount == CRLF_IN_PING) {
                crlfCount = 0;
                pings++;
            }
        }
        input.consume(length);
        if (pings > 0) {
            loop.counters().pings.getAndAddRelease(pings);
            final ByteBuf answer = loop.buffer(pings * PONG.length);
            for (int i = 0; i < pings; i++) {
                answer.writeBytes(PONG);
            }
            write(answer);
            flush();
        }
    }

    /**
     * RFC 3261 §18.3: the boundary is lost for good. What came is handed over as the last message,
     * so that it can be answered; then nothing more is read.
     */
    private void onBroken() {
        broken = true;
        autoRead(false);
        ready = Math.min(input.available(), loop.limits().maxMessageBytes());
    }

    /** Takes the buffer over; it leaves with {@link #flush}. */
    void write(final ByteBuf bytes) {
        activeNanos = loop.nowNanos();
        if (closed || closeReason != null) {
            bytes.release();
        } else if (up && channel != null) {
            final ChannelFuture written = channel.write(bytes);
            if (broken) {
                closeReason = CloseReason.BROKEN_STREAM;
                final ChannelFuture _ = written.addListener(ChannelFutureListener.CLOSE);
            }
        } else if (beforeUpBytes + bytes.readableBytes() > maxPendingBytes) {
            bytes.release();
            close(CloseReason.CONNECT);
        } else {
            beforeUpBytes += bytes.readableBytes();
            beforeUp.add(bytes);
        }
    }

    void flush() {
        if (up && channel != null) {
            channel.flush();
            if (channel.isActive() && !channel.isWritable()) {
                close(CloseReason.SLOW_READER);
            }
        }
    }

    /** The regular look at the clocks of this connection. */
    void checkTime(final long nowNanos, final TcpTimeouts timeouts) {
        if (!up || closed) {
            return;
        }
        if (partialSinceNanos != NEVER
                && nowNanos - partialSinceNanos > timeouts.partialMessage().toNanos()) {
            close(broken ? CloseReason.BROKEN_STREAM : CloseReason.SLOW_SENDER);
        } else if (isReadingTooSlowly(nowNanos, timeouts.write().toNanos())) {
            close(CloseReason.SLOW_READER);
        } else if (accepted && !used && nowNanos - upNanos > timeouts.firstMessage().toNanos()) {
            close(CloseReason.SILENT);
        } else if (nowNanos - activeNanos > timeouts.idle().toNanos()) {
            close(CloseReason.IDLE);
        }
    }

    private boolean isReadingTooSlowly(final long nowNanos, final long limitNanos) {
        final ChannelOutboundBuffer waiting =
                channel == null ? null : channel.unsafe().outboundBuffer();
        final long pending = waiting == null ? 0 : waiting.totalPendingWriteBytes();
        if (pending == 0 || pendingWriteBytes == 0 || pending < pendingWriteBytes) {
            writeProgressNanos = nowNanos;
        }
        pendingWriteBytes = pending;
        return pending > 0 && nowNanos - writeProgressNanos > limitNanos;
    }

    void close(final CloseReason reason) {
        if (closeReason == null) {
            closeReason = reason;
        }
        if (channel != null) {
            final ChannelFuture _ = channel.close();
        }
    }

    @Override
    public void exceptionCaught(final ChannelHandlerContext context, final Throwable cause) {
        close(CloseReason.PEER);
    }

    @Override
    public void channelInactive(final ChannelHandlerContext context) {
        onClosed();
    }

    /** One connection too many: it ends before it was begun. */
    void refuse() {
        closed = true;
        advanceOrStall();
        loop.handOver().wakeReader();
    }

    /** The channel is gone, or never came up. */
    void onClosed() {
        if (closed) {
            return;
        }
        closed = true;
        for (ByteBuf waiting = beforeUp.poll(); waiting != null; waiting = beforeUp.poll()) {
            waiting.release();
        }
        if (loop.forget(this)) {
            advanceOrStall();
            loop.handOver().wakeReader();
        }
    }
}
