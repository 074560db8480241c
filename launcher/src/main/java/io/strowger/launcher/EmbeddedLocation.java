// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.FlushPolicy;
import io.strowger.configuration.LocationConfig;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.location.client.BlockingLocationUpdates;
import io.strowger.location.client.LocationUpdates;
import io.strowger.location.server.Enrolment;
import io.strowger.location.server.GroupConfig;
import io.strowger.location.server.LocationServer;
import io.strowger.location.server.LocationServerConfig;
import io.strowger.location.server.LocationServerStatus;
import io.strowger.location.server.LocationServerStatus.Phase;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreConfig;
import io.strowger.location.store.StoreOpenFailure;
import io.strowger.management.LocationBrowser;
import io.strowger.management.Provisioning;
import io.strowger.management.StatusReport;
import io.strowger.replica.MemberAgent;
import io.strowger.replica.ReplicaProgress;
import io.strowger.replica.ReportedReplicas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/** Location store and location server in this process: the only one, or a member of a group. */
final class EmbeddedLocation implements StoredLocation {
    private final String id;
    private final LocationStore store;
    private final LocationServer server;
    private final BlockingLocationUpdates updates;
    private final StoreBrowser browser;
    private final ServerProvisioning provisioning;
    private final @Nullable LastingAgent<MemberAgent> replication;

    private EmbeddedLocation(
            LocationServerConfig config,
            LocationStore store,
            LocationServer server,
            Path data,
            @Nullable LastingAgent<MemberAgent> replication) {
        this.replication = replication;
        this.id = Integer.toString(config.memberId());
        this.store = store;
        this.server = server;
        updates = server.connectBlocking();
        browser = new StoreBrowser(store, data, config.diskReserveBytes());
        provisioning = new ServerProvisioning(updates);
    }

    /**
     * Opens both.
     *
     * @param group the members of which this is one, null for the only one
     */
    static EmbeddedLocation open(
            StrowgerConfig config, @Nullable GroupConfig group, CountersManager counters)
            throws CommandFailure {
        Path directory = config.data();
        LocationServerConfig serverConfig =
                serverConfig(config.location(), group, directory.resolve(LocationFiles.LOG));
        checkRestored(directory);
        enrol(serverConfig, directory.resolve(LocationFiles.DATABASE));
        LocationStore store =
                openStore(
                        storeConfig(config.location(), group),
                        directory.resolve(LocationFiles.DATABASE),
                        counters);
        try {
            BackupFile.removeLeftOver(directory);
            return open(config, serverConfig, store, counters);
        } catch (IOException fault) {
            store.close();
            throw new CommandFailure(
                    "cannot start the location server in " + directory + ": " + fault.getMessage());
        }
    }

    private static EmbeddedLocation open(
            StrowgerConfig config,
            LocationServerConfig serverConfig,
            LocationStore store,
            CountersManager counters)
            throws IOException, CommandFailure {
        LocationServer server = LocationServer.launch(serverConfig, store, counters);
        try {
            LastingAgent<MemberAgent> replication =
                    new ReplicationWays(config).isConfigured()
                            ? new LastingAgent<>(
                                    () -> MemberReplication.start(config, store, server, counters),
                                    MemberAgent::fault,
                                    counters)
                            : null;
            return new EmbeddedLocation(serverConfig, store, server, config.data(), replication);
        } catch (CommandFailure failure) {
            server.close();
            store.close();
            throw failure;
        }
    }

    private static void enrol(LocationServerConfig config, Path database) throws CommandFailure {
        try {
            Enrolment.complete(config, database, () -> false);
        } catch (IOException fault) {
            throw new CommandFailure(
                    "cannot use " + config.directory() + ": " + fault.getMessage());
        }
    }

    /** Between its last two steps a restore has no database in place, and an empty one must not take it. */
    private static void checkRestored(Path directory) throws CommandFailure {
        Path restoring = directory.resolve(LocationFiles.RESTORING);
        if (Files.exists(restoring) && !Files.exists(directory.resolve(LocationFiles.DATABASE))) {
            throw new CommandFailure(
                    "a restore was interrupted: give 'strowger restore' again, or remove "
                            + restoring);
        }
    }

    /** A member of a group routes nothing, so it keeps no bindings in memory. */
    private static StoreConfig storeConfig(LocationConfig config, @Nullable GroupConfig group) {
        StoreConfig file = ClusterSettings.store(config.log());
        return group == null ? file.withBindingMemory(config.memory().bytes()) : file;
    }

    private static LocationStore openStore(
            StoreConfig config, Path directory, CountersManager counters) throws CommandFailure {
        try {
            return LocationStore.open(directory, config, counters);
        } catch (StoreOpenFailure failure) {
            throw new CommandFailure(String.valueOf(failure.getMessage()));
        }
    }

    private static LocationServerConfig serverConfig(
            LocationConfig config, @Nullable GroupConfig group, Path directory) {
        LocationServerConfig usual = LocationServerConfig.single(directory);
        return new LocationServerConfig(
                directory,
                group == null ? usual.memberId() : config.group().member(),
                config.flush() == FlushPolicy.COMMIT,
                config.commitInterval(),
                config.group().updateTimeout(),
                usual.idleSleep(),
                usual.expiryInterval(),
                config.diskReserve().bytes(),
                usual.snapshotLogBytes(),
                usual.queueBytes(),
                usual.pendingLimit(),
                group);
    }

    @Override
    public LocationStore store() {
        return store;
    }

    @Override
    public LocationUpdates connect(Runnable wakeUp) {
        return server.connect(wakeUp);
    }

    @Override
    public List<StatusReport.Replica> replicas() {
        return ShownReplica.replicas(reported());
    }

    @Override
    public List<StatusReport.Region> regions() {
        return ShownReplica.regions(reported());
    }

    private ReportedReplicas reported() {
        return replication == null ? ReportedReplicas.NONE : replication.agent().reported();
    }

    @Override
    public void tick() {
        if (replication != null) {
            replication.tick();
        }
    }

    @Override
    public StatusReport.Progress progress() {
        ReplicaProgress self = replication == null ? null : replication.agent().self();
        return self == null ? StatusReport.Progress.IN_STEP : ShownReplica.progress(self);
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
        return id;
    }

    @Override
    public String role() {
        return server.status().leader() ? "active" : "standby";
    }

    @Override
    public boolean isServing() {
        return server.status().phase() == Phase.SERVING;
    }

    @Override
    public boolean awaitServing(Duration limit) {
        return server.awaitServing(limit);
    }

    @Override
    public String condition() {
        LocationServerStatus status = server.status();
        String phase = status.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return status.fault() == null ? phase : phase + ": " + status.fault();
    }

    @Override
    public void close() {
        updates.close();
        if (replication != null) {
            replication.close();
        }
        server.close();
        store.close();
    }
}
