// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.strowger.cluster.transport.AeronDirectory;
import io.strowger.cluster.transport.ClusterSockets;
import io.strowger.cluster.transport.HostAddresses;
import io.strowger.cluster.transport.SocketWatch;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.NoOpLock;
import org.agrona.concurrent.status.CountersManager;

/**
 * The location server as a process without one sees it: finds the member that leads, follows it to the next one, and
 * keeps changes waiting for the moments in which there is none. Its methods may be called from any thread.
 *
 * <p>One thread, "location", drives everything: a media driver of its own, the session, the agent. It sleeps until a
 * change or a datagram comes.
 */
public final class RemoteLocationServer implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger("strowger.location-client");
    private static final long JOIN_MILLIS = 5_000;
    private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final RemoteConfig config;
    private final SocketWatch sockets = new SocketWatch();
    private final ChangeBell doorbell = new ChangeBell(sockets);
    private final LocationUpdateAgent agent;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile boolean connected;

    private RemoteLocationServer(final RemoteConfig config, final CountersManager counters) {
        this.config = config;
        agent =
                new LocationUpdateAgent(
                        config.client(),
                        doorbell,
                        () -> Admission.OPEN,
                        LocationClientCounters.allocate(counters),
                        new SecureRandom().nextLong(),
                        System.nanoTime());
        thread = Thread.ofPlatform().name("location").unstarted(this::run);
    }

    /**
     * Begins to look for the location server; whether there is one or not, this returns at once.
     *
     * @throws IOException when the directory cannot be used
     */
    public static RemoteLocationServer connect(
            final RemoteConfig config, final CountersManager counters) throws IOException {
        Files.createDirectories(config.directory());
        final RemoteLocationServer server = new RemoteLocationServer(config, counters);
        server.thread.start();
        return server;
    }

    /**
     * Opens a door for one thread that never waits.
     *
     * @param wakeUp called on the location thread after it has written outcomes; must not block
     * @param replica that the thread looks up in
     */
    public LocationUpdates connect(final Runnable wakeUp, final ReplicaWait replica) {
        return agent.connect(wakeUp, replica);
    }

    /** Opens a door for threads that may wait. */
    public BlockingLocationUpdates connectBlocking() {
        return agent.connectBlocking();
    }

    /**
     * Opens the door to the lease of the active switch, for one thread that never waits; one for a process.
     *
     * @param switchNumber of this switch, from 0
     * @param wakeUp called on the location thread after an answer has come; must not block
     */
    public LeaseClient connectLease(final int switchNumber, final Runnable wakeUp) {
        return agent.connectLease(switchNumber, wakeUp);
    }

    /** Whether there is a session with the member that leads. */
    public boolean isConnected() {
        return connected;
    }

    private void run() {
        while (!stopping) {
            try {
                serveOnce();
            } catch (final IOException | RuntimeException failed) {
                LOGGER.log(Level.ERROR, "the way to the location server is opened anew", failed);
                doorbell.nap(SLEEP_NANOS);
            } finally {
                agent.detach();
                connected = false;
            }
        }
        agent.close();
        sockets.close();
    }

    private void serveOnce() throws IOException {
        final MediaDriver driver = MediaDriver.launch(driverContext());
        Aeron aeron = null;
        try {
            final AgentInvoker driverWork = driver.sharedAgentInvoker();
            aeron = Aeron.connect(clientContext(driver, driverWork));
            final AgentInvoker clientWork = aeron.conductorAgentInvoker();
            agent.attach(aeron, System.nanoTime());
            while (!stopping && driverWork.isRunning() && !aeron.isClosed()) {
                final long nowNanos = System.nanoTime();
                final int work = driverWork.invoke() + clientWork.invoke() + agent.doWork(nowNanos);
                connected = agent.connected();
                rest(work, nowNanos);
            }
        } finally {
            agent.detach();
            CloseHelper.quietCloseAll(aeron, driver);
        }
    }

    private void rest(final int work, final long nowNanos) {
        if (work > 0) {
            return;
        }
        if (agent.busy()) {
            doorbell.sleep(BUSY_NANOS, () -> false);
        } else if (agent.submissionsWait()) {
            doorbell.nap(Math.max(0, agent.gatherNanosLeft(nowNanos)));
        } else {
            doorbell.sleep(SLEEP_NANOS, agent::submissionsWait);
        }
    }

    private MediaDriver.Context driverContext() throws IOException {
        return new ClusterSockets(
                        config.secrets(),
                        sockets,
                        new HostAddresses(),
                        line -> LOGGER.log(Level.ERROR, "location client: {0}", line))
                .install(new MediaDriver.Context())
                .aeronDirectoryName(AeronDirectory.prepare(config.directory()).toString())
                .threadingMode(ThreadingMode.INVOKER)
                .asyncExecutorEnabled(false)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .warnIfDirectoryExists(false)
                .counterValuesBufferLength(1 << 20)
                .ipcTermBufferLength(64 << 10)
                .publicationTermBufferLength(64 << 10)
                .termBufferSparseFile(true)
                .clientLivenessTimeoutNs(LIVENESS_NANOS)
                .publicationUnblockTimeoutNs(LIVENESS_NANOS + LIVENESS_NANOS / 2)
                .errorHandler(RemoteLocationServer::onError);
    }

    private static Aeron.Context clientContext(
            final MediaDriver driver, final AgentInvoker driverWork) {
        return new Aeron.Context()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .clientName("location-client")
                .driverAgentInvoker(driverWork)
                .useConductorAgentInvoker(true)
                .clientLock(NoOpLock.INSTANCE)
                .errorHandler(RemoteLocationServer::onError);
    }

    private static void onError(final Throwable error) {
        LOGGER.log(Level.DEBUG, "location client: {0}", error.getMessage());
    }

    /** Answers what is under way UNAVAILABLE and ends the session. */
    @Override
    public void close() {
        stopping = true;
        doorbell.ring();
        try {
            thread.join(JOIN_MILLIS);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
