// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Publication;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.Header;
import io.strowger.location.DatabaseState;
import io.strowger.location.client.OutcomeFrame;
import io.strowger.location.client.UpdateFrameView;
import io.strowger.location.client.UpdateOutcome;
import io.strowger.location.store.CommitOutcome;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreWriter;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentTerminationException;
import org.jspecify.annotations.Nullable;

/**
 * The location server's part in the cluster: decodes a log entry, has the store apply it, encodes the answer.
 *
 * <p>One log entry is one batch of the store and at most one level, so every member gives the same level to the same
 * change. The store keeps the position of the last entry it applied; what it holds already is skipped in a replay.
 */
final class LocationService implements ClusteredService {
    /** Bindings that one entry removes; more are removed by the entries that follow at once. */
    static final int EXPIRY_LIMIT = 1_000;

    private static final long EXPIRY_TIMER = 1;
    private static final int OFFER_ATTEMPTS = 100;

    private final LocationStore store;
    private final StoreWriter writer;
    private final long expiryMillis;
    private final boolean adoptLongerDatabase;
    private final LocationServerCounters counters;
    private final UpdateFrameView frame = new UpdateFrameView();
    private final ClientSequences sequences = new ClientSequences();
    private final OutcomeFrame unknownOutcome = new OutcomeFrame();
    private final UnsentReplies unsent = new UnsentReplies();
    private final LeaseEntries leases;

    private @Nullable Cluster cluster;
    private @Nullable String refusal;
    private boolean exists;
    private boolean leader;
    private boolean creationSeen;
    private long term = -1;
    private long appliedPosition;

    /**
     * Makes a service on an open store.
     *
     * @param adoptLongerDatabase whether a database that is ahead of the log is taken as it is
     */
    LocationService(
            final LocationStore store,
            final long expiryMillis,
            final boolean adoptLongerDatabase,
            final LocationServerCounters counters) {
        this.store = store;
        this.writer = store.writer();
        this.expiryMillis = expiryMillis;
        this.adoptLongerDatabase = adoptLongerDatabase;
        this.counters = counters;
        leases = new LeaseEntries(counters);
        exists = store.state().exists();
        appliedPosition = store.appliedLogPosition();
    }

    /** Why this service will not serve, null when it will. */
    @Nullable String refusal() {
        return refusal;
    }

    boolean leads() {
        return leader;
    }

    /** Sends answers that could not be sent when they were due. Between two rounds of the member. */
    int sendUnsent(final long nowNanos) {
        return unsent.send(nowNanos);
    }

    boolean databaseExists() {
        return exists;
    }

    @Override
    public void onStart(final Cluster joined, final @Nullable Image snapshotImage) {
        cluster = joined;
        if (snapshotImage != null) {
            counters.snapshotPosition.setRelease(joined.logPosition());
            final LocationSnapshot snapshot = load(snapshotImage, joined);
            refuseIf(Recovery.checkSnapshot(snapshot, store.state(), appliedPosition));
            snapshot.restore(sequences);
            leases.restore(snapshot);
        }
    }

    private LocationSnapshot load(final Image image, final Cluster joined) {
        final LocationSnapshot snapshot = new LocationSnapshot();
        final boolean[] read = new boolean[1];
        final FragmentAssembler assembler =
                new FragmentAssembler(
                        (buffer, offset, length, header) ->
                                read[0] |= snapshot.read(buffer, offset, length));
        while (!image.isEndOfStream() && !image.isClosed()) {
            joined.idleStrategy().idle(image.poll(assembler, 10));
        }
        if (!read[0]) {
            refuseIf("the snapshot is of another version of this program: start that version");
        }
        return snapshot;
    }

    @Override
    public void onNewLeadershipTermEvent(
            final long leadershipTermId,
            final long logPosition,
            final long timestamp,
            final long termBaseLogPosition,
            final int leaderMemberId,
            final int logSessionId,
            final TimeUnit timeUnit,
            final int appVersion) {
        term = leadershipTermId;
        counters.term.setRelease(leadershipTermId);
        leases.onNewLeader(timestamp);
        schedule(timestamp + expiryMillis);
    }

    @Override
    public void onSessionMessage(
            final @Nullable ClientSession session,
            final long timestamp,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final Header header) {
        final long position = position();
        if (leases.apply(session, timestamp, buffer, offset, length)) {
            counters.logPosition.setRelease(position);
            return;
        }
        if (!frame.wrap(buffer, offset, length)) {
            counters.malformed.incrementRelease();
        } else if (isForeign()) {
            refuseIf(Recovery.foreign(frame.birthDate(), store.state()));
        } else if (position <= appliedPosition) {
            sequences.remember(frame.clientId(), frame.sequence(), position);
        } else if (sequences.isDuplicate(frame)) {
            counters.duplicates.incrementRelease();
            final OutcomeFrame kept = sequences.answer(frame);
            reply(
                    session,
                    kept != null
                            ? kept
                            : unknownOutcome.begin(
                                    frame.clientId(), frame.sequence(), frame.count()));
        } else {
            reply(session, apply(position, timestamp));
        }
        counters.logPosition.setRelease(position);
    }

    /** The first command of a log creates its database: it tells whose log it is before there is a snapshot. */
    private boolean isForeign() {
        if (creationSeen || frame.kind() != UpdateFrameView.CREATE_DATABASE) {
            return false;
        }
        creationSeen = true;
        return exists && store.state().birthDate() != frame.birthDate();
    }

    private OutcomeFrame apply(final long position, final long timestamp) {
        final OutcomeFrame answer = sequences.enter(frame, position);
        if (frame.kind() == UpdateFrameView.CREATE_DATABASE) {
            create();
        }
        if (!exists) {
            return answer;
        }
        writer.beginBatch(term, position, timestamp);
        while (frame.next()) {
            answer.outcome(frame.index(), outcomeOfChange());
        }
        answer.level(commit(position));
        return answer;
    }

    private void create() {
        if (!exists) {
            committed(writer.createDatabase(frame.birthDate()));
            exists = true;
        }
    }

    private UpdateOutcome outcomeOfChange() {
        return switch (writer.apply(frame.change())) {
            case APPLIED -> UpdateOutcome.COMMITTED;
            case UNCHANGED -> UpdateOutcome.UNCHANGED;
            case CONFLICT -> UpdateOutcome.CONFLICT;
            case TOO_LARGE, MALFORMED, DAMAGED, OVERLAP, BATCH_FULL -> UpdateOutcome.REFUSED;
            case STORE_FULL -> UpdateOutcome.DISK_FULL;
        };
    }

    private long commit(final long position) {
        final long level = committed(writer.commitBatch()).level();
        appliedPosition = position;
        return level;
    }

    private static CommitOutcome.Committed committed(final CommitOutcome outcome) {
        return switch (outcome) {
            case CommitOutcome.Committed committed -> committed;
            // The entry stands in the log, so it must be applied before any later one. Stopping
            // here leaves it to the
            // replay of the relaunched member, when there is space again.
            case CommitOutcome.StoreFull full ->
                    throw new AgentTerminationException(
                            "the location database is full: " + full.reason());
        };
    }

    @Override
    public void onTimerEvent(final long correlationId, final long timestamp) {
        final long position = position();
        long next = timestamp + expiryMillis;
        if (exists && position > appliedPosition && expire(position, timestamp) >= EXPIRY_LIMIT) {
            next = timestamp;
        }
        counters.logPosition.setRelease(position);
        schedule(next);
    }

    private long expire(final long position, final long timestamp) {
        writer.beginBatch(term, position, timestamp);
        final long removed = writer.expireDue(timestamp, EXPIRY_LIMIT);
        if (removed == 0) {
            writer.abortBatch();
        } else {
            commit(position);
        }
        return removed;
    }

    private void schedule(final long deadline) {
        for (int i = 0; i < OFFER_ATTEMPTS; i++) {
            if (joined().scheduleTimer(EXPIRY_TIMER, deadline)) {
                return;
            }
            joined().idleStrategy().idle();
        }
        throw new AgentTerminationException("the consensus module does not take timers");
    }

    private void reply(final @Nullable ClientSession session, final OutcomeFrame answer) {
        for (int i = 0; session != null && i < OFFER_ATTEMPTS; i++) {
            final long result = session.offer(answer.buffer(), 0, answer.length());
            if (result == Publication.NOT_CONNECTED && answer != unknownOutcome) {
                unsent.add(session, answer, System.nanoTime());
                return;
            }
            if (result != Publication.ADMIN_ACTION && result != Publication.BACK_PRESSURED) {
                return;
            }
            joined().idleStrategy().idle();
        }
    }

    @Override
    public void onTakeSnapshot(final ExclusivePublication publication) {
        store.sync();
        final LocationSnapshot snapshot = new LocationSnapshot();
        final DatabaseState state = store.state();
        snapshot.write(state, Math.max(appliedPosition, 0), sequences, leases.register());
        while (publication.offer(snapshot.buffer(), 0, snapshot.length()) < 0) {
            joined().idleStrategy().idle();
        }
        counters.snapshots.incrementRelease();
        counters.snapshotPosition.setRelease(position());
    }

    @Override
    public void onRoleChange(final Cluster.Role role) {
        leader = role == Cluster.Role.LEADER;
        counters.leader.setRelease(leader ? 1 : 0);
        final String problem = Recovery.checkLogEnd(position(), appliedPosition);
        if (!leader || problem == null) {
            return;
        }
        if (!adoptLongerDatabase) {
            refuseIf(problem);
        }
        writer.beginBatch(term, position(), joined().time());
        commit(position());
    }

    private void refuseIf(final @Nullable String problem) {
        if (problem != null) {
            refusal = problem;
            throw new AgentTerminationException(problem);
        }
    }

    private long position() {
        return joined().logPosition();
    }

    private Cluster joined() {
        if (cluster == null) {
            throw new IllegalStateException("the service has not been started");
        }
        return cluster;
    }

    @Override
    public void onSessionOpen(final ClientSession session, final long timestamp) {
        // A client is known by the id in its frames: its session changes with every connection.
    }

    @Override
    public void onSessionClose(
            final ClientSession session, final long timestamp, final CloseReason closeReason) {
        // See onSessionOpen.
    }

    @Override
    public void onTerminate(final Cluster terminated) {
        leader = false;
        counters.leader.setRelease(0);
    }
}
