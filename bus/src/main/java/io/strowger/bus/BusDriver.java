// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.strowger.cluster.transport.ClusterSecrets;
import io.strowger.cluster.transport.ClusterSockets;
import io.strowger.cluster.transport.HostAddresses;
import io.strowger.cluster.transport.SocketWatch;
import io.strowger.doorbell.Doorbell;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
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
 * a client of it; both do their work in {@link #doWork} and nowhere else. What leaves the host is sealed. One thread.
 */
public final class BusDriver implements AutoCloseable {
    static final String GONE = "the process that ran the shared bus is gone";

    /** The driver takes one datagram from each socket in a turn; a round of its owner is long compared with that. */
    private static final int MOST_TURNS = 32;

    /** When something has come something may be missing, and Aeron asks for it by the clock. */
    private static final long REPAIR_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** A driver without sockets says that there is room and opens ways: so often is enough, and most turns are shorter. */
    private static final long LOCAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final BusFaults faults;
    private final BusSleep sleep;
    private final @Nullable MediaDriver driver;
    private final @Nullable AgentInvoker driverInvoker;
    private final Aeron aeron;
    private final boolean seals;
    private final @Nullable DriverShare share;
    private final SharedMemoryWait sharedMemory;
    private boolean moved;
    private long turnedAt = System.nanoTime() - LOCAL_NANOS;

    private BusDriver(
            final Path directory,
            final @Nullable MediaDriver driver,
            final SocketWatch watch,
            final boolean seals,
            final Attachment attachment,
            final BusFaults faults) {
        this.driver = driver;
        share = attachment.share();
        sharedMemory = new SharedMemoryWait(attachment.bells());
        sleep = new BusSleep(watch, sharedMemory, seals);
        this.faults = faults;
        this.seals = seals;
        driverInvoker = driver == null ? null : driver.sharedAgentInvoker();
        try {
            aeron =
                    Aeron.connect(
                            new Aeron.Context()
                                    .aeronDirectoryName(directory.toString())
                                    .clientName("strowger-bus")
                                    .driverAgentInvoker(driverInvoker)
                                    .useConductorAgentInvoker(true)
                                    .awaitingIdleStrategy(attachment.awaiting())
                                    .clientLock(NoOpLock.INSTANCE)
                                    .errorHandler(faults)
                                    .subscriberErrorHandler(faults));
        } catch (final RuntimeException | Error failure) {
            CloseHelper.quietCloseAll(driver, watch);
            throw failure;
        }
    }

    /**
     * Launches a media driver in this process.
     *
     * @param directory for its buffers, in shared memory ({@code /dev/shm}); deleted at start and end, so it belongs to
     *     this process alone
     * @param secrets with which what leaves the host is sealed; null when nothing does
     */
    public static BusDriver launch(
            final Path directory,
            final CountersManager counters,
            final @Nullable ClusterSecrets secrets)
            throws BusFailure {
        return launch(directory, counters, secrets, (_, context) -> context);
    }

    /**
     * Uses one media driver together with other processes of this host, for shared memory only: launches it when nobody
     * runs it, uses it otherwise. When the process that runs it dies, {@link #doWork} of the others fails within a fifth of
     * a second, and one of them launches it anew by calling this again.
     *
     * @param directory the same for all of them, in shared memory; made with mode 0700, because nothing is sealed there
     */
    public static BusDriver share(final Path directory, final CountersManager counters)
            throws BusFailure {
        return share(directory, counters, new SleepingMillisIdleStrategy(1));
    }

    /** Shares, with something to do while another process is waited for. */
    static BusDriver share(
            final Path directory, final CountersManager counters, final IdleStrategy awaiting)
            throws BusFailure {
        return open(DriverShare.join(directory), counters, null, awaiting);
    }

    /**
     * Launches a media driver that other processes of this host {@link #join}, and that can go over networks as well. When
     * this process dies it is gone for them, too, and they see it.
     *
     * @throws BusFailure when another process has launched one in this directory
     */
    public static BusDriver host(
            final Path directory,
            final CountersManager counters,
            final @Nullable ClusterSecrets secrets)
            throws BusFailure {
        final DriverShare share = DriverShare.join(directory);
        if (!share.runsDriver()) {
            share.close();
            throw new BusFailure("another process runs the bus in " + directory);
        }
        return open(share, counters, secrets, new SleepingMillisIdleStrategy(1));
    }

    /**
     * Uses the media driver that another process of this host {@link #host}s, for shared memory only. When that process
     * dies {@link #doWork} fails within a fifth of a second.
     *
     * @throws BusFailure when nobody has launched one there
     */
    public static BusDriver join(final Path directory, final CountersManager counters)
            throws BusFailure {
        return join(directory, counters, new SleepingMillisIdleStrategy(1));
    }

    /** Joins, with something to do while the other process is waited for. */
    static BusDriver join(
            final Path directory, final CountersManager counters, final IdleStrategy awaiting)
            throws BusFailure {
        final DriverShare share = DriverShare.join(directory);
        if (share.runsDriver()) {
            share.close();
            throw new BusFailure("nobody runs the bus in " + directory);
        }
        return open(share, counters, null, awaiting);
    }

    /** Launches the shared driver if that has fallen to this process, and uses it otherwise. */
    private static BusDriver open(
            final DriverShare share,
            final CountersManager counters,
            final @Nullable ClusterSecrets secrets,
            final IdleStrategy awaiting)
            throws BusFailure {
        Doorbells bells = null;
        try {
            bells = share.doorbells();
            final Path directory = share.driverDirectory();
            if (!share.runsDriver()) {
                return attach(
                        directory,
                        counters,
                        new Attachment(share, bells, new AwaitingSharer(share, awaiting)));
            }
            final BusDriver driver =
                    launch(
                            directory,
                            counters,
                            secrets,
                            new Attachment(share, bells, new YieldingIdleStrategy()),
                            (_, context) -> context);
            bells.runsDriver();
            share.begun();
            return driver;
        } catch (final BusFailure | RuntimeException failure) {
            CloseHelper.quietCloseAll(bells, share);
            throw failure;
        }
    }

    /**
     * How the client is joined to its driver.
     *
     * @param share with which other processes the driver is shared, null when with none
     * @param bells by which these wake each other, null when they do not
     * @param awaiting what is done until the driver has answered
     */
    private record Attachment(
            @Nullable DriverShare share, @Nullable Doorbells bells, IdleStrategy awaiting) {}

    /**
     * Launches a media driver whose sockets somebody looks after.
     *
     * @param care is given the sockets and the context in which they are installed
     */
    static BusDriver launch(
            final Path directory,
            final CountersManager counters,
            final @Nullable ClusterSecrets secrets,
            final BiFunction<ClusterSockets, MediaDriver.Context, MediaDriver.Context> care)
            throws BusFailure {
        return launch(
                directory,
                counters,
                secrets,
                new Attachment(null, null, new YieldingIdleStrategy()),
                care);
    }

    private static BusDriver launch(
            final Path directory,
            final CountersManager counters,
            final @Nullable ClusterSecrets secrets,
            final Attachment attachment,
            final BiFunction<ClusterSockets, MediaDriver.Context, MediaDriver.Context> care)
            throws BusFailure {
        BusDirectory.check(directory, BusDirectory.NEEDED_BYTES);
        final BusFaults faults = faults(counters);
        final SocketWatch watch = new SocketWatch();
        try {
            MediaDriver.Context context =
                    attachment.share() == null
                            ? DriverContext.alone(directory, faults)
                            : DriverContext.shared(directory, faults);
            if (secrets != null) {
                final ClusterSockets sockets =
                        new ClusterSockets(
                                secrets,
                                watch,
                                new HostAddresses(),
                                new DatagramReport(faults, counters));
                context = care.apply(sockets, sockets.install(context));
            }
            return new BusDriver(
                    directory,
                    MediaDriver.launch(context),
                    watch,
                    secrets != null,
                    attachment,
                    faults);
        } catch (final RuntimeException failure) {
            watch.close();
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
        return attach(directory, counters, new Attachment(null, null, awaiting));
    }

    private static BusDriver attach(
            final Path directory, final CountersManager counters, final Attachment attachment)
            throws BusFailure {
        try {
            return new BusDriver(
                    directory, null, new SocketWatch(), false, attachment, faults(counters));
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

    /** Takes note that a way is used; without a secret none may leave the host. */
    void use(final boolean leavesHost) {
        if (leavesHost && !seals) {
            throw new IllegalStateException(
                    "the bus has no secret to seal with what leaves the host");
        }
        if (!leavesHost) {
            sharedMemory.use();
        }
    }

    SharedMemoryWait sharedMemory() {
        return sharedMemory;
    }

    /**
     * Sends, receives and keeps alive until there is nothing to do; to be called in every round.
     *
     * @return 0, or more when it stopped before all was done, because others of the round have a right to their turn
     * @throws IllegalStateException when Aeron has given up, mostly because this thread did not run for half a minute, or
     *     the process that runs a shared driver is gone: nothing comes or goes any more, and whoever owns the bus has to
     *     open another
     */
    public int doWork() {
        final long now = System.nanoTime();
        if (share != null && share.isOver(now)) {
            throw new IllegalStateException(GONE);
        }
        if (aeron.isClosed()) {
            throw new IllegalStateException("the bus is closed: its thread did not run for long");
        }
        if (!seals && now - turnedAt < LOCAL_NANOS) {
            return 0;
        }
        turnedAt = now;
        int work = aeron.conductorAgentInvoker().invoke();
        int done = 1;
        for (int i = 0; i < MOST_TURNS && done > 0 && driverInvoker != null; i++) {
            done = driverInvoker.invoke();
            work += done;
        }
        moved = work > 0;
        return driverInvoker == null ? work : done;
    }

    /**
     * Sleeps until something comes, somebody calls {@link #wake}, or the time, at least a millisecond, is over. What comes
     * by shared memory ends the sleep, too; within a millisecond where it cannot ring.
     */
    public void await(final long nanos) {
        sleep.await(most(nanos));
    }

    /** By which others wake who {@link #rest rests} elsewhere; null when nobody can. */
    public @Nullable Doorbell bell() {
        return sharedMemory.bell();
    }

    /**
     * Has its owner sleep somewhere else, unless something has come by shared memory.
     *
     * @param elsewhere is given the time
     * @param isRung whether {@link #bell} ends that sleep
     * @param nanos at most
     */
    public void rest(final LongConsumer elsewhere, final boolean isRung, final long nanos) {
        sleep.rest(elsewhere, isRung ? Doorbells.PIPE : 0, most(nanos));
    }

    /** What has moved, or was left to the next turn, is to be looked after. */
    private long most(final long nanos) {
        return moved ? Math.min(nanos, REPAIR_NANOS) : nanos;
    }

    /** Whether Aeron has given up: nothing comes or goes any more. */
    public boolean isClosed() {
        return aeron.isClosed();
    }

    /** Ends the present sleep, or the next one. Any thread. */
    public void wake() {
        sleep.wake();
    }

    @Override
    public void close() {
        CloseHelper.closeAll(faults, aeron, driver, sleep, sharedMemory, share);
    }
}
