// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Publishes frames to everybody who listens, on each of one or two networks by itself: when one is down or blocked, the
 * other does not notice. A frame is sealed once. One thread, that of the driver.
 */
public final class StreamPublisher implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private record Way(ExclusivePublication publication, boolean isSealed) {}

    private final List<Way> ways = new ArrayList<>();
    private final @Nullable FrameSealing sealing;
    private final AtomicCounter published;
    private final AtomicCounter refused;

    /**
     * Opens a stream.
     *
     * @param routes 1..3: the networks, and shared memory where there are subscribers on this host
     */
    public StreamPublisher(
            final BusDriver driver,
            final List<StreamRoute> routes,
            final BusIdentity identity,
            final CountersManager counters) {
        published = counters.newCounter("strowger_bus_stream_published_total");
        refused = counters.newCounter("strowger_bus_stream_refused_total");
        boolean isSealed = false;
        for (final StreamRoute route : routes) {
            final boolean sealsHere = driver.sealsFramesOn(route);
            isSealed |= sealsHere;
            ways.add(
                    new Way(
                            driver.aeron()
                                    .addExclusivePublication(
                                            route.publicationChannel(), Streams.UPDATES),
                            sealsHere));
        }
        sealing = isSealed ? new FrameSealing(identity, "stream", counters) : null;
    }

    /**
     * Publishes a frame of at most {@link Streams#MAX_FRAME} bytes.
     *
     * @return false when no network took it, because nobody listens or all are blocked; it is then lost
     */
    public boolean publish(final DirectBuffer buffer, final int offset, final int length) {
        if (length > Streams.MAX_FRAME) {
            throw new IllegalArgumentException("a frame of " + length + " bytes");
        }
        boolean isTaken = false;
        int sealed = 0;
        for (final Way way : ways) {
            if (sealing == null || !way.isSealed()) {
                isTaken |= offer(way.publication(), buffer, offset, length);
            } else if (way.publication().isConnected()) {
                sealed = sealed == 0 ? sealing.seal(buffer, offset, length) : sealed;
                isTaken |= offer(way.publication(), sealing.sealed(), 0, sealed);
            }
        }
        (isTaken ? published : refused).incrementRelease();
        return isTaken;
    }

    /** Whether somebody took it; a change of terms is tried again, nothing else is. */
    static boolean offer(
            final ExclusivePublication publication,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        long result = Publication.ADMIN_ACTION;
        for (int i = 0; i < ATTEMPTS && result == Publication.ADMIN_ACTION; i++) {
            result = publication.offer(buffer, offset, length);
        }
        return result >= 0;
    }

    /** Whether somebody listens on at least one network. */
    public boolean isConnected() {
        return ways.stream().anyMatch(way -> way.publication().isConnected());
    }

    @Override
    public void close() {
        ways.forEach(way -> CloseHelper.quietClose(way.publication()));
    }
}
