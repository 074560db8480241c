// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.cluster.transport.SocketWatch;
import io.strowger.location.client.BlockingLocationUpdates;
import io.strowger.location.client.ChangeBell;
import io.strowger.location.client.LocationClientCounters;
import io.strowger.location.client.LocationUpdateAgent;
import io.strowger.location.client.LocationUpdates;
import io.strowger.location.client.ReplicaWait;
import io.strowger.location.server.LocationServerStatus.Phase;
import io.strowger.location.store.LocationStore;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.CountersManager;

/**
 * A location server inside this process: commits every change in its log, applies it to the store, and only then
 * tells the submitter. Its methods may be called from any thread.
 */
public final class LocationServer implements AutoCloseable {
    private static final long JOIN_MILLIS = 10_000;
    private static final long POLL_NANOS = 1_000_000;

    private final LocationParts parts;
    private final LocationThread work;
    private final Thread thread;
    private final DirectoryLock lock;

    private LocationServer(final LocationParts parts, final DirectoryLock lock) {
        this.parts = parts;
        this.lock = lock;
        work = new LocationThread(parts);
        thread = Thread.ofPlatform().name("location").unstarted(work);
    }

    /**
     * Starts a location server on an open store. Creates the database, with new secrets, when the store holds none.
     *
     * @throws IOException when the directory cannot be used, or another process uses it
     */
    public static LocationServer launch(
            final LocationServerConfig config,
            final LocationStore store,
            final CountersManager counters)
            throws IOException {
        Files.createDirectories(config.directory());
        final FileStore disk = Files.getFileStore(config.directory());
        return launch(config, store, counters, () -> usableBytes(disk));
    }

    /**
     * The same with another way to find out how much space is left.
     *
     * @param usableBytes asked on the location thread, at most every 100 ms
     */
    public static LocationServer launch(
            final LocationServerConfig config,
            final LocationStore store,
            final CountersManager counters,
            final LongSupplier usableBytes)
            throws IOException {
        Files.createDirectories(config.directory());
        final DirectoryLock lock = DirectoryLock.acquire(config.directory());
        final long nowNanos = System.nanoTime();
        final FaultLog faults = new FaultLog();
        final ServerState state =
                new ServerState(
                        new DiskReserve(usableBytes, config.diskReserveBytes(), nowNanos), faults);
        final SocketWatch watch = config.group() == null ? null : new SocketWatch();
        final ChangeBell doorbell = new ChangeBell(watch);
        final LocationUpdateAgent agent =
                new LocationUpdateAgent(
                        MemberChannels.of(config).client(config),
                        doorbell,
                        state,
                        LocationClientCounters.allocate(counters),
                        new SecureRandom().nextLong(),
                        nowNanos);
        final LocationServer server =
                new LocationServer(
                        new LocationParts(
                                config,
                                store,
                                agent,
                                doorbell,
                                watch,
                                state,
                                LocationServerCounters.allocate(counters),
                                faults),
                        lock);
        server.thread.start();
        return server;
    }

    private static long usableBytes(final FileStore disk) {
        try {
            return disk.getUsableSpace();
        } catch (final IOException unreadable) {
            // A disk that cannot even be asked will not take changes either.
            return 0;
        }
    }

    /**
     * Opens a door for one thread that never waits.
     *
     * @param wakeUp called on the location thread after it has written outcomes; must not block
     */
    public LocationUpdates connect(final Runnable wakeUp) {
        return parts.agent().connect(wakeUp, ReplicaWait.none());
    }

    /** Opens a door for threads that may wait. */
    public BlockingLocationUpdates connectBlocking() {
        return parts.agent().connectBlocking();
    }

    /** Waits until changes are committed; false when that did not happen in time. */
    public boolean awaitServing(final Duration time) {
        final long deadline = System.nanoTime() + time.toNanos();
        while (parts.state().phase() != Phase.SERVING) {
            if (System.nanoTime() - deadline > 0
                    || parts.state().phase() == Phase.REFUSED
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, POLL_NANOS);
        }
        return true;
    }

    public LocationServerStatus status() {
        final LocationServerCounters counters = parts.counters();
        return new LocationServerStatus(
                parts.state().phase(),
                parts.faults().latest(),
                counters.leader.get() == 1,
                counters.term.get(),
                counters.logPosition.get(),
                counters.snapshotPosition.get(),
                counters.relaunches.get());
    }

    /** Commits what is under way, takes a snapshot when it pays, and stops. The store stays open. */
    @Override
    public void close() {
        work.stop();
        try {
            thread.join(JOIN_MILLIS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        CloseHelper.quietCloseAll(parts.watch(), lock);
    }
}
