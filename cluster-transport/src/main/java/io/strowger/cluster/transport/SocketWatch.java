// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;

/**
 * Lets the thread that drives Aeron sleep until a datagram arrives, instead of looking every millisecond: that is what
 * makes an answer quick and an idle process cheap at once. One thread, except {@link #wake}.
 */
public final class SocketWatch implements AutoCloseable {
    private final Selector selector;

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
        try {
            selector.select(
                    SocketWatch::pass, Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos + 500_000)));
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends the present sleep, or the next one. Any thread. */
    public void wake() {
        selector.wakeup();
    }

    void add(final SelectableChannel channel) {
        try {
            channel.register(selector, SelectionKey.OP_READ);
        } catch (final ClosedChannelException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** Lets go of a channel, so that closing it frees its port at once. */
    void remove(final SelectableChannel channel) {
        final SelectionKey key = channel.keyFor(selector);
        if (key != null) {
            key.cancel();
            try {
                selector.selectNow(SocketWatch::pass);
            } catch (final IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** Aeron reads from the socket. */
    private static void pass(final SelectionKey key) {}

    /** Sockets watched. */
    int size() {
        return selector.keys().size();
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
