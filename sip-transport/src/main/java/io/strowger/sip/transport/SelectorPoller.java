// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.doorbell.Doorbell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** {@link Poller} by a JDK {@link Selector}. */
final class SelectorPoller implements Poller {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Selector selector;
    private final WakeUpPermit permit = new WakeUpPermit();

    SelectorPoller() {
        try {
            selector = Selector.open();
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    void add(final ChannelUdpSocket socket) {
        try {
            final SelectionKey _ =
                    socket.channel().register(selector, SelectionKey.OP_READ, socket);
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void onReady(final SelectionKey key) {
        ((ChannelUdpSocket) key.attachment()).onReady();
    }

    @Override
    public void await(final long maxNanos) {
        final boolean waits = maxNanos > 0 && permit.beginWait();
        try {
            if (waits) {
                final long millis = (maxNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
                final int _ = selector.select(SelectorPoller::onReady, millis);
            } else {
                final int _ = selector.selectNow(SelectorPoller::onReady);
            }
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            if (waits) {
                permit.endWait();
            }
        }
    }

    /** A selector's shortest wait is a millisecond, which is too long to gather anything. */
    @Override
    public void gather(final long nanos) {
        await(0);
    }

    @Override
    public void wakeUp() {
        if (permit.give()) {
            final Selector _ = selector.wakeup();
        }
    }

    @Override
    public boolean hear(final Doorbell bell) {
        return false;
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (final IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
