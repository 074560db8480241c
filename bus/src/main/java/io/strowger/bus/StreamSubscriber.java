// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Hears the frames of everybody who publishes, on each of the networks. The first copy of a sealed frame counts, the
 * others are dropped before they are opened; without sealing each comes as often as there are networks. Frames can be
 * missing, never mixed up: whoever needs all of them looks at what they say. One thread, that of the driver.
 */
public final class StreamSubscriber implements AutoCloseable {
    private final List<Way> ways = new ArrayList<>();
    private final @Nullable FrameSealing sealing;
    private final AtomicCounter received;
    private @Nullable FrameHandler handler;
    private int next;

    private final class Way {
        private final Subscription subscription;
        private final FragmentAssembler assembler;

        Way(final Subscription subscription, final boolean isSealed) {
            this.subscription = subscription;
            assembler =
                    new FragmentAssembler(
                            (buffer, offset, length, _) ->
                                    onMessage(buffer, offset, length, isSealed));
        }
    }

    /**
     * Listens.
     *
     * @param routes of all publishers, on all networks, 1..32
     */
    public StreamSubscriber(
            final BusDriver driver,
            final List<StreamRoute> routes,
            final BusIdentity identity,
            final CountersManager counters) {
        received = counters.newCounter("strowger_bus_stream_received_total");
        boolean isSealed = false;
        for (final StreamRoute route : routes) {
            final boolean sealsHere = driver.sealsFramesOn(route);
            isSealed |= sealsHere;
            ways.add(
                    new Way(
                            driver.aeron()
                                    .addSubscription(route.subscriptionChannel(), Streams.UPDATES),
                            sealsHere));
        }
        sealing = isSealed ? new FrameSealing(identity, "stream", counters) : null;
    }

    /**
     * Hands over what has come.
     *
     * @param limit fragments to read at most; a frame of more than about 1,300 bytes is several
     * @return fragments read
     */
    public int poll(final FrameHandler to, final int limit) {
        handler = to;
        int read = 0;
        next = next + 1 < ways.size() ? next + 1 : 0;
        for (int i = 0; i < ways.size() && read < limit; i++) {
            final Way way = ways.get((next + i) % ways.size());
            read += way.subscription.poll(way.assembler, limit - read);
        }
        handler = null;
        return read;
    }

    private void onMessage(
            final DirectBuffer buffer, final int offset, final int length, final boolean isSealed) {
        if (length > Streams.MAX_SEALED || handler == null) {
            return;
        }
        if (!isSealed || sealing == null) {
            received.incrementRelease();
            handler.onFrame(buffer, offset, length);
        } else if (sealing.open(buffer, offset, length)) {
            received.incrementRelease();
            handler.onFrame(sealing.opened(), 0, sealing.opened().capacity());
        }
    }

    /** Whether somebody publishes on this route, by its place in the list. */
    public boolean isConnected(final int route) {
        return ways.get(route).subscription.isConnected();
    }

    /** What became of sealed frames. */
    @Nullable FrameSealing sealing() {
        return sealing;
    }

    @Override
    public void close() {
        ways.forEach(way -> CloseHelper.quietClose(way.subscription));
    }
}
