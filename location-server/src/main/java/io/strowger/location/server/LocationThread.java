// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.location.server.LocationServerStatus.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The location thread: gives the cluster member one life after another until it is told to stop. A member that fails
 * is launched anew, later each time; the process goes on in any case.
 */
final class LocationThread implements Runnable {
    private static final long FIRST_BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAST_BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONG_LIFE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LocationParts parts;
    private volatile boolean stopping;

    LocationThread(final LocationParts parts) {
        this.parts = parts;
    }

    @Override
    public void run() {
        long backOff = FIRST_BACK_OFF_NANOS;
        while (!stopping) {
            final long born = System.nanoTime();
            final String failure = liveOnce();
            if (failure != null && !stopping) {
                parts.faults().report(failure, System.nanoTime());
                parts.counters().relaunches.incrementRelease();
                final boolean lastedLong = System.nanoTime() - born > LONG_LIFE_NANOS;
                backOff =
                        lastedLong
                                ? FIRST_BACK_OFF_NANOS
                                : Math.min(2 * backOff, LAST_BACK_OFF_NANOS);
                answerFor(backOff);
            }
        }
        parts.agent().close();
        parts.state().close(Phase.STOPPED);
    }

    private @Nullable String liveOnce() {
        try {
            final Path aeronDirectory = AeronDirectory.prepare(parts.config().directory());
            final MemberLife life = new MemberLife(parts);
            final String failure = life.live(aeronDirectory, () -> stopping);
            final String refusal = life.refusal();
            if (refusal == null) {
                return failure;
            }
            parts.faults()
                    .report("the location server does not serve: " + refusal, System.nanoTime());
            parts.state().close(Phase.REFUSED);
            answerUntilStopped();
            return null;
        } catch (final IOException | RuntimeException failed) {
            return "the location server was not launched: " + failed;
        }
    }

    /** Changes are answered UNAVAILABLE meanwhile. */
    private void answerFor(final long nanos) {
        final long deadline = System.nanoTime() + nanos;
        while (!stopping && System.nanoTime() - deadline < 0) {
            answer();
        }
    }

    private void answerUntilStopped() {
        while (!stopping) {
            answer();
        }
    }

    private void answer() {
        if (parts.agent().doWork(System.nanoTime()) == 0) {
            parts.doorbell().nap(PAUSE_NANOS);
        }
    }

    /** Any thread. */
    void stop() {
        stopping = true;
        parts.doorbell().ring();
    }
}
