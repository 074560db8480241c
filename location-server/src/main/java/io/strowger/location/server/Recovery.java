// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.location.DatabaseState;
import org.jspecify.annotations.Nullable;

/**
 * Whether the log and the database on this disk belong together. Where they do not, somebody has restored or removed
 * one of the two, and going on would lose changes silently.
 */
final class Recovery {
    private Recovery() {}

    /**
     * Compares the database with the snapshot that the log begins with.
     *
     * @return one line with what is wrong and what to do, null when all is well
     */
    static @Nullable String checkSnapshot(
            final LocationSnapshot snapshot,
            final DatabaseState state,
            final long appliedPosition) {
        if (snapshot.birthDate() == 0 && !state.exists()) {
            return null;
        }
        if (!state.exists()) {
            return "the log is that of database "
                    + snapshot.birthDate()
                    + " but there is no database: restore its"
                    + " files, or move the log directory away too and begin with an empty database";
        }
        if (state.birthDate() != snapshot.birthDate()) {
            return foreign(snapshot.birthDate(), state);
        }
        if (state.level() < snapshot.level() || appliedPosition < snapshot.logPosition()) {
            return "the database is at level "
                    + state.level()
                    + " but the log begins after level "
                    + snapshot.level()
                    + ": restore a newer copy of the database";
        }
        if (state.level() == snapshot.level() && !snapshot.digestEquals(state)) {
            return "the database at level "
                    + state.level()
                    + " has another digest than its snapshot: it is damaged,"
                    + " restore a copy of the database";
        }
        return null;
    }

    /** What is said of a log that belongs to another database. */
    static String foreign(final long birthDateOfLog, final DatabaseState state) {
        return "the log is that of database "
                + birthDateOfLog
                + " but the database is "
                + state.birthDate()
                + ": restore the files that belong together";
    }

    /**
     * Compares the end of the log with what the database has applied.
     *
     * @return one line with what is wrong and what to do, null when all is well
     */
    static @Nullable String checkLogEnd(final long logEnd, final long appliedPosition) {
        return appliedPosition <= logEnd
                ? null
                : "the database has applied the log up to "
                        + appliedPosition
                        + " but the log ends at "
                        + logEnd
                        + ": restore the log, or move the log directory away to go on with the database as it is";
    }
}
