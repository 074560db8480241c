// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.FlushPolicy;
import io.strowger.configuration.LocationConfig;
import io.strowger.configuration.StrowgerConfig;
import io.strowger.location.client.BlockingLocationUpdates;
import io.strowger.location.server.LocationServer;
import io.strowger.location.server.LocationServerConfig;
import io.strowger.location.server.LocationServerStatus;
import io.strowger.location.server.LocationServerStatus.Phase;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreConfig;
import io.strowger.location.store.StoreOpenFailure;
import io.strowger.management.LocationBrowser;
import io.strowger.management.Provisioning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.agrona.concurrent.status.CountersManager;

/** Location store and one-member location server in this process. */
final class EmbeddedLocation implements LocationSide {
    private static final long MAP_BYTES = 64L << 30;

    private final LocationStore store;
    private final LocationServer server;
    private final BlockingLocationUpdates updates;
    private final StoreBrowser browser;
    private final ServerProvisioning provisioning;

    private EmbeddedLocation(
            LocationStore store, LocationServer server, Path data, long reserveBytes) {
        this.store = store;
        this.server = server;
        updates = server.connectBlocking();
        browser = new StoreBrowser(store, data, reserveBytes);
        provisioning = new ServerProvisioning(updates);
    }

    static EmbeddedLocation open(StrowgerConfig config, CountersManager counters)
            throws CommandFailure {
        Path directory = config.data();
        checkRestored(directory);
        LocationStore store =
                openStore(config.location(), directory.resolve(LocationFiles.DATABASE), counters);
        try {
            LocationServerConfig serverConfig =
                    serverConfig(config.location(), directory.resolve(LocationFiles.LOG));
            BackupFile.removeLeftOver(directory);
            return new EmbeddedLocation(
                    store,
                    LocationServer.launch(serverConfig, store, counters),
                    directory,
                    serverConfig.diskReserveBytes());
        } catch (IOException fault) {
            store.close();
            throw new CommandFailure(
                    "cannot start the location server in " + directory + ": " + fault.getMessage());
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

    private static LocationStore openStore(
            LocationConfig config, Path directory, CountersManager counters) throws CommandFailure {
        // The server's log is what is forced to disk at a commit; what the store lost is replayed
        // from it.
        StoreConfig storeConfig =
                new StoreConfig(
                        MAP_BYTES,
                        config.log().maxEntries(),
                        config.log().maxBytes().bytes(),
                        config.log().maxAge(),
                        false);
        try {
            return LocationStore.open(directory, storeConfig, counters);
        } catch (StoreOpenFailure failure) {
            throw new CommandFailure(String.valueOf(failure.getMessage()));
        }
    }

    private static LocationServerConfig serverConfig(LocationConfig config, Path directory) {
        LocationServerConfig usual = LocationServerConfig.single(directory);
        return new LocationServerConfig(
                directory,
                usual.memberId(),
                config.flush() == FlushPolicy.COMMIT,
                config.commitInterval(),
                usual.updateTimeout(),
                usual.idleSleep(),
                usual.expiryInterval(),
                config.diskReserve().bytes(),
                usual.snapshotLogBytes(),
                usual.queueBytes(),
                usual.pendingLimit());
    }

    LocationStore store() {
        return store;
    }

    LocationServer server() {
        return server;
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
        server.close();
        store.close();
    }
}
