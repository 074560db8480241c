// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The checks between a directory and an open store. Cheap ones always, a full scan when the files cannot be trusted. A
 * location server's files that are not right are refused, for they are the original; a replica's are set aside, and it
 * is loaded anew.
 */
final class StoreOpening {
    private static final System.Logger LOGGER = System.getLogger("strowger.location-store");

    private final Path directory;
    private final StoreConfig config;
    private final boolean asReplica;

    StoreOpening(final Path directory, final StoreConfig config, final boolean asReplica) {
        this.directory = directory.toAbsolutePath().normalize();
        this.config = config;
        this.asReplica = asReplica;
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
            final LocationStore store =
                    asReplica
                            ? openReplica(counters, session)
                            : openTrusted(counters, session, session.isVerificationDue());
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

    private LocationStore openReplica(
            final LocationStoreCounters counters, final SessionMark session)
            throws StoreOpenFailure, IOException {
        try {
            return openTrusted(counters, session, session.isVerificationDue());
        } catch (final StoreDamage damage) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "{0}. It is a replica: data.mdb is set aside as damaged.mdb, and it is loaded anew",
                    damage.getMessage());
            Files.move(
                    directory.resolve("data.mdb"),
                    directory.resolve("damaged.mdb"),
                    StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(directory.resolve("lock.mdb"));
            return openTrusted(counters, session, false);
        }
    }

    private LocationStore openTrusted(
            final LocationStoreCounters counters,
            final SessionMark session,
            final boolean isSuspect)
            throws StoreOpenFailure, IOException {
        final LmdbEnvironment environment = LmdbEnvironment.open(directory, config);
        final StoredState state = new StoredState();
        state.isReplica = asReplica;
        final StoreOpenFailure defect =
                defect(environment, state, isSuspect, session.isFirstOpening());
        if (defect != null) {
            environment.close();
            throw defect;
        }
        session.opened();
        return new LocationStore(environment, session, config, state, counters);
    }

    private @Nullable StoreOpenFailure defect(
            final LmdbEnvironment environment,
            final StoredState state,
            final boolean isSuspect,
            final boolean isCopy) {
        try (ReadTransaction transaction = new ReadTransaction(environment)) {
            final StoreOpenFailure defect = stateDefect(environment, transaction, state);
            if (defect != null) {
                return defect;
            }
        } catch (final LmdbFailure e) {
            return damage(
                    "cannot be read ("
                            + e.getMessage()
                            + "); restore it from a backup or another member");
        }
        return isSuspect || environment.wasLengthened() ? scanDefect(environment, isCopy) : null;
    }

    private @Nullable StoreOpenFailure stateDefect(
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
            return damage(
                    "has records but no state record; restore it from a backup or another member");
        }
        final String defect = state.decode(transaction.value());
        if (defect != null) {
            return damage(defect);
        }
        if (records != state.recordCount) {
            return damage(
                    "holds "
                            + records
                            + " records instead of "
                            + state.recordCount
                            + "; restore it from a backup or another member");
        }
        return purposeDefect(state);
    }

    /** Files that are right, but not what they are opened as. */
    private @Nullable StoreOpenFailure purposeDefect(final StoredState state) {
        if (state.isReplica != asReplica) {
            return new StoreOpenFailure(
                    "location database in "
                            + directory
                            + (asReplica
                                    ? " is a location server's own, not a replica"
                                    : " is a replica, not a location server's own")
                            + "; name another directory with data");
        }
        return state.coherent || asReplica
                ? null
                : new StoreOpenFailure(
                        "location database in "
                                + directory
                                + " was being loaded when its process stopped; remove the directory and load it anew");
    }

    private StoreDamage damage(final String what) {
        return new StoreDamage("location database in " + directory + ' ' + what);
    }

    private @Nullable StoreDamage scanDefect(
            final LmdbEnvironment environment, final boolean isCopy) {
        LOGGER.log(
                isCopy ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "location database in {0}: {1}, verifying every record",
                directory,
                isCopy ? "a copy" : "the operating system stopped while it was open");
        return switch (new Verification(environment, (_, _, _) -> {}).run()) {
            case VerifyOutcome.Intact _ -> null;
            case VerifyOutcome.Damaged damaged ->
                    damage(
                            "is damaged"
                                    + (isCopy ? " (" : " since the operating system stopped (")
                                    + damaged.count()
                                    + " findings, the first: "
                                    + damaged.findings().getFirst()
                                    + "); "
                                    + damaged.advice());
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
