// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpLock;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.SystemNanoClock;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Aeron as the bus uses it: a media driver of its own with small buffers, or that of another process on this host, and
 * a client of it; both do their work in {@link #doWork} and nowhere else. One thread.
 */
public final class BusDriver implements AutoCloseable {
    private static final int COUNTERS_BYTES = 1 << 20;
    private static final int TERM_BYTES = 64 << 10;

    /** The driver takes one datagram from each socket in a turn; a round of its owner is long compared with that. */
    private static final int MOST_TURNS = 32;

    /** A receiver that stopped polling is let go after this, and sees the gap. */
    private static final long IMAGE_LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** A stop of the whole process for this long (debugger, suspended host) does not end it. */
    private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final BusFaults faults;
    private final @Nullable MediaDriver driver;
    private final @Nullable AgentInvoker driverInvoker;
    private final Aeron aeron;
    private final boolean sealsDatagrams;

    private BusDriver(
            final Path directory,
            final @Nullable MediaDriver driver,
            final boolean sealsDatagrams,
            final IdleStrategy awaiting,
            final BusFaults faults) {
        this.driver = driver;
        this.faults = faults;
        this.sealsDatagrams = sealsDatagrams;
        driverInvoker = driver == null ? null : driver.sharedAgentInvoker();
        try {
            aeron =
                    Aeron.connect(
                            new Aeron.Context()
                                    .aeronDirectoryName(directory.toString())
                                    .clientName("strowger-bus")
                                    .driverAgentInvoker(driverInvoker)
                                    .useConductorAgentInvoker(true)
                                    .awaitingIdleStrategy(awaiting)
                                    .clientLock(NoOpLock.INSTANCE)
                                    .errorHandler(faults)
                                    .subscriberErrorHandler(faults));
        } catch (final RuntimeException | Error failure) {
            CloseHelper.quietClose(driver);
            throw failure;
        }
    }

    /**
     * Launches a media driver in this process.
     *
     * @param directory for its buffers, in shared memory ({@code /dev/shm}); deleted at start and end, so it belongs to
     *     this process alone
     */
    public static BusDriver launch(final Path directory, final CountersManager counters)
            throws BusFailure {
        return launch(directory, counters, context -> context, false);
    }

    /**
     * Launches a media driver whose sockets are made by somebody else.
     *
     * @param sockets prepares the driver's context
     * @param sealsDatagrams whether these sockets seal what they send, so that frames need not be
     */
    public static BusDriver launch(
            final Path directory,
            final CountersManager counters,
            final UnaryOperator<MediaDriver.Context> sockets,
            final boolean sealsDatagrams)
            throws BusFailure {
        BusDirectory.check(directory, BusDirectory.NEEDED_BYTES);
        final BusFaults faults = faults(counters);
        final MediaDriver.Context context =
                new MediaDriver.Context()
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
                        .clientLivenessTimeoutNs(LIVENESS_NANOS)
                        .publicationUnblockTimeoutNs(LIVENESS_NANOS + LIVENESS_NANOS / 2)
                        .errorHandler(faults);
        try {
            final MediaDriver driver = MediaDriver.launch(sockets.apply(context));
            return new BusDriver(
                    directory, driver, sealsDatagrams, new YieldingIdleStrategy(), faults);
        } catch (final RuntimeException failure) {
            throw new BusFailure("the bus was not launched in " + directory + ": " + failure);
        }
    }

    /** Uses the media driver of another process on this host, for shared memory only. */
    public static BusDriver attach(final Path directory, final CountersManager counters)
            throws BusFailure {
        return attach(directory, counters, new SleepingMillisIdleStrategy(1));
    }

    /** Attaches, with something to do while the other process is waited for. */
    static BusDriver attach(
            final Path directory, final CountersManager counters, final IdleStrategy awaiting)
            throws BusFailure {
        try {
            return new BusDriver(directory, null, false, awaiting, faults(counters));
        } catch (final RuntimeException failure) {
            throw new BusFailure(
                    "no bus in "
                            + directory
                            + ": "
                            + failure.getMessage()
                            + "; start the process that launches it first");
        }
    }

    private static BusFaults faults(final CountersManager counters) {
        return new BusFaults(
                SystemNanoClock.INSTANCE, counters.newCounter("strowger_bus_faults_total"));
    }

    Aeron aeron() {
        return aeron;
    }

    BusFaults faults() {
        return faults;
    }

    /** Whether frames on this route have to be sealed one by one. */
    boolean sealsFramesOn(final StreamRoute route) {
        return route.leavesHost() && !sealsDatagrams;
    }

    /**
     * Sends, receives and keeps alive; to be called in every round. The number of things done.
     *
     * @throws IllegalStateException when Aeron has given up, mostly because this thread did not run for half a minute:
     *     nothing comes or goes any more, and whoever owns the bus has to open another
     */
    public int doWork() {
        if (aeron.isClosed()) {
            throw new IllegalStateException("the bus is closed: its thread did not run for long");
        }
        int work = aeron.conductorAgentInvoker().invoke();
        int done = 1;
        for (int i = 0; i < MOST_TURNS && done > 0 && driverInvoker != null; i++) {
            done = driverInvoker.invoke();
            work += done;
        }
        return work;
    }

    @Override
    public void close() {
        CloseHelper.closeAll(faults, aeron, driver);
    }
}
