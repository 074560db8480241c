// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import io.aeron.Aeron;
import io.aeron.cluster.client.EgressListener;
import io.aeron.logbuffer.Header;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the changes of all submitters into frames, sends each frame to the replicated log and hands the outcomes
 * back.
 *
 * <p>Belongs to the location thread, except {@link #connect} and {@link #connectBlocking}. The session with the
 * cluster may come and go; queues, frames under way and the client id outlive it, so a frame sent again after a
 * failover is recognised by its sequence and not applied twice.
 */
public final class LocationUpdateAgent implements AutoCloseable {
    /** Most submitters at a time. */
    public static final int SUBMITTER_LIMIT = 64;

    private static final int CHANGES_PER_TURN = UpdateFrameView.MAX_CHANGES / 4;

    private final LocationClientConfig config;
    private final ChangeBell doorbell;
    private final Supplier<Admission> admission;
    private final LocationClientCounters counters;
    private final OutcomeTally tally;
    private final long clientId;
    private final List<SubmissionQueue> queues = new CopyOnWriteArrayList<>();
    private final FrameWindow window = new FrameWindow();
    private final OutcomeFrame outcomes = new OutcomeFrame();
    private final ControlledMessageHandler gatherChange = this::onGather;
    private final ControlledMessageHandler refuseChange = this::onRefuse;
    private final GatherTime gatherTime;
    private final long updateTimeoutNanos;

    private volatile @Nullable LeaseClient leases;
    private @Nullable ClusterSession session;
    private boolean wasConnected;
    private long openNanos;
    private long replies;
    private int nextTurn;
    private @Nullable SubmissionQueue turn;
    private UpdateOutcome refusal = UpdateOutcome.UNAVAILABLE;

    /**
     * Makes an agent without a session.
     *
     * @param clientId distinguishes this client from every other one, past ones included: random
     * @param nowNanos monotonic time
     */
    public LocationUpdateAgent(
            final LocationClientConfig config,
            final ChangeBell doorbell,
            final Supplier<Admission> admission,
            final LocationClientCounters counters,
            final long clientId,
            final long nowNanos) {
        this.config = config;
        this.doorbell = doorbell;
        this.admission = admission;
        this.counters = counters;
        this.tally = counters::outcome;
        this.clientId = clientId;
        gatherTime = new GatherTime(config.commitInterval().toNanos(), nowNanos);
        updateTimeoutNanos = config.updateTimeout().toNanos();
        openNanos = nowNanos;
    }

    /**
     * Opens a door for one thread that never waits. Any thread.
     *
     * @param wakeUp called on the location thread after it has written outcomes
     * @param replica that the thread looks up in
     */
    public LocationUpdates connect(final Runnable wakeUp, final ReplicaWait replica) {
        final LocationUpdates updates =
                new LocationUpdates(
                        config.queueBytes(), config.pendingLimit(), wakeUp, replica, doorbell);
        register(updates.queue());
        return updates;
    }

    /** Opens a door for threads that may wait. Any thread. */
    public BlockingLocationUpdates connectBlocking() {
        final BlockingLocationUpdates updates =
                new BlockingLocationUpdates(config.queueBytes(), config.pendingLimit(), doorbell);
        register(updates.queue());
        return updates;
    }

    /**
     * Opens the door to the lease of the active switch; one for an agent. Any thread.
     *
     * @param wakeUp called on the location thread after an answer has come
     */
    public LeaseClient connectLease(final int switchNumber, final Runnable wakeUp) {
        if (leases != null) {
            throw new IllegalStateException("one process is one switch");
        }
        final LeaseClient opened = new LeaseClient(switchNumber, clientId, wakeUp, doorbell);
        leases = opened;
        return opened;
    }

    private int sendLeases() {
        final LeaseClient door = leases;
        return door == null ? 0 : door.send(connected() ? session : null);
    }

    private void register(final SubmissionQueue queue) {
        if (queues.size() >= SUBMITTER_LIMIT) {
            throw new IllegalStateException(
                    "more than " + SUBMITTER_LIMIT + " submitters of location updates");
        }
        queues.add(queue);
    }

    /** Begins to look for the cluster through this Aeron client. */
    public void attach(final Aeron aeron, final long nowNanos) {
        detach();
        session = new ClusterSession(aeron, config, new Replies(), nowNanos);
    }

    /** Ends the session; frames under way are kept for the next one. */
    public void detach() {
        CloseHelper.quietClose(session);
        session = null;
        wasConnected = false;
    }

    /** One round: replies, deadlines, sending. */
    public int doWork(final long nowNanos) {
        int work = session == null ? 0 : session.poll(nowNanos);
        final boolean connected = connected();
        work += sendLeases();
        if (connected && !wasConnected) {
            counters.framesResent(window.sendAgain());
        }
        wasConnected = connected;
        work += giveUpLate(nowNanos);
        window.trim();
        if (connected) {
            work += sendWaiting();
        }
        work += admit(nowNanos, connected);
        return work;
    }

    private int admit(final long nowNanos, final boolean connected) {
        final Admission admitted = admission.get();
        if (connected && admitted == Admission.OPEN) {
            openNanos = nowNanos;
            return mayGather(nowNanos) ? gather(nowNanos) : 0;
        }
        if (admitted == Admission.DISK_FULL) {
            return refuseAll(UpdateOutcome.DISK_FULL);
        }
        return nowNanos - openNanos > updateTimeoutNanos ? refuseAll(UpdateOutcome.UNAVAILABLE) : 0;
    }

    private boolean mayGather(final long nowNanos) {
        if (window.isFull()) {
            return false;
        }
        final long waiting = waitingBytes();
        return waiting >= UpdateFrameView.MAX_LENGTH
                || (waiting > 0 && gatherTime.nanosLeft(nowNanos) <= 0);
    }

    private int gather(final long nowNanos) {
        final InFlightFrame frame = window.frame(window.next());
        frame.begin(UpdateFrameView.UPDATES, clientId, window.next(), 0);
        int taken = 0;
        int round;
        do {
            round = takeTurns();
            taken += round;
        } while (round > 0 && frame.writer.count() < UpdateFrameView.MAX_CHANGES);
        if (frame.writer.count() > 0) {
            enter(frame, nowNanos);
        }
        return taken + flush();
    }

    /** Each queue in turn gives a part of the frame, so an import cannot keep registrations waiting. */
    private int takeTurns() {
        final int submitters = queues.size();
        int taken = 0;
        for (int i = 0; i < submitters; i++) {
            final SubmissionQueue queue = queues.get((nextTurn + i) % submitters);
            turn = queue;
            taken += queue.requests().controlledRead(gatherChange, CHANGES_PER_TURN);
            if (queue.closed() && queue.isEmpty()) {
                queues.remove(queue);
                break;
            }
        }
        nextTurn = (nextTurn + 1) & 0xFFFF;
        return taken;
    }

    private void enter(final InFlightFrame frame, final long nowNanos) {
        frame.deadlineNanos(nowNanos + updateTimeoutNanos);
        window.add();
        gatherTime.onFrame(frame.writer.count(), nowNanos);
        sendWaiting();
    }

    private ControlledMessageHandler.Action onGather(
            final int type, final MutableDirectBuffer buffer, final int index, final int length) {
        final int changeLength = length - SubmissionQueue.CORRELATION_LENGTH;
        if (changeLength == 0) {
            answer(buffer, index, UpdateOutcome.REFUSED);
            return ControlledMessageHandler.Action.CONTINUE;
        }
        final InFlightFrame frame = window.frame(window.next());
        final int position = frame.writer.count();
        if (!frame.writer.addEncoded(
                buffer, index + SubmissionQueue.CORRELATION_LENGTH, changeLength)) {
            return ControlledMessageHandler.Action.ABORT;
        }
        frame.submitter(position, turn, buffer.getLong(index));
        return ControlledMessageHandler.Action.CONTINUE;
    }

    private ControlledMessageHandler.Action onRefuse(
            final int type, final MutableDirectBuffer buffer, final int index, final int length) {
        answer(buffer, index, refusal);
        return ControlledMessageHandler.Action.CONTINUE;
    }

    private void answer(final DirectBuffer buffer, final int index, final UpdateOutcome outcome) {
        final SubmissionQueue queue = turn;
        if (queue != null) {
            queue.deliver(buffer.getLong(index), outcome, 0);
            tally.count(outcome);
        }
    }

    private int refuseAll(final UpdateOutcome outcome) {
        refusal = outcome;
        int refused = 0;
        for (final SubmissionQueue queue : queues) {
            turn = queue;
            refused += queue.requests().controlledRead(refuseChange, CHANGES_PER_TURN);
        }
        return refused + flush();
    }

    private int sendWaiting() {
        int sent = 0;
        final ClusterSession open = session;
        for (long sequence = window.oldest();
                open != null && sequence < window.next();
                sequence++) {
            final InFlightFrame frame = window.frame(sequence);
            if (frame.done() || frame.sent()) {
                continue;
            }
            final int length = frame.writer.length();
            if (!open.offer(frame.writer.buffer(), length)) {
                break;
            }
            frame.sent(true);
            counters.frameSent(length);
            sent++;
        }
        return sent;
    }

    private int giveUpLate(final long nowNanos) {
        int late = 0;
        for (long sequence = window.oldest(); sequence < window.next(); sequence++) {
            final InFlightFrame frame = window.frame(sequence);
            if (!frame.done() && nowNanos - frame.deadlineNanos() > 0) {
                frame.deliverAll(UpdateOutcome.UNAVAILABLE, tally);
                late++;
            }
        }
        return late == 0 ? 0 : late + flush();
    }

    private void onReply(final DirectBuffer buffer, final int offset, final int length) {
        if (outcomes.read(buffer, offset, length)
                && outcomes.clientId() == clientId
                && window.contains(outcomes.sequence())
                && outcomes.count() == window.frame(outcomes.sequence()).writer.count()) {
            window.frame(outcomes.sequence()).deliver(outcomes, tally);
            replies++;
            window.trim();
            flush();
        }
    }

    /** What the location server says. */
    private final class Replies implements EgressListener {
        @Override
        public void onMessage(
                final long clusterSessionId,
                final long timestamp,
                final DirectBuffer buffer,
                final int offset,
                final int length,
                final Header header) {
            final LeaseClient door = leases;
            if (door == null || !door.take(buffer, offset, length)) {
                onReply(buffer, offset, length);
            }
        }

        /** What the old leader had not committed is gone; what it had is recognised by its sequence. */
        @Override
        public void onNewLeader(
                final long clusterSessionId,
                final long leadershipTermId,
                final int leaderMemberId,
                final String ingressEndpoints) {
            counters.framesResent(window.sendAgain());
            counters.leaderChanged();
        }
    }

    private int flush() {
        for (final SubmissionQueue queue : queues) {
            queue.flush();
        }
        return 0;
    }

    /**
     * Sends the command that creates the database with its secrets; all randomness of the database is in it.
     *
     * @return false when it cannot be sent now
     */
    public boolean createDatabase(
            final long birthDate, final Map<String, byte[]> secrets, final long nowNanos) {
        if (!connected() || !window.isEmpty()) {
            return false;
        }
        final InFlightFrame frame = window.frame(window.next());
        frame.begin(UpdateFrameView.CREATE_DATABASE, clientId, window.next(), birthDate);
        secrets.forEach(frame::addSecret);
        enter(frame, nowNanos);
        return true;
    }

    public boolean connected() {
        return session != null && session.connected();
    }

    /** Whether something is under way, so that the location thread must keep going round. */
    public boolean busy() {
        return !window.isEmpty() || (session != null && session.connecting());
    }

    /** Frames answered so far. */
    public long replies() {
        return replies;
    }

    /** Whether submitted changes wait in a queue. */
    public boolean submissionsWait() {
        final LeaseClient door = leases;
        return waitingBytes() > 0 || (door != null && door.requestsWait());
    }

    /** How long until gathered changes may be sent; 0 or less = now. */
    public long gatherNanosLeft(final long nowNanos) {
        return gatherTime.nanosLeft(nowNanos);
    }

    private long waitingBytes() {
        long bytes = 0;
        for (int i = 0; i < queues.size(); i++) {
            bytes += queues.get(i).requests().size();
        }
        return bytes;
    }

    @Override
    public void close() {
        detach();
        for (long sequence = window.oldest(); sequence < window.next(); sequence++) {
            if (!window.frame(sequence).done()) {
                window.frame(sequence).deliverAll(UpdateOutcome.UNAVAILABLE, tally);
            }
        }
        window.trim();
        refuseAll(UpdateOutcome.UNAVAILABLE);
    }
}
