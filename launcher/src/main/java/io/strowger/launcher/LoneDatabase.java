// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.location.DatabaseState;
import io.strowger.location.store.CommitOutcome;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreConfig;
import io.strowger.location.store.StoreOpenFailure;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;

/** A location database that no process serves: a backup that is checked, or put back. */
final class LoneDatabase implements AutoCloseable {
    private static final int COUNTERS = 64;

    private final LocationStore store;

    private LoneDatabase(LocationStore store) {
        this.store = store;
    }

    /**
     * Opens the database in a directory, where it has never been opened: so the store reads and compares all of it.
     *
     * @param name how messages call it
     * @throws CommandFailure when it is none, or damaged
     */
    static LoneDatabase verified(Path directory, String name) throws CommandFailure {
        LoneDatabase database = new LoneDatabase(open(directory, name));
        if (!database.state().exists()) {
            database.close();
            throw new CommandFailure(name + " holds no location database");
        }
        return database;
    }

    private static LocationStore open(Path directory, String name) throws CommandFailure {
        CountersManager counters =
                new CountersManager(
                        new UnsafeBuffer(
                                ByteBuffer.allocateDirect(
                                        COUNTERS * CountersManager.METADATA_LENGTH)),
                        new UnsafeBuffer(
                                ByteBuffer.allocateDirect(
                                        COUNTERS * CountersManager.COUNTER_LENGTH)));
        try {
            return LocationStore.open(directory, StoreConfig.standard(), counters);
        } catch (StoreOpenFailure failure) {
            throw new CommandFailure(name + " cannot be used: " + failure.getMessage());
        }
    }

    DatabaseState state() {
        return store.state();
    }

    /** Gives it a birth date of its own, so that nothing of before is taken to belong to it. */
    void beginAnew(long birthDate) throws CommandFailure {
        if (store.writer().beginAnew(birthDate) instanceof CommitOutcome.StoreFull full) {
            throw new CommandFailure("no space to put the database back: " + full.reason());
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
