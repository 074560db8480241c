// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.bus.BusDriver;
import io.strowger.bus.StreamPublisher;
import io.strowger.bus.StreamSubscriber;
import io.strowger.configuration.LocationConfig;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.location.client.BlockingLocationUpdates;
import io.strowger.location.client.LocationUpdates;
import io.strowger.location.client.RemoteLocationServer;
import io.strowger.location.client.ReplicaWait;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreOpenFailure;
import io.strowger.management.LocationBrowser;
import io.strowger.management.Provisioning;
import io.strowger.management.StatusReport;
import io.strowger.replica.ReplicaAgent;
import io.strowger.replica.ReplicaProgress;
import io.strowger.replication.Message;
import io.strowger.replication.ReplicaConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * The location side of a cluster node: a replica that is kept in step, and the way to the location server for changes.
 * Calls are routed from the replica whether the location server is there or not.
 */
final class ReplicatedLocation implements StoredLocation {
    private static final String NOBODY_HEARD =
            "neither a location server nor a designated receiver is heard";

    /** So many announcements are not lost by chance. */
    private static final int SILENT_BEATS = 20;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final LocationStore store;
    private final LastingAgent<ReplicaAgent> replication;
    private final Duration longSilence;
    private final RemoteLocationServer server;
    private final BlockingLocationUpdates updates;
    private final StoreBrowser browser;
    private final ServerProvisioning provisioning;

    private ReplicatedLocation(
            LocationStore store,
            LastingAgent<ReplicaAgent> replication,
            Duration longSilence,
            RemoteLocationServer server,
            StoreBrowser browser) {
        this.store = store;
        this.replication = replication;
        this.longSilence = longSilence;
        this.server = server;
        updates = server.connectBlocking();
        this.browser = browser;
        provisioning = new ServerProvisioning(updates);
    }

    static ReplicatedLocation open(StrowgerConfig config, CountersManager counters)
            throws CommandFailure {
        LocationStore store =
                openStore(
                        config.location(), config.data().resolve(LocationFiles.DATABASE), counters);
        LastingAgent<ReplicaAgent> agent = null;
        try {
            agent =
                    new LastingAgent<>(
                            () -> startAgent(config, store, counters),
                            ReplicaAgent::fault,
                            counters);
            RemoteLocationServer server =
                    RemoteLocationServer.connect(ClusterSettings.remote(config), counters);
            StoreBrowser browser =
                    new StoreBrowser(store, config.data(), config.location().diskReserve().bytes());
            return new ReplicatedLocation(
                    store,
                    agent,
                    config.replication().beat().multipliedBy(SILENT_BEATS),
                    server,
                    browser);
        } catch (IOException fault) {
            CloseHelper.closeAll(agent, store);
            throw new CommandFailure("cannot use " + config.data() + ": " + fault.getMessage());
        } catch (CommandFailure | RuntimeException failure) {
            CloseHelper.closeAll(agent, store);
            throw failure;
        }
    }

    private static LocationStore openStore(
            LocationConfig config, Path directory, CountersManager counters) throws CommandFailure {
        try {
            return LocationStore.openReplica(
                    directory,
                    ClusterSettings.store(config.log()).withBindingMemory(config.memory().bytes()),
                    counters);
        } catch (StoreOpenFailure failure) {
            throw new CommandFailure(String.valueOf(failure.getMessage()));
        }
    }

    private static ReplicaAgent startAgent(
            StrowgerConfig config, LocationStore store, CountersManager counters)
            throws CommandFailure {
        ProcessIdentity process = ProcessIdentity.ofNode(config);
        ReplicationWays ways = new ReplicationWays(config);
        Integer receiver = config.replication().region().receiver();
        BusDriver driver = ways.launch(counters);
        try {
            return ReplicaAgent.start(
                    ReplicaConfig.standard(
                            process.id(),
                            process.name(),
                            receiver == null
                                    ? Message.Role.NODE
                                    : Message.Role.DESIGNATED_RECEIVER),
                    store,
                    new ReplicaAgent.Bus(
                            driver,
                            new StreamSubscriber(driver, ways.ofNode(), ways.silence(), counters),
                            ways.sessionsOfNode(driver, process.id(), counters),
                            receiver == null
                                    ? null
                                    : new ReplicaAgent.Below(
                                            new StreamPublisher(
                                                    driver, ways.ofReceiver(receiver), counters),
                                            config.replication().beat())),
                    counters);
        } catch (RuntimeException failure) {
            driver.close();
            throw new CommandFailure("the bus cannot be used: " + failure.getMessage());
        }
    }

    private ReplicaProgress progressNow() {
        return replication.agent().progress();
    }

    @Override
    public void tick() {
        replication.tick();
    }

    @Override
    public LocationStore store() {
        return store;
    }

    @Override
    public LocationUpdates connect(Runnable wakeUp) {
        ReplicaWait replica = new ReplicaWait(() -> store.state().level(), wakeUp);
        store.onCommit(replica::committed);
        return server.connect(wakeUp, replica);
    }

    @Override
    public LocationBrowser browser() {
        return browser;
    }

    @Override
    public Provisioning provisioning() {
        return provisioning;
    }

    @Override
    public String id() {
        return progressNow().report().name();
    }

    @Override
    public String role() {
        return ShownReplica.words(progressNow().report().role());
    }

    @Override
    public StatusReport.Progress progress() {
        return ShownReplica.progress(progressNow());
    }

    @Override
    public List<StatusReport.Replica> replicas() {
        return ShownReplica.replicas(replication.agent().reported());
    }

    @Override
    public List<StatusReport.Region> regions() {
        return ShownReplica.regions(replication.agent().reported());
    }

    /** Whether calls can be routed: while the replica is loaded anew they are routed from what it holds. */
    @Override
    public boolean isServing() {
        return replication.agent().fault() == null
                && store.state().exists()
                && store.state().level() > 0;
    }

    @Override
    public boolean awaitServing(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!store.state().coherent() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return store.state().coherent();
    }

    @Override
    public @Nullable String complaint() {
        boolean isWell =
                isServing()
                        && server.isConnected()
                        && !isUnheard()
                        && progressNow().report().activity() == Message.Activity.IN_STEP;
        return isWell ? null : condition();
    }

    @Override
    public String condition() {
        String fault = replication.agent().fault();
        if (fault != null) {
            return "the replica's thread stopped: " + fault;
        }
        String activity = isUnheard() ? NOBODY_HEARD : activity();
        return server.isConnected() ? activity : activity + ", no way for changes";
    }

    private String activity() {
        return switch (progressNow().report().activity()) {
            case WAITING -> NOBODY_HEARD;
            case IN_STEP -> "in step";
            case LOADING -> "missing levels are loaded";
            case RELOADING -> "the replica is loaded anew";
        };
    }

    /** Whoever hears nothing does not know what it misses. */
    private boolean isUnheard() {
        return replication.agent().silence().compareTo(longSilence) > 0;
    }

    @Override
    public void close() {
        updates.close();
        server.close();
        replication.close();
        store.close();
    }
}
