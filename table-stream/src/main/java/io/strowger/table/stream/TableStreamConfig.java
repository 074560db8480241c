// SPDX-License-Identifier: Apache-2.0
package io.strowger.table.stream;

import java.time.Duration;

/**
 * Limits of the stream between two switches; both should have the same.
 *
 * @param queuedFrames frames of changes that wait for the link, at most; more, and the standby needs a
 *     new copy. 2 to 65,536
 * @param placesPerSecond of the active table that are copied, 1,000 to 100,000,000: a copy must not
 *     take from the calls what they need
 * @param window places that are copied ahead of what the standby says it has, at least a frame's
 * @param beat between two frames in which each says what it holds, when nothing else is to be said, 1
 *     ms to 10 s. Who has not reported for twenty of them gets nothing more; a copy that does not get
 *     on for four of them is asked for again
 */
public record TableStreamConfig(int queuedFrames, int placesPerSecond, int window, Duration beat) {
    private static final int MOST_FRAMES = 65_536;
    private static final int LEAST_PLACES = 1_000;
    private static final int MOST_PLACES = 100_000_000;

    public TableStreamConfig {
        if (queuedFrames < 2 || queuedFrames > MOST_FRAMES) {
            throw new IllegalArgumentException("queued frames out of range: " + queuedFrames);
        }
        if (placesPerSecond < LEAST_PLACES || placesPerSecond > MOST_PLACES) {
            throw new IllegalArgumentException("places per second: " + placesPerSecond);
        }
        if (window < TableFrame.MOST_CHANGES || window > MOST_PLACES) {
            throw new IllegalArgumentException("window out of range: " + window);
        }
        if (beat.toNanos() < 1_000_000 || beat.toNanos() > 10_000_000_000L) {
            throw new IllegalArgumentException("beat out of range: " + beat);
        }
    }

    /** Twenty thousand changes in 1.3 MB; a million entries in five seconds; every 50 ms. */
    public static TableStreamConfig standard() {
        return new TableStreamConfig(1_024, 200_000, 20_000, Duration.ofMillis(50));
    }

    long silenceNanos() {
        return beat.toNanos() * 20;
    }

    long patienceNanos() {
        return beat.toNanos() * 4;
    }
}
