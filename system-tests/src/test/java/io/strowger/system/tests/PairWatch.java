// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks both of two switches all the time whether they are active, each by a thread of its own, for one that stands still answers
 * when it goes on.
 */
final class PairWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = 20_000_000;

    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running = true;

    /** A switch was active at some moment between the two times. */
    private record Sample(int member, long term, long asked, long answered) {}

    PairWatch(final List<RouterProcess> pair) {
        for (int i = 0; i < pair.size(); i++) {
            final int member = i;
            threads.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("watch" + i)
                            .start(() -> watch(member, pair.get(member))));
        }
    }

    private void watch(final int member, final RouterProcess board) {
        while (running) {
            try {
                final long asked = System.nanoTime();
                final SwitchState state = SwitchState.of(board);
                if (state.isActive()) {
                    samples.add(new Sample(member, state.term(), asked, System.nanoTime()));
                }
            } catch (final UncheckedIOException isAway) {
                // It was killed, or is being started.
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Each term was held by one switch, and nobody had an older one once a newer one had been seen. */
    void assertNeverTwoWereActive() {
        final List<Sample> seen = List.copyOf(samples);
        assertThat(seen).as("times at which one was active").hasSizeGreaterThan(50);
        for (final Sample one : seen) {
            for (final Sample other : seen) {
                final boolean isOneTerm = one.term == other.term && one.member != other.member;
                final boolean isLate = one.term > other.term && one.answered - other.asked < 0;
                assertThat(isOneTerm || isLate).as("both active: %s and %s", one, other).isFalse();
            }
        }
    }

    /** Terms that were seen, of which each has one switch. */
    long terms() {
        return samples.stream().map(Sample::term).distinct().count();
    }

    @Override
    public void close() {
        running = false;
        for (final Thread thread : threads) {
            try {
                thread.join(12_000);
            } catch (final InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
