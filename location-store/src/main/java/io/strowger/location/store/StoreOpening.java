// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordTable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The checks between a directory and an open store. Cheap ones always, a full scan when the files cannot be trusted. */
final class StoreOpening {
    private static final System.Logger LOGGER = System.getLogger("strowger.location-store");

    private final Path directory;
    private final StoreConfig config;

    StoreOpening(final Path directory, final StoreConfig config) {
        this.directory = directory.toAbsolutePath().normalize();
        this.config = config;
    }

    LocationStore open(final LocationStoreCounters counters) throws StoreOpenFailure {
        return open(counters, SessionMark.acquire(directory));
    }

    /** Opens with a session that has been acquired; it is released again when the files are refused. */
    LocationStore open(final LocationStoreCounters counters, final SessionMark session)
            throws StoreOpenFailure {
        boolean opened = false;
        try {
            LmdbLibrary.load();
            final LocationStore store = openTrusted(counters, session);
            opened = true;
            return store;
        } catch (final IOException e) {
            throw new StoreOpenFailure(
                    "location database in " + directory + ": " + e + "; free some disk space");
        } finally {
            if (!opened) {
                releaseQuietly(session);
            }
        }
    }

    private LocationStore openTrusted(
            final LocationStoreCounters counters, final SessionMark session)
            throws StoreOpenFailure, IOException {
        final LmdbEnvironment environment = LmdbEnvironment.open(directory, config);
        final StoredState state = new StoredState();
        final String defect = defect(environment, state, session.isVerificationDue());
        if (defect != null) {
            environment.close();
            throw new StoreOpenFailure("location database in " + directory + ' ' + defect);
        }
        session.opened();
        return new LocationStore(environment, session, config, state, counters);
    }

    private @Nullable String defect(
            final LmdbEnvironment environment, final StoredState state, final boolean isSuspect) {
        try (ReadTransaction transaction = new ReadTransaction(environment)) {
            final String defect = stateDefect(environment, transaction, state);
            if (defect != null) {
                return defect;
            }
        } catch (final LmdbFailure e) {
            return "cannot be read ("
                    + e.getMessage()
                    + "); restore it from a backup or another member";
        }
        return isSuspect || environment.wasLengthened() ? scanDefect(environment) : null;
    }

    private static @Nullable String stateDefect(
            final LmdbEnvironment environment,
            final ReadTransaction transaction,
            final StoredState state) {
        long records = 0;
        for (final RecordTable table : RecordTable.values()) {
            records += transaction.entries(environment.table(table));
        }
        final int code =
                transaction.get(
                        environment.stateTable(), StoredState.KEY, 0, StoredState.KEY.capacity());
        if (code == LmdbCalls.NOT_FOUND && records == 0) {
            return null;
        }
        if (code != LmdbCalls.SUCCESS) {
            return "has records but no state record; restore it from a backup or another member";
        }
        final String defect = state.decode(transaction.value());
        if (defect != null) {
            return defect;
        }
        if (!state.coherent) {
            return "was being loaded when its process stopped; remove the directory and load it anew";
        }
        return records == state.recordCount
                ? null
                : "holds "
                        + records
                        + " records instead of "
                        + state.recordCount
                        + "; restore it from a backup or another member";
    }

    private @Nullable String scanDefect(final LmdbEnvironment environment) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "location database in {0}: the operating system stopped while it was open, verifying every record",
                directory);
        return switch (new Verification(environment, (_, _, _) -> {}).run()) {
            case VerifyOutcome.Intact _ -> null;
            case VerifyOutcome.Damaged damaged ->
                    "is damaged since the operating system stopped ("
                            + damaged.count()
                            + " findings, the first: "
                            + damaged.findings().getFirst()
                            + "); "
                            + damaged.advice();
        };
    }

    private static void releaseQuietly(final SessionMark session) {
        try {
            session.release();
        } catch (final IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "session mark: {0}", e);
        }
    }
}
