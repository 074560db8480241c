// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.location.DatabaseState;
import io.strowger.replication.Message.Announcement;
import io.strowger.replication.Message.Entry;
import io.strowger.replication.Message.EntryPart;
import io.strowger.replication.Message.LastLoad;
import io.strowger.replication.Message.LoadRequest;
import io.strowger.replication.Message.Malformed;
import io.strowger.replication.Message.RegionReport;
import io.strowger.replication.Message.ReplicaReport;
import io.strowger.replication.Message.Unknown;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A replica that takes the stream from above, passes it on below, serves loads from its own store and log, and reports
 * one line upwards for its region. Regions nest as deep as wanted; two designated receivers in a region stand in for each
 * other, because whoever hears both drops by level what it has. One thread; time is monotonic nanoseconds.
 *
 * <p>The stream is passed on as it comes, before it is applied and also while this replica itself is loading: what is
 * wrong here does not hold up the region. An entry that the stream had lost and a load brought is passed on too.
 */
public final class DesignatedReceiver {
    private static final int LIVE_DISTANCE = 64;

    private final long id;
    private final long reportBeat;
    private final SessionOutput sessions;
    private final FrameOutput below;
    private final long beatNanos;
    private final ReplicationCounters counters = new ReplicationCounters();
    private final FrameReader reader = new FrameReader();
    private final FrameWriter writer = new FrameWriter();
    private final RelayedLevels relayed = new RelayedLevels();
    private final UnsafeBuffer part = new UnsafeBuffer(0, 0);
    private final ReplicaTable region;
    private final Replica replica;
    private final LoadServer loads;
    private long relayedBirthDate;
    private long relayedTerm;
    private long relayedLevel = -1;
    private long relayedAt;
    private long partsOf;
    private long reportAt = LevelWatch.NEVER;

    /**
     * A designated receiver over a store.
     *
     * @param config of its replica and of its load server
     * @param source the same database as the store, for reading
     * @param sessions with those above and below
     * @param below the stream of its region
     * @param listener of its replica
     */
    public DesignatedReceiver(
            final DesignatedReceiverConfig config,
            final ReplicaStore store,
            final LoadSource source,
            final SessionOutput sessions,
            final FrameOutput below,
            final ReplicaListener listener) {
        id = config.replica().id();
        reportBeat = config.replica().timing().reportBeat();
        this.sessions = sessions;
        this.below = below;
        beatNanos = config.beatNanos();
        region = new ReplicaTable(8 * reportBeat, counters);
        replica = new Replica(config.replica(), store, sessions, new PassingOn(listener));
        loads = new LoadServer(config.loads(), source, sessions);
    }

    /** Takes a frame, from above or below. */
    public void onFrame(
            final DirectBuffer buffer, final int offset, final int length, final long now) {
        final Message message = reader.read(buffer, offset, length);
        switch (message) {
            case Announcement announcement -> {
                if (replica.onMessage(announcement, now)) {
                    passOn(announcement, now);
                }
            }
            case Entry entry -> {
                // Passed on first: what is below does not wait for this store.
                if (isToPassOn(entry)) {
                    counters.sent(below.offer(buffer, offset, length), length);
                }
                replica.onMessage(entry, now);
            }
            case LoadRequest request -> {
                lookAtReplica();
                loads.onRequest(request, now);
            }
            case ReplicaReport report -> region.onReport(report, now);
            case RegionReport report -> region.onReport(report, now);
            case Unknown _ -> counters.increment(ReplicationCounter.UNKNOWN);
            case Malformed _ -> counters.increment(ReplicationCounter.MALFORMED);
            default -> replica.onMessage(message, now);
        }
    }

    private boolean isToPassOn(final Entry entry) {
        if (entry.birthDate() != replica.birthDate() || entry.term() < replica.term()) {
            return false;
        }
        final EntryPart each = entry.part();
        if (each.partOffset() > 0) {
            return each.level() == partsOf;
        }
        final boolean isNew = relayed.add(each.level());
        if (isNew) {
            partsOf = each.level();
        }
        return isNew;
    }

    private void passOn(final Announcement announced, final long now) {
        if (announced.birthDate() != relayedBirthDate || announced.term() != relayedTerm) {
            relayed.clear();
        }
        final boolean isNews =
                announced.birthDate() != relayedBirthDate
                        || announced.term() != relayedTerm
                        || announced.level() > relayedLevel;
        // The same comes by two networks and from two senders: once a beat is enough.
        if (!isNews && now - relayedAt < beatNanos / 2) {
            return;
        }
        if (!isNews && announced.level() < relayedLevel) {
            return;
        }
        relayedBirthDate = announced.birthDate();
        relayedTerm = announced.term();
        relayedLevel = announced.level();
        relayedAt = now;
        final int length = writer.write(announced.passedOnBy(id, servers(announced)));
        counters.sent(below.offer(writer.buffer(), 0, length), length);
    }

    private void passOn(final long level, final DirectBuffer entry) {
        final int whole = entry.capacity();
        for (int at = 0; at < whole; at += WireLimits.PAYLOAD) {
            part.wrap(entry, at, Math.min(WireLimits.PAYLOAD, whole - at));
            final EntryPart each = new EntryPart(level, whole, at, part);
            final int length =
                    writer.write(new Entry(id, replica.birthDate(), replica.term(), each));
            counters.sent(below.offer(writer.buffer(), 0, length), length);
        }
    }

    /** Itself first, then those that it was told of; while it is loading itself, its answer says to come again. */
    private List<Long> servers(final Announcement announced) {
        final List<Long> servers = new ArrayList<>(WireLimits.LOAD_SERVERS);
        servers.add(id);
        for (final long each : announced.loadServers()) {
            if (servers.size() < WireLimits.LOAD_SERVERS && each != id) {
                servers.add(each);
            }
        }
        return servers;
    }

    /** Does what is due in all its parts. Gives 0 when there was nothing to do. */
    public int doWork(final long now) {
        final int work = replica.doWork(now);
        lookAtReplica();
        return work + loads.doWork(now) + reportIfDue(now);
    }

    /** Who differs from the leader would pass that on. */
    private void lookAtReplica() {
        loads.term(replica.birthDate(), replica.term());
        loads.isTrusted(!replica.isDifferent());
    }

    private int reportIfDue(final long now) {
        if (now < reportAt || replica.parent() == 0) {
            return 0;
        }
        reportAt = now + reportBeat;
        region.forgetSilent(now);
        final int length = writer.write(report(now));
        counters.sent(sessions.offer(replica.parent(), writer.buffer(), 0, length), length);
        return 1;
    }

    /** What it says of its region, itself included. */
    public RegionReport report(final long now) {
        return region.summary(replica.report(now));
    }

    public Replica replica() {
        return replica;
    }

    public LoadServer loads() {
        return loads;
    }

    public ReplicaTable region() {
        return region;
    }

    public ReplicationCounters counters() {
        return counters;
    }

    /** Passes on what did not come by the stream. */
    private final class PassingOn implements ReplicaListener {
        private final ReplicaListener listener;

        PassingOn(final ReplicaListener listener) {
            this.listener = listener;
        }

        @Override
        public void onTransferred(final long level, final DirectBuffer entry) {
            listener.onTransferred(level, entry);
            if (level + LIVE_DISTANCE > replica.knownLevel() && relayed.add(level)) {
                passOn(level, entry);
            }
        }

        @Override
        public void onCommitted(final DatabaseState state) {
            listener.onCommitted(state);
        }

        @Override
        public void onLoad(final LastLoad kind) {
            listener.onLoad(kind);
        }

        @Override
        public void onDigestDiffers(final DatabaseState own, final Announcement announced) {
            listener.onDigestDiffers(own, announced);
        }
    }
}
