// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of one host that share a media driver: the first runs it, and another one when it is gone. */
class DriverShareTest {
    private static final StreamRoute ROUTE = new StreamRoute.SharedMemory();
    private static final SessionsConfig SESSIONS =
            new SessionsConfig(null, "127.0.0.1", Map.of(), true, 4, Duration.ofSeconds(10));

    @TempDir Path parent;

    private Path shared;

    @BeforeEach
    void choose() {
        shared = parent.resolve("shared");
    }

    private void assertTalking(final Host one, final Host other, final String text) {
        final List<Host> both = List.of(one, other);
        final StreamPublisher publisher = one.publisher(ROUTE);
        other.subscriber(ROUTE);
        final Sessions sessions = other.sessions(SESSIONS);
        one.sessions(SESSIONS);
        Host.until("heard", () -> heard(publisher, text, other), both);
        Host.until(
                "asked",
                () -> {
                    sessions.offer(one.id, Host.bytes(text), 0, text.length());
                    return one.said.contains(text);
                },
                both);
    }

    private static boolean heard(
            final StreamPublisher publisher, final String text, final Host other) {
        Host.publish(publisher, text);
        return other.heard.contains(text);
    }

    private static void awaitFault(final Host host) {
        Host.until(
                "notices",
                () -> {
                    try {
                        host.driver.doWork();
                        return false;
                    } catch (final IllegalStateException gone) {
                        return gone.getMessage().contains("is gone");
                    }
                },
                List.of());
    }

    private long drivers() throws Exception {
        try (Stream<Path> files = Files.list(shared)) {
            return files.filter(Files::isDirectory).count();
        }
    }

    @Test
    void anotherOneRunsTheDriverWhenTheFirstIsGone() throws Exception {
        final Host second;
        final Host third;
        try (Host first = Host.sharing(shared, 1, null)) {
            second = Host.sharing(shared, 2, first);
            third = Host.sharing(shared, 3, first);
            assertTalking(first, second, "by the first");
        }
        final long began = System.nanoTime();
        awaitFault(second);
        awaitFault(third);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        second.close();
        third.close();
        try (Host secondAnew = Host.sharing(shared, 2, null);
                Host thirdAnew = Host.sharing(shared, 3, secondAnew)) {
            assertThat(drivers()).isEqualTo(1);
            assertTalking(secondAnew, thirdAnew, "by the second");
            assertTalking(thirdAnew, secondAnew, "to the one that runs it");
        }
    }

    @Test
    void aDriverThatTookThePlaceOfAnotherIsNotTakenForIt() throws Exception {
        final Host second;
        try (Host first = Host.sharing(shared, 1, null)) {
            second = Host.sharing(shared, 2, first);
        }
        try (Host anew = Host.sharing(shared, 1, null)) {
            awaitFault(second);
            second.close();
            anew.work();
        }
    }

    @Test
    void onlyItsUserMayLookIn() throws Exception {
        try (Host first = Host.sharing(shared, 1, null)) {
            first.work();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
                    .isEqualTo("rwx------");
        }
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-x---"));
        assertThatThrownBy(() -> Host.sharing(shared, 1, null))
                .isInstanceOf(BusFailure.class)
                .hasMessageContaining("mode 0700");
    }

    @Test
    void aProcessThatStopsPollingHoldsUpTheOthersForAMomentOnly() throws Exception {
        final String filler = "-".repeat(2_000);
        try (Host first = Host.sharing(shared, 1, null);
                Host stalled = Host.sharing(shared, 2, first)) {
            final List<Host> both = List.of(first, stalled);
            final StreamPublisher publisher = first.publisher(ROUTE);
            first.subscriber(ROUTE);
            stalled.subscriber(ROUTE);
            Host.until("heard", () -> heard(publisher, "before", stalled), both);
            stalled.polls(false);
            for (int i = 0; i < 3_000; i++) {
                final String text = i + filler;
                final long begin = System.nanoTime();
                Host.until("room", () -> Host.publish(publisher, text), both);
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as("wait of %d", i)
                        .isLessThan(Duration.ofSeconds(3));
                both.forEach(Host::work);
            }
            stalled.polls(true);
            Host.until("hears again", () -> heard(publisher, "after", stalled), both);
            assertThat(stalled.heard).as("with a gap").hasSizeLessThan(3_000);
        }
    }
}
