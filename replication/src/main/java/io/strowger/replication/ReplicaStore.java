// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.location.RecordCursor;
import io.strowger.location.RecordPosition;
import org.agrona.DirectBuffer;

/**
 * The local copy of the location database as {@link Replica} writes it. All calls from one thread, in the order that
 * is written here. Whoever looks up locations reads beside it and is never waited for.
 *
 * <p><b>An update</b> takes the steps of the source's figure 4, each under its name; the replica has waited until the
 * database is coherent and has checked level and birth date before the first of them:
 *
 * <pre>
 * copyToLog → verifyLog → markIncoherent → transfer        for each of one or more entries, levels in order
 * commit                                                    all of them become visible together
 * </pre>
 *
 * A crash between any two steps must leave, after the next start, either the level before the first of these entries,
 * coherent, or a database that says itself that it is not coherent (it is then reloaded). A store that does all steps
 * in one transaction of its engine gives the former.
 *
 * <p><b>A continuous reload</b> brings any database to what a server holds, in place, so that lookups are answered
 * from what is there while it lasts:
 *
 * <pre>
 * beginReload                    on disk: not coherent, the server's birth date
 * replaceRange …                 until the ranges cover all records; they may overlap and come in any order
 * endRound(level)                the lowest level at which one of the ranges was read
 * copyToLog → verifyLog → markIncoherent → transfer → commit …    entries from level + 1 on; stays not coherent
 * endReload                      when the highest level at which a range was read is reached: coherent again
 * </pre>
 *
 * Why that is right: a record that no entry above the lowest level names is as it was read; any other ends as the last
 * entry that names it says, whether or not the range already held that, because entries carry whole values.
 * A crash within a reload leaves the database not coherent.
 */
public interface ReplicaStore {
    /**
     * The committed state. Within a reload {@code coherent} is false and the level means nothing before {@link #endRound}.
     * {@link DatabaseState#NONE} when there is no database yet.
     */
    DatabaseState state();

    /**
     * Term of the last committed entry of this birth date, 0 when unknown. A reload of the same database keeps it, so
     * that an old leader stays fenced out over a restart; one of another database forgets it, because terms of two
     * databases say nothing about each other and the other one's leader would be refused for ever.
     */
    long term();

    /**
     * Appends an entry to the own provisioning log, bytes as they came: an encoded provisioning log entry, from 0 to
     * its capacity. It is the entry of the level after the last one copied or committed, of this birth date (checked by
     * the caller from the entry itself). May trim the log's old end by its limits.
     *
     * @return {@link StepOutcome#DAMAGED} when an entry's checksum or form is wrong
     */
    StepOutcome copyToLog(DirectBuffer entry);

    /** Reads the entry of a level back from where it was stored and compares its checksum. */
    StepOutcome verifyLog(long level);

    /** From here to {@link #commit} the database is not coherent for those who write it. */
    StepOutcome markIncoherent();

    /**
     * Makes the changes of the logged entry of this level: each value replaces the record's and its level becomes the
     * entry's; an empty value deletes. Records that are as asked for already are no error.
     */
    StepOutcome transfer(long level);

    /** Level, digest, log and records of all transferred entries become visible together, and coherent outside a reload. */
    StepOutcome commit();

    /** Back to the last commit. Does nothing when nothing is under way. */
    void abandon();

    /**
     * Begins a reload, durably: not coherent, this birth date, provisioning log empty. Records stay and are served
     * until they are replaced.
     */
    StepOutcome beginReload(long birthDate);

    /**
     * Makes the records in a range exactly these, levels included: others in the range are deleted. Commits, at the
     * latest with {@link #endRound}.
     *
     * @param after the range begins after this place
     * @param to and ends with this one
     */
    StepOutcome replaceRange(RecordPosition after, RecordPosition to, RecordCursor records);

    /** All records are covered. The level becomes this one, the log is empty and the next entry is level + 1. */
    StepOutcome endRound(long level);

    /**
     * Ends the reload: digest and record count are computed from the records that are really there (not from running
     * sums, which may be what was wrong), then coherent, durably.
     *
     * @return {@link StepOutcome#DAMAGED} when a record is found damaged; the reload begins again
     */
    StepOutcome endReload();
}
