// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who has nothing to do sleeps, and is awake as soon as something comes: each sleep is longer than the test may take. */
@Timeout(60)
final class BusSleepTest {
    private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(10);

    @TempDir Path directory;

    @Test
    void aFrameEndsTheSleep() throws BusFailure {
        final StreamRoute route = new StreamRoute.Unicast("127.0.0.1:40171", "127.0.0.1");
        try (Host sender = new Host(directory, 1);
                Host receiver = new Host(directory, 2)) {
            final StreamPublisher publisher = sender.publisher(route);
            receiver.subscriber(route);
            Host.until("connected", publisher::isConnected, List.of(sender, receiver));
            // What came before, and the short sleep after it, is over.
            Host.during(50, List.of(receiver));
            Host.until("room", () -> Host.publish(publisher, "frame"), List.of(sender));
            while (receiver.heard.isEmpty()) {
                // Its own duty cycle alone: the sender rests.
                sender.work();
                receiver.driver.await(LONG_NANOS);
                receiver.work();
            }
            assertThat(receiver.heard).containsExactly("frame");
        }
    }

    @Test
    void wakingEndsTheSleep() throws BusFailure {
        try (Host host = new Host(directory, 1)) {
            host.driver.wake();
            host.driver.await(LONG_NANOS);
        }
    }

    @Test
    void whatComesBySharedMemoryIsSeenWithoutBeingWoken() throws BusFailure {
        try (Host sender = new Host(directory, 1);
                Host near = new Host(sender, directory, 2)) {
            final StreamPublisher publisher = sender.publisher(new StreamRoute.SharedMemory());
            near.subscriber(new StreamRoute.SharedMemory());
            Host.until("connected", publisher::isConnected, List.of(sender, near));
            Host.until("room", () -> Host.publish(publisher, "frame"), List.of(sender, near));
            while (near.heard.isEmpty()) {
                near.driver.await(LONG_NANOS);
                near.work();
            }
            assertThat(near.heard).containsExactly("frame");
        }
    }
}
