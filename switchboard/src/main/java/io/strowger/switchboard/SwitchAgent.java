// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.protection.Overload;
import io.strowger.protection.Protection;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.Method;
import io.strowger.sip.transport.MessageReceiver;
import io.strowger.switching.NodeStatus;
import io.strowger.switching.OperationalStatus;
import io.strowger.switching.Refusal;
import io.strowger.switching.Switch;
import io.strowger.switching.SwitchOutput;
import io.strowger.switching.SwitchedMessage;
import io.strowger.trunk.RecordKind;
import io.strowger.trunk.SwitchTrunk;
import io.strowger.trunk.TrunkRecord;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a switch: one turn after another takes what the sockets have and what the nodes have sent, has {@link Switch}
 * decide, and sends what came of it. It owns all of them.
 */
final class SwitchAgent implements Runnable, MessageReceiver, SwitchTrunk.Listener, SwitchOutput {
    private static final System.Logger LOG = System.getLogger("strowger.switch");
    private static final long MILLI = 1_000_000;

    /** Machines whose time has come are a little late; no promise of theirs is as short as this. */
    private static final long LONGEST_WAIT_NANOS = 40 * MILLI;

    private static final long SHOW_NANOS = 100 * MILLI;

    /** The group takes some milliseconds to give the lease to the other one. */
    private static final long HAND_OVER_NANOS = 500 * MILLI;

    private final SwitchTrunk trunk;
    private final Seat seat;
    private final Doors doors;
    private final Protection protection;
    private final OtherBeats beats;
    private final HostCheck hosts;
    private final FlowTuples tuples;
    private final UnsafeBuffer frame =
            new UnsafeBuffer(new byte[TrunkRecord.HEADER + TrunkRecord.MAX_SIP]);
    private final HealthCheck check;
    private final RefusalWriter refusals = new RefusalWriter();
    private final SwitchMetrics metrics;
    private final AtomicCounter faults;
    private final AtomicCounter idle;
    private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
    private final Ending ending = new Ending();
    private volatile SwitchFigures figures = SwitchFigures.NONE;
    private volatile String failure = "";
    private volatile boolean running = true;
    private Flow received;
    private Switch subject;
    private boolean active;
    private long now;
    private long showAt;

    /**
     * Opens the listening points, unless there is another switch, which may be active.
     *
     * @param standby null when there is no other switch
     * @throws java.io.UncheckedIOException naming the one that could not be opened
     */
    SwitchAgent(
            final SwitchboardConfig config,
            final SwitchTrunk trunk,
            final @Nullable StandbyParts standby,
            final CountersManager counters) {
        this.trunk = trunk;
        protection = config.protection();
        now = System.nanoTime();
        final int nodes = config.switching().table().nodes();
        beats = new OtherBeats(nodes, now);
        hosts = new HostCheck(config.ping(), trunk::host, beats, nodes, now);
        seat =
                standby == null
                        ? new LoneSeat(new Switch(config.switching(), this, config.hash(), now))
                        : PairedSeat.over(trunk, config, standby, this);
        subject = seat.decisions();
        active = standby == null;
        tuples = new FlowTuples(config.transport().listen());
        metrics = new SwitchMetrics(counters);
        faults = counters.newCounter("strowger_switch_faults_total");
        idle = counters.newCounter("strowger_switch_messages_while_standby_total");
        doors = new Doors(config.transport(), this, protection, trunk.bell(), counters);
        check = new HealthCheck(doors.points().getFirst(), config.process());
        received = new Flow(doors.points().getFirst(), 0, 0, 0, 0);
        if (standby == null) {
            doors.open();
        } else {
            doors.rehearse();
        }
    }

    Doors doors() {
        return doors;
    }

    /** Why it has ended by itself, empty as long as it has not. Any thread. */
    String failure() {
        return failure;
    }

    /** As of at most a tenth of a second ago; that it is active, as of now. Any thread. */
    SwitchFigures figures() {
        final SwitchFigures shown = figures;
        return shown.active() && !seat.isSeenActive(System.nanoTime()) ? shown.standingBy() : shown;
    }

    /** Has something done by the thread of the switch. Any thread. */
    void order(final Runnable order) {
        // Taken within a turn, some milliseconds at most.
        orders.add(order);
    }

    /** An operator begins or ends draining a node; only from within an {@link #order}. */
    void drain(final int node, final boolean begins) {
        subject.status(node).drain(begins, now);
    }

    @Override
    public void run() {
        try {
            while (running) {
                turnSafely();
                doors.await(trunk, LONGEST_WAIT_NANOS);
            }
            handOver();
        } finally {
            ending.hasEnded();
        }
    }

    /** Goes on as a standby until the other switch is active: what tells it so has to get there. */
    private void handOver() {
        now = System.nanoTime();
        final long until = now + HAND_OVER_NANOS;
        boolean isAwaited = seat.leave(now);
        while (isAwaited && now - until < 0) {
            turnSafely();
            doors.await(trunk, LONGEST_WAIT_NANOS);
            isAwaited = !seat.hasHeir(now);
        }
    }

    /** A fault of ours in one message must not end the service for all others. */
    private void turnSafely() {
        try {
            turn();
        } catch (final RuntimeException fault) {
            faults.incrementRelease();
            LOG.log(System.Logger.Level.ERROR, "fault in a turn of the switch", fault);
            if (trunk.isBroken()) {
                // Its nodes have lost it, and the other switch has taken over: a process that
                // begins anew is what helps.
                failure = String.valueOf(fault.getMessage());
                running = false;
            }
        }
    }

    private void turn() {
        now = System.nanoTime();
        active &= seat.isActive(now);
        for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
            order.run();
        }
        doors.doWork(now);
        if (trunk.poll(this, now) > 0) {
            doors.onTrunkInput(now);
        }
        hosts.answer(subject, now);
        if (!active) {
            beats.answer(subject, now);
        }
        seat.doWork(now);
        settle();
        send();
        if (now - showAt >= 0) {
            showAt = now + SHOW_NANOS;
            show();
        }
    }

    /** What the other switch's being active, or this one's, means for what this one has in hand. */
    private void settle() {
        active = seat.isActive(now);
        if (subject != seat.decisions()) {
            subject = seat.decisions();
            trunk.discard();
            beats.forget(now);
            trunk.restate(this);
        }
        if (active) {
            doors.openSoon(now);
        } else {
            doors.close();
        }
    }

    /** The process may have stood still since it looked at the clock; then all that is the other switch's. */
    private void send() {
        if (!active || !seat.isActive(System.nanoTime())) {
            return;
        }
        trunk.flush(seat.term());
        doors.flush();
    }

    private void show() {
        final SwitchFigures fresh = SwitchFigures.of(active, seat, trunk, now);
        metrics.update(subject, fresh);
        figures = fresh;
    }

    // From outside.

    @Override
    public void onMessage(
            final Flow flow,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNanos) {
        if (!active || length > TrunkRecord.MAX_SIP) {
            idle.incrementRelease();
            return;
        }
        received = flow;
        TrunkRecord.write(frame, 0, RecordKind.MESSAGE, flow, length);
        frame.putBytes(TrunkRecord.HEADER, buffer, offset, length);
        final Malformation found =
                subject.onMessage(
                        tuples.of(flow),
                        frame,
                        0,
                        TrunkRecord.HEADER + length,
                        TrunkRecord.HEADER,
                        nowNanos);
        if (found != Malformation.NONE) {
            doors.onMalformed(flow);
        }
    }

    @Override
    public void onFlowFailed(final Flow flow, final long nowNanos) {
        tellAll(RecordKind.FLOW_FAILED, flow);
    }

    @Override
    public void onUnreachable(final Flow flow, final long nowNanos) {
        tellAll(RecordKind.UNREACHABLE, flow);
    }

    /** Whichever of them has sent something there: the switch does not note it. */
    private void tellAll(final RecordKind kind, final Flow flow) {
        for (int i = 0; active && i < trunk.nodes(); i++) {
            if (!subject.status(i).status().isAway()) {
                trunk.tell(i, kind, flow);
            }
        }
    }

    // From nodes.

    @Override
    public void onNode(final int node, final long id) {
        LOG.log(System.Logger.Level.INFO, "node {0} has come", Long.toHexString(id));
    }

    @Override
    public void onEnded(final int node) {
        beats.onEnded(node, now);
        subject.status(node).onProcessEnded(now);
    }

    @Override
    public void onDraining(final int node, final boolean drains) {
        subject.status(node).drain(drains, now);
    }

    @Override
    public void onFull(final int node, final boolean full) {
        subject.status(node).onTrunkFull(full, now);
    }

    @Override
    public void onHeard(final int node) {
        beats.onHeard(node, now);
        subject.status(node).onHeard(now);
    }

    @Override
    public void onRecord(final int node, final TrunkRecord record) {
        if (!active || record.kind() != RecordKind.MESSAGE) {
            return;
        }
        if (HealthCheck.isAnswer(record)) {
            if (check.read(record)) {
                final OperationalStatus status = subject.status(node);
                status.onOptionsAnswered(check.number(), check.statusCode(), now);
            }
            return;
        }
        final boolean isWanted =
                subject.onNodeMessage(
                        node, record.buffer(), record.sipOffset(), record.sipLength(), now);
        if (isWanted && !doors.send(record)) {
            trunk.sendBack(node, RecordKind.FLOW_FAILED, record);
        }
    }

    // What the switch decides.

    @Override
    public boolean sendToNode(
            final int node, final DirectBuffer record, final int offset, final int length) {
        return trunk.send(node, record, offset, length);
    }

    @Override
    public boolean admits(final SwitchedMessage request) {
        final Overload overload = protection.overload();
        final boolean isAckOfRefusal =
                request.method() == Method.ACK
                        && overload.awaitsAck(now)
                        && overload.isAckOfRefusal(request.message(), RefusalWriter.tag(request));
        return !isAckOfRefusal && protection.admitsRequest(request.message(), received, now);
    }

    @Override
    public boolean isOverloaded(final SwitchedMessage request) {
        final Overload overload = protection.overload();
        return overload.isRefusing() && overload.refuses(RefusalWriter.tag(request));
    }

    @Override
    public void refuse(final SwitchedMessage request, final Refusal reason) {
        if (reason == Refusal.OVERLOADED && protection.overload().isRefusing()) {
            final int _ = protection.overload().onRefused(0);
        }
        if (refusals.write(request, received, reason)) {
            doors.send(
                    RefusalWriter.flowOf(request.message(), received),
                    refusals.buffer(),
                    0,
                    refusals.length());
        }
    }

    @Override
    public void sendPing(final int node, final long number) {
        hosts.ask(node, number, now);
    }

    @Override
    public void sendOptions(final int node, final long number) {
        if (!active) {
            beats.onAsked(node, number);
            return;
        }
        final DirectBuffer record = check.write(node, number);
        // What is not taken is not answered, and that is what is asked.
        final boolean _ = trunk.send(node, record, 0, check.length());
    }

    @Override
    public void sendForget(final int node) {
        if (active) {
            final boolean _ = trunk.send(node, TrunkRecord.forget(), 0, TrunkRecord.HEADER);
        }
    }

    @Override
    public void onStatus(
            final int node, final NodeStatus before, final NodeStatus after, final long nanos) {
        if (node >= trunk.nodes()) {
            // Nobody has come to this place yet.
            return;
        }
        LOG.log(
                after.isAway() ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                "node {0}: {1}, was {2}",
                Long.toHexString(trunk.id(node)),
                after,
                before);
    }

    @Override
    public void onResponseTime(final int node, final long nanos) {
        // Seen in the node's figures.
    }

    /** Has the thread end once the other switch, if there is one, has taken over. Any other thread. */
    void leave() {
        running = false;
    }

    /** Ends the thread once the other switch, if there is one, has taken over, half a second at most, and waits for it. Any other thread. */
    void stop() {
        leave();
        ending.await();
    }
}
