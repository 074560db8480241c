// SPDX-License-Identifier: Apache-2.0
package io.strowger.doorbell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each sleep that is to end is longer than the test may take. */
@Timeout(60)
final class DoorbellTest {
    private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MORE_THAN_A_PIPE_HOLDS = 70_000;

    @TempDir Path directory;

    private Path path() {
        return directory.resolve("bell");
    }

    private Doorbell hang() {
        return Objects.requireNonNull(Doorbell.hang(path()));
    }

    private BellPull pull() {
        return Objects.requireNonNull(BellPull.of(path()));
    }

    private static boolean sleeps(final Doorbell bell) {
        final long began = System.nanoTime();
        bell.await(SHORT_NANOS);
        return System.nanoTime() - began >= SHORT_NANOS;
    }

    @Test
    void aRingEndsTheSleep() {
        try (Doorbell bell = hang();
                BellPull other = pull()) {
            assertThat(other.pull()).isTrue();
            bell.await(LONG_NANOS);
            assertThat(sleeps(bell)).isTrue();
        }
    }

    @Test
    void wakingEndsTheSleep() {
        try (Doorbell bell = hang()) {
            bell.wake();
            bell.wake();
            bell.await(LONG_NANOS);
            // What was rung meanwhile may make the next one short.
            bell.await(SHORT_NANOS);
            assertThat(sleeps(bell)).isTrue();
            bell.wake();
            bell.await(LONG_NANOS);
        }
    }

    @Test
    void whoSleepsIsWokenByAnotherThread() throws InterruptedException {
        try (Doorbell bell = hang()) {
            final Thread sleeper =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        for (int i = 0; i < 1_000; i++) {
                                            bell.await(LONG_NANOS);
                                        }
                                    });
            while (sleeper.isAlive() && !Thread.currentThread().isInterrupted()) {
                bell.wake();
            }
            sleeper.join();
        }
    }

    @Test
    void ringsOfEarlierAreNotHeard() {
        try (Doorbell first = hang();
                BellPull other = pull()) {
            assertThat(other.pull()).isTrue();
            assertThat(first.descriptor()).isPositive();
            try (Doorbell second = hang()) {
                assertThat(sleeps(second)).isTrue();
            }
        }
    }

    @Test
    void whoHasTakenHoldRingsForWhoeverComesNext() {
        final Doorbell first = hang();
        try (BellPull other = pull()) {
            first.close();
            assertThat(other.pull()).isFalse();
            try (Doorbell second = hang()) {
                assertThat(other.pull()).isTrue();
                second.await(LONG_NANOS);
            }
        }
    }

    @Test
    void nobodyIsHeldUpByWhoDoesNotListen() {
        try (Doorbell bell = hang();
                BellPull other = pull()) {
            int taken = 0;
            while (taken < MORE_THAN_A_PIPE_HOLDS && other.pull()) {
                taken++;
            }
            assertThat(taken).isLessThan(MORE_THAN_A_PIPE_HOLDS);
            bell.await(LONG_NANOS);
            assertThat(other.pull()).isFalse();
        }
    }

    @Test
    void aBellIsThereOnceSomebodyHasHungIt() throws IOException {
        assertThat(BellPull.of(path())).isNull();
        hang().close();
        assertThat(BellPull.of(path())).isNull();
        Files.delete(path());
        Files.writeString(path(), "a file");
        assertThat(Doorbell.hang(path())).isNull();
    }

    @Test
    void wakingAClosedOneIsNoFault() {
        final Doorbell bell = hang();
        bell.close();
        bell.close();
        bell.wake();
    }
}
