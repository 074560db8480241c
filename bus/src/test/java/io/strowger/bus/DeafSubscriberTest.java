// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who hears nothing for a while hears again soon after it can. */
final class DeafSubscriberTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration SOON = Duration.ofMillis(500);
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    @TempDir Path directory;
    private boolean isDeaf;
    private long publishedAt;

    private void publish(final StreamPublisher publisher, final String text) {
        final long now = System.nanoTime();
        if (now - publishedAt > BEAT_NANOS) {
            publishedAt = now;
            Host.publish(publisher, text);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,10", "3500,10", "4500,10", "6000,10", "8000,10", "1500,20000", "2500,20000"})
    void aDeafSubscriberHearsAgainSoon(final long millis, final int length) throws BusFailure {
        final StreamRoute route = new StreamRoute.Multicast("239.72.7.13:40171", LOOPBACK, 0);
        try (Host sender = new Host(directory, 1);
                Host other = new Host(directory, 2);
                Host receiver = new Host(directory, 3, Host.SECRETS, _ -> isDeaf)) {
            final List<Host> all = List.of(sender, other, receiver);
            final StreamPublisher publisher = sender.publisher(route);
            other.subscriber(route);
            receiver.subscriber(route);
            Host.until(
                    "heard",
                    () -> {
                        publish(publisher, "before");
                        return receiver.heard.contains("before");
                    },
                    all);
            isDeaf = true;
            final long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            Host.until(
                    "time",
                    () -> {
                        publish(publisher, "x".repeat(length));
                        return System.nanoTime() - until > 0;
                    },
                    all);
            isDeaf = false;
            final long began = System.nanoTime();
            Host.until(
                    "heard again",
                    () -> {
                        publish(publisher, "after");
                        return receiver.heard.contains("after");
                    },
                    all);
            final Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertThat(took).isLessThan(SOON);
        }
    }
}
