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

/**
 * Publishes frames to everybody who listens, on each of one or two networks by itself: when one is down or blocked, the
 * other does not notice. One thread, that of the driver.
 */
public final class StreamPublisher implements AutoCloseable {
    private static final int ATTEMPTS = 3;

    private final List<ExclusivePublication> ways = new ArrayList<>();
    private final SharedMemoryWait sharedMemory;
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
            final CountersManager counters) {
        sharedMemory = driver.sharedMemory();
        published = counters.newCounter("strowger_bus_stream_published_total");
        refused = counters.newCounter("strowger_bus_stream_refused_total");
        for (final StreamRoute route : routes) {
            driver.use(route.leavesHost());
            ways.add(
                    driver.aeron()
                            .addExclusivePublication(route.publicationChannel(), Streams.UPDATES));
        }
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
        for (int i = 0; i < ways.size(); i++) {
            isTaken |= offer(ways.get(i), buffer, offset, length);
        }
        if (isTaken) {
            sharedMemory.sentToAll();
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
        return ways.stream().anyMatch(Publication::isConnected);
    }

    @Override
    public void close() {
        ways.forEach(CloseHelper::quietClose);
    }
}
