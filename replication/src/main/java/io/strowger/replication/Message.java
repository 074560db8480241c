// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.location.RecordPosition;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * What is said between location servers, designated receivers and replicas. A received message points into the bytes
 * it came in and is valid as long as they are.
 *
 * <p>Ids name members, designated receivers and replicas, each by its own; 0 is nobody.
 */
public sealed interface Message {
    /**
     * What the leader of the term holds. A designated receiver passes it on with itself as sender and first load server;
     * the rest stays the leader's.
     *
     * @param sender who sent this frame
     * @param birthDate of the database
     * @param term of the leader; frames of an older term are refused
     * @param level of the leader's database
     * @param oldestLoggedLevel lowest level in the leader's provisioning log, 0 = it is empty
     * @param digestHigh upper half of the digest at that level
     * @param digestLow lower half
     * @param recordCount records at that level
     * @param loadServers whom to ask for loads, the best first, at most {@link WireLimits#LOAD_SERVERS}
     * @param equalLoadServers how many of the first are equally good: a replica begins with one of them by its id
     */
    record Announcement(
            long sender,
            long birthDate,
            long term,
            long level,
            long oldestLoggedLevel,
            long digestHigh,
            long digestLow,
            long recordCount,
            List<Long> loadServers,
            int equalLoadServers)
            implements Message {

        /** An announcement of what a leader's database holds. */
        static Announcement of(
                final long sender,
                final long term,
                final DatabaseState state,
                final long oldestLoggedLevel,
                final List<Long> loadServers,
                final int equalLoadServers) {
            return new Announcement(
                    sender,
                    state.birthDate(),
                    term,
                    state.level(),
                    oldestLoggedLevel,
                    state.digestHigh(),
                    state.digestLow(),
                    state.recordCount(),
                    loadServers,
                    equalLoadServers);
        }

        /** The same as a designated receiver passes it on. */
        Announcement passedOnBy(final long receiver, final List<Long> servers) {
            return new Announcement(
                    receiver,
                    birthDate,
                    term,
                    level,
                    oldestLoggedLevel,
                    digestHigh,
                    digestLow,
                    recordCount,
                    servers,
                    1);
        }
    }

    /**
     * A part of a provisioning log entry; most entries are one part.
     *
     * @param level the entry's
     * @param entryLength length of the whole entry
     * @param partOffset where in the entry the part begins
     * @param part from 0 to its capacity
     */
    record EntryPart(long level, int entryLength, int partOffset, DirectBuffer part) {
        /** Whether this is the whole entry. */
        boolean isWhole() {
            return partOffset == 0 && part.capacity() == entryLength;
        }
    }

    /**
     * On the stream: an entry that the leader of the term has committed, or a part of it.
     *
     * @param term of the leader that publishes, not of the one that committed the entry
     */
    record Entry(long sender, long birthDate, long term, EntryPart part) implements Message {}

    /** The two kinds of load. */
    enum LoadKind {
        /** Log entries, level by level. */
        INCREMENTAL,
        /** All records, in rounds. */
        CONTINUOUS
    }

    /**
     * Asks for a load and for its continuation. Incremental: send entries from this level and offset, at most so many
     * bytes, then wait for the next request. Continuous: join the round (sequence -1), or: this far I have followed.
     *
     * @param birthDate of the database that is wanted
     * @param fromLevel incremental: first level wanted
     * @param fromOffset incremental: what of this level's entry is there already
     * @param windowBytes incremental: how much to send, at most {@link WireLimits#WINDOW}; continuous: how much may be
     *     under way
     * @param receivedSequence continuous: the last chunk received, -1 to join
     * @param lackingAfter continuous, to join: all records up to here are there already
     * @param lackingTo and all after this one
     */
    record LoadRequest(
            long requester,
            long birthDate,
            LoadKind kind,
            long fromLevel,
            int fromOffset,
            int windowBytes,
            long receivedSequence,
            RecordPosition lackingAfter,
            RecordPosition lackingTo)
            implements Message {
        /** A request of somebody who lacks all records, or says nothing of them. */
        LoadRequest(
                final long requester,
                final long birthDate,
                final LoadKind kind,
                final long fromLevel,
                final int fromOffset,
                final int windowBytes,
                final long receivedSequence) {
            this(
                    requester,
                    birthDate,
                    kind,
                    fromLevel,
                    fromOffset,
                    windowBytes,
                    receivedSequence,
                    RecordPosition.START,
                    RecordPosition.END);
        }
    }

    /** What a load server answers to a request that it does not simply serve. */
    enum LoadAnswer {
        /** Chunks follow. */
        GRANTED,
        /** Too many requesters: come again after the time given, or ask another. */
        BUSY,
        /** This server has nothing above what the requester has, yet. */
        NOTHING_NEWER,
        /** This server's database is not coherent itself. */
        NOT_COHERENT,
        /** The log no longer reaches back to what was asked for. */
        LOG_NO_LONGER_REACHES_BACK,
        /** This server's database has another birth date. */
        OTHER_BIRTH_DATE
    }

    /**
     * Answer of a load server.
     *
     * @param term newest that the server knows
     * @param level of the server
     * @param retryAfterMillis when to ask again, here or elsewhere; 0 = soon
     */
    record LoadGrant(
            long server,
            long birthDate,
            long term,
            long level,
            long oldestLoggedLevel,
            LoadKind kind,
            LoadAnswer answer,
            int retryAfterMillis)
            implements Message {}

    /**
     * Of an incremental load: entries in level order.
     *
     * @param serverLevel what the server has
     * @param endOfWindow the window is used up or the server has no more: what is still missing is to be asked for
     * @param parts at most {@link WireLimits#PARTS}
     */
    record EntryChunk(
            long server,
            long birthDate,
            long term,
            long serverLevel,
            boolean endOfWindow,
            List<EntryPart> parts)
            implements Message {}

    /**
     * Of a continuous reload: all records of a range as they were at one level. Everybody who has joined gets the same.
     *
     * @param sequence number of the chunk at this server
     * @param readAtLevel the level at which the range was read
     * @param records the range and what it holds, at most {@link WireLimits#RECORDS}
     */
    record RecordChunk(
            long server,
            long birthDate,
            long term,
            long sequence,
            long readAtLevel,
            RecordRange records)
            implements Message {}

    /** What a process is. The order is sent: it never changes. */
    enum Role {
        NODE,
        DESIGNATED_RECEIVER,
        ACTIVE,
        STANDBY
    }

    /** What a replica is doing. The order is sent: it never changes. */
    enum Activity {
        WAITING,
        IN_STEP,
        LOADING,
        RELOADING
    }

    /** How the last load came about. The order is sent: it never changes. */
    enum LastLoad {
        NONE,
        INCREMENTAL,
        NOT_COHERENT,
        OTHER_BIRTH_DATE,
        AHEAD_OF_LOCATION_SERVER,
        DIGEST_DIFFERS,
        LOG_NO_LONGER_REACHES_BACK
    }

    /**
     * What one replica holds, for whoever is above it.
     *
     * @param name for people, at most {@link WireLimits#NAME} bytes of UTF-8
     * @param lagMillis how long it has known of a level that it does not hold; 0 in step
     * @param digestDiffers its digest was another than the leader's at equal birth date and level
     * @param lastLoadMillis how long the last load took, -1 unknown (since version 1)
     */
    record ReplicaReport(
            long id,
            String name,
            Role role,
            Activity activity,
            DatabaseState state,
            long lagMillis,
            boolean digestDiffers,
            LastLoad lastLoad,
            long lastLoadMillis)
            implements Message {}

    /**
     * One line for everything below a designated receiver, itself included.
     *
     * @param birthDate the designated receiver's
     * @param lowestLevel of all replicas in the region
     * @param worstLagMillis of all
     * @param replicas how many there are
     * @param inStep how many of them are in step
     * @param differing how many have found their digest to differ
     */
    record RegionReport(
            long sender,
            String name,
            long birthDate,
            long lowestLevel,
            long worstLagMillis,
            int replicas,
            int inStep,
            int differing)
            implements Message {}

    /** A message of a template that this version does not know: to be skipped. */
    record Unknown(int templateId) implements Message {}

    /** Bytes that are no message; to be counted. */
    record Malformed(Malformation reason) implements Message {}

    /** One defect of received bytes. */
    enum Malformation {
        TOO_SHORT,
        TOO_LONG,
        OTHER_SCHEMA,
        BLOCK_TOO_SHORT,
        TRUNCATED,
        TOO_MANY,
        OUT_OF_RANGE
    }
}
