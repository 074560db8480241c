// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.strowger.cluster.transport.SocketWatch;
import io.strowger.doorbell.Doorbell;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Where the thread of a bus sleeps: at its sockets, or where it has none at its doorbell. One thread, but for {@link #wake}. */
final class BusSleep implements AutoCloseable {
    private final SocketWatch watch;
    private final SharedMemoryWait sharedMemory;
    private final @Nullable Doorbell bell;
    private final LongConsumer here;
    private final int way;

    /**
     * @param hasSockets whether datagrams end the sleep; a wait for sockets of {@code java.nio} is not one for a pipe as well
     */
    BusSleep(
            final SocketWatch watch,
            final SharedMemoryWait sharedMemory,
            final boolean hasSockets) {
        this.watch = watch;
        this.sharedMemory = sharedMemory;
        bell = hasSockets ? null : sharedMemory.bell();
        here = bell == null ? watch::await : bell::await;
        way = bell != null ? Doorbells.PIPE : sharedMemory.hasBells() ? watch.bell() : 0;
    }

    void await(final long nanos) {
        rest(here, way, nanos);
    }

    void rest(final LongConsumer elsewhere, final int by, final long nanos) {
        if (sharedMemory.begin(by)) {
            elsewhere.accept(sharedMemory.most(nanos));
        }
        sharedMemory.end();
    }

    /** Ends the present sleep, or the next one. Any thread. */
    void wake() {
        if (bell == null) {
            watch.wake();
        } else {
            bell.wake();
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
