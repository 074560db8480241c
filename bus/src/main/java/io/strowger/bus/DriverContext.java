// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The settings of a media driver that a thread of ours turns. */
final class DriverContext {
    private static final int COUNTERS_BYTES = 1 << 20;
    private static final int TERM_BYTES = 64 << 10;

    /** A receiver that stopped polling is let go after this, and sees the gap. */
    private static final long IMAGE_LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** A stop of the whole process for this long (debugger, suspended host) does not end it. */
    private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Of a driver that is shared: how often it looks who has stopped polling. */
    private static final long TIMER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** A subscriber in shared memory that stopped polling holds up the others for so long when its window is full. */
    private static final long HOLD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** And is let in again after so long. */
    private static final long RESTING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Room for more data is told at once; this is how often receivers say that they are there at all. */
    private static final long STATUS_MESSAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private DriverContext() {}

    /** Of a driver for this process alone. */
    static MediaDriver.Context alone(final Path directory, final BusFaults faults) {
        return new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .threadingMode(ThreadingMode.INVOKER)
                .asyncExecutorEnabled(false)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .counterValuesBufferLength(COUNTERS_BYTES)
                .ipcTermBufferLength(TERM_BYTES)
                .publicationTermBufferLength(TERM_BYTES)
                .termBufferSparseFile(true)
                .imageLivenessTimeoutNs(IMAGE_LIVENESS_NANOS)
                .statusMessageTimeoutNs(STATUS_MESSAGE_NANOS)
                .clientLivenessTimeoutNs(LIVENESS_NANOS)
                .publicationUnblockTimeoutNs(LIVENESS_NANOS + LIVENESS_NANOS / 2)
                .errorHandler(faults);
    }

    /** Of one that other processes of the host use, too. */
    static MediaDriver.Context shared(final Path directory, final BusFaults faults) {
        return alone(directory, faults)
                .timerIntervalNs(TIMER_NANOS)
                .untetheredWindowLimitTimeoutNs(HOLD_UP_NANOS)
                .untetheredRestingTimeoutNs(RESTING_NANOS);
    }
}
