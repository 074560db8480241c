// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Hears the frames of everybody who publishes, on each of the networks. A frame comes as often as there are networks, and what
 * comes first counts: whoever takes them goes by the levels in them. Frames can be missing, never mixed up: whoever needs
 * all of them looks at what they say. One thread, that of the driver.
 */
public final class StreamSubscriber implements AutoCloseable {
    private final List<HeardWay> ways = new ArrayList<>();
    private final AtomicCounter received;
    private final AtomicCounter reopened;
    private @Nullable FrameHandler handler;
    private int next;

    /**
     * Listens.
     *
     * @param routes of all publishers, on all networks, 1..32
     * @param silence a way on which something was heard, and then nothing for so long, is opened anew; several times the
     *     beat at which something is published anyway
     */
    public StreamSubscriber(
            final BusDriver driver,
            final List<StreamRoute> routes,
            final Duration silence,
            final CountersManager counters) {
        received = counters.newCounter("strowger_bus_stream_received_total");
        reopened = counters.newCounter("strowger_bus_stream_reopened_total");
        for (final StreamRoute route : routes) {
            driver.use(route.leavesHost());
            ways.add(
                    new HeardWay(
                            driver,
                            route,
                            silence.toNanos(),
                            (buffer, offset, length, _) -> onMessage(buffer, offset, length)));
        }
    }

    /**
     * Hands over what has come.
     *
     * @param limit fragments to read at most; a frame of more than about 1,300 bytes is several
     * @param now monotonic nanoseconds
     * @return fragments read
     */
    public int poll(final FrameHandler to, final int limit, final long now) {
        handler = to;
        int read = 0;
        next = next + 1 < ways.size() ? next + 1 : 0;
        for (int i = 0; i < ways.size() && read < limit; i++) {
            final HeardWay way = ways.get((next + i) % ways.size());
            read += way.poll(limit - read, now);
            if (way.reopensIfSilent(now)) {
                reopened.incrementRelease();
            }
        }
        handler = null;
        return read;
    }

    private void onMessage(final DirectBuffer buffer, final int offset, final int length) {
        if (length <= Streams.MAX_FRAME && handler != null) {
            received.incrementRelease();
            handler.onFrame(buffer, offset, length);
        }
    }

    /** Whether somebody publishes on this route, by its place in the list. */
    public boolean isConnected(final int route) {
        return ways.get(route).isConnected();
    }

    @Override
    public void close() {
        ways.forEach(CloseHelper::quietClose);
    }
}
