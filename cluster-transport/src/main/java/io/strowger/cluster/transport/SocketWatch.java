// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * Lets the thread that drives Aeron sleep until a datagram arrives, instead of looking every millisecond: that is what
 * makes an answer quick and an idle process cheap at once. And it tells the sockets apart that have something, by one
 * system call for all of them, where Aeron would try each socket in each of its turns. One thread, except {@link #wake}.
 */
public final class SocketWatch implements AutoCloseable {
    /** While the thread is awake the sockets are looked at once in so long, and whenever it goes to sleep. */
    private static final long LOOK_NANOS = 20_000;

    private final Selector selector;
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable Bell bell;
    private long lookedAt = System.nanoTime() - LOOK_NANOS;

    /** Whether a socket may have something. */
    static final class Mark {
        private boolean isReady;

        /** It has been read until there was nothing. */
        void clear() {
            isReady = false;
        }
    }

    /** Makes a watch without sockets. */
    public SocketWatch() {
        try {
            selector = Selector.open();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Sleeps until a datagram arrives, somebody calls {@link #wake}, or the time, at least a millisecond, is over. */
    public void await(final long nanos) {
        final long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 500_000));
        // A look in between takes a wake-up from the selector; that it happened is known here.
        if (!woken.get()) {
            select(millis);
        }
        woken.getAndSet(false);
    }

    /** Ends the present sleep, or the next one. Any thread. */
    public void wake() {
        if (!woken.getAndSet(true)) {
            selector.wakeup();
        }
    }

    /** A socket of loopback at which others of this host ring. */
    private static final class Bell implements AutoCloseable {
        private final DatagramChannel channel;
        private final ByteBuffer nothing = ByteBuffer.allocateDirect(1);

        Bell() throws IOException {
            channel = DatagramChannel.open();
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        /** One datagram a look: there is one for each sleep, and who sends more of them makes it short. */
        void hush() {
            try {
                nothing.clear();
                final var _ = channel.receive(nothing);
            } catch (final IOException _) {
                // Another ring follows, or the sleep ends by itself.
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Makes a bell, the same at each call: any datagram of this host ends the sleep.
     *
     * @return its port of loopback
     */
    public int bell() {
        try {
            Bell made = bell;
            if (made == null) {
                made = new Bell();
                bell = made;
                made.channel.register(selector, SelectionKey.OP_READ, made);
            }
            return ((InetSocketAddress) made.channel.getLocalAddress()).getPort();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Mark add(final SelectableChannel channel) {
        final Mark mark = new Mark();
        try {
            channel.register(selector, SelectionKey.OP_READ, mark);
        } catch (final ClosedChannelException closed) {
            throw new UncheckedIOException(closed);
        }
        return mark;
    }

    /** Whether it is worth reading from a socket; true until {@link Mark#clear}. */
    boolean mayHaveSomething(final Mark mark) {
        if (!mark.isReady) {
            final long now = System.nanoTime();
            if (now - lookedAt >= LOOK_NANOS) {
                lookedAt = now;
                select(0);
            }
        }
        return mark.isReady;
    }

    /** Lets go of a channel, so that closing it frees its port at once. */
    void remove(final SelectableChannel channel) {
        final SelectionKey key = channel.keyFor(selector);
        if (key != null) {
            key.cancel();
            select(0);
        }
    }

    private void select(final long millis) {
        try {
            if (millis == 0) {
                selector.selectNow(SocketWatch::mark);
            } else {
                selector.select(SocketWatch::mark, millis);
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void mark(final SelectionKey key) {
        if (key.attachment() instanceof final Bell rung) {
            rung.hush();
        } else {
            ((Mark) key.attachment()).isReady = true;
        }
    }

    /** Sockets watched. */
    int size() {
        return selector.keys().size() - (bell == null ? 0 : 1);
    }

    @Override
    public void close() {
        CloseHelper.quietClose(bell);
        try {
            selector.close();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
