// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;

/**
 * One way on which a stream is heard. When it falls silent it is opened anew: Aeron keeps what it knows of a publisher for 3 s
 * after the last datagram that it could take, and takes nothing from it for up to 4 s more. Who was deaf for 3 s, or for
 * 1 s while more was sent than its window holds, would hear nothing for seconds after it could. One thread.
 */
final class HeardWay implements AutoCloseable {
    private final BusDriver driver;
    private final StreamRoute route;
    private final long silenceNanos;
    private final FragmentHandler to;
    private FragmentAssembler assembler;
    private Subscription subscription;
    private boolean isHeard;
    private long heardAt;

    HeardWay(
            final BusDriver driver,
            final StreamRoute route,
            final long silenceNanos,
            final FragmentHandler to) {
        this.driver = driver;
        this.route = route;
        this.silenceNanos = silenceNanos;
        this.to = to;
        assembler = new FragmentAssembler(to);
        subscription = listen();
    }

    private Subscription listen() {
        final Subscription opened =
                driver.aeron().addSubscription(route.subscriptionChannel(), Streams.UPDATES);
        if (!route.leavesHost()) {
            driver.sharedMemory().hear(opened);
        }
        return opened;
    }

    /** Fragments read. */
    int poll(final int limit, final long now) {
        final int read = subscription.poll(assembler, limit);
        if (read > 0) {
            isHeard = true;
            heardAt = now;
        }
        return read;
    }

    /** Once for each silence: while nobody is heard there is nothing that could be in the way. */
    boolean reopensIfSilent(final long now) {
        if (!isHeard || !route.leavesHost() || now - heardAt < silenceNanos) {
            return false;
        }
        isHeard = false;
        // Closed first: as long as somebody subscribes, Aeron keeps what it knows.
        subscription.close();
        assembler = new FragmentAssembler(to);
        subscription = listen();
        return true;
    }

    boolean isConnected() {
        return subscription.isConnected();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
