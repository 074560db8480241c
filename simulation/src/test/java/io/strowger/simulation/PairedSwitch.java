// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.lease.Lease;
import io.strowger.lease.LeaseConfig;
import io.strowger.lease.LeaseOutput;
import io.strowger.lease.SwitchBeat;
import io.strowger.switching.KeptConfig;
import io.strowger.switching.NodeStatus;
import io.strowger.switching.PlacementConfig;
import io.strowger.switching.Refusal;
import io.strowger.switching.StatusConfig;
import io.strowger.switching.Switch;
import io.strowger.switching.SwitchConfig;
import io.strowger.switching.SwitchOutput;
import io.strowger.switching.SwitchedMessage;
import io.strowger.table.stream.CopyReason;
import io.strowger.table.stream.StandbyListener;
import io.strowger.table.stream.TableSource;
import io.strowger.table.stream.TableStandby;
import io.strowger.table.stream.TableStreamConfig;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A switch process, wired as one is: lease, decisions, the copy of the table. */
final class PairedSwitch implements LeaseOutput, SwitchOutput, StandbyListener {
    private static final SwitchConfig CONFIG =
            new SwitchConfig(
                    new ConnectionTableConfig(200, SwitchPair.NODES, Duration.ofMinutes(10)),
                    PlacementConfig.standard(),
                    StatusConfig.standard(),
                    KeptConfig.of(200, 1 << 20),
                    16,
                    8);

    final int number;
    private final SwitchPair world;
    private Lease lease;
    private Switch decisions;
    private TableStandby standby;
    private @Nullable TableSource source;
    private long standsUntil;
    private long deadUntil;
    int life;
    boolean isCut;
    boolean isCutFromGroup;
    int tableDifferences;

    PairedSwitch(final SwitchPair world, final int number) {
        this.world = world;
        this.number = number;
        startAnew(0);
    }

    /** Nothing is left of what was. */
    private void startAnew(final long leastTerm) {
        lease = leastTerm == 0 ? new Lease(LeaseConfig.standard(), this, world.now()) : lease;
        decisions = new Switch(CONFIG, this, SwitchPair.HASH, world.now());
        source = null;
        standby =
                new TableStandby(
                        decisions.table(),
                        TableStreamConfig.standard(),
                        this::overLink,
                        this,
                        leastTerm,
                        world.now());
    }

    void kill(final int millis) {
        life++;
        deadUntil = world.milli + millis;
        startAnew(0);
        final int ofLife = life;
        world.atMilli(
                deadUntil,
                () -> {
                    if (ofLife == life) {
                        startAnew(0);
                    }
                });
    }

    void standStill(final int millis) {
        standsUntil = world.milli + millis;
    }

    boolean standsStill() {
        return world.milli < standsUntil;
    }

    private boolean isDead() {
        return world.milli < deadUntil;
    }

    boolean isActive() {
        return !isDead() && lease.isActive(world.now());
    }

    boolean isInStep() {
        return !isDead() && source == null && standby.isInStep();
    }

    boolean hasTheTableOf(final PairedSwitch other) {
        return isInStep()
                && decisions.table().size() == other.decisions.table().size()
                && decisions.table().digest().high() == other.decisions.table().digest().high()
                && decisions.table().digest().low() == other.decisions.table().digest().low();
    }

    void turn() {
        if (isDead() || standsStill()) {
            return;
        }
        lease.doWork(world.now());
        if (source == null) {
            standby.doWork(world.now());
            decisions.watch(world.now());
        } else {
            decisions.doWork(world.now());
            source.doWork(world.now());
        }
    }

    /** What comes to a process that stands still is there when it goes on; not so to a dead one. */
    void whenItRuns(final Runnable what) {
        final int ofLife = life;
        if (isDead()) {
            return;
        }
        if (standsStill()) {
            world.atMilli(
                    standsUntil,
                    () -> {
                        if (ofLife == life) {
                            whenItRuns(what);
                        }
                    });
        } else {
            what.run();
        }
    }

    void answered(final int ofLife, final long request, final long term) {
        if (!isCut && !isCutFromGroup && ofLife == life) {
            whenItRuns(() -> lease.onAnswer(request, term, world.now()));
        }
    }

    /** A datagram from outside. */
    void receive(final String text, final ConnectionTuple tuple) {
        if (isCut) {
            return;
        }
        whenItRuns(
                () -> {
                    if (lease.isActive(world.now())) {
                        final UnsafeBuffer bytes = SwitchPair.bytes(text);
                        decisions.onMessage(tuple, bytes, 0, bytes.capacity(), 0, world.now());
                    }
                });
    }

    /** A frame of a node that is to go outside. */
    void fromNode(final int node, final String text) {
        if (isCut) {
            return;
        }
        whenItRuns(
                () -> {
                    if (lease.isActive(world.now())) {
                        final UnsafeBuffer bytes = SwitchPair.bytes(text);
                        decisions.onNodeMessage(node, bytes, 0, bytes.capacity(), world.now());
                        world.toPhone(text);
                    }
                });
    }

    @Override
    public boolean sendToNode(
            final int node, final DirectBuffer frame, final int offset, final int length) {
        if (!isCut) {
            final String text = SwitchPair.text(frame, offset, length);
            final long term = lease.term();
            // A process may stand still between its look at the clock and the sending.
            int delay = 1 + world.chance.nextInt(2);
            if (world.isFaulty() && world.chance.nextInt(200) == 0) {
                delay = 500 + world.chance.nextInt(1_500);
                standStill(delay);
            }
            world.after(delay, () -> world.nodes[node].receive(this, term, text));
        }
        return true;
    }

    @Override
    public void refuse(final SwitchedMessage request, final Refusal reason) {
        final String callId = request.message().string(request.message().callId());
        throw new AssertionError("refused: " + reason + " call " + callId);
    }

    @Override
    public void sendPing(final int node, final long question) {
        if (!isCut) {
            world.after(
                    1,
                    () ->
                            whenItRuns(
                                    () ->
                                            decisions
                                                    .status(node)
                                                    .onPingAnswered(question, world.now())));
        }
    }

    @Override
    public void sendOptions(final int node, final long question) {
        if (!isCut) {
            world.after(
                    1,
                    () ->
                            whenItRuns(
                                    () ->
                                            decisions
                                                    .status(node)
                                                    .onOptionsAnswered(
                                                            question, 200, world.now())));
        }
    }

    @Override
    public void onStatus(
            final int node, final NodeStatus was, final NodeStatus is, final long nowNanos) {}

    @Override
    public void onResponseTime(final int node, final long nanos) {}

    @Override
    public void requestLease(final long request, final long held, final long lengthMillis) {
        world.request(this, request, held, lengthMillis);
    }

    @Override
    public void sendBeat(final SwitchBeat beat) {
        final PairedSwitch other = world.other(this);
        if (other != null) {
            world.overLink(this, () -> other.lease.onBeat(beat, world.now()));
        }
    }

    @Override
    public void onActive(final long term) {
        standby.takeOver(world.now());
        source =
                new TableSource(
                        decisions.table(),
                        TableStreamConfig.standard(),
                        this::overLink,
                        term,
                        world.now(),
                        world.now());
        world.announce(this, term);
    }

    /** What it had in hand is the other one's now. */
    @Override
    public void onStandby() {
        startAnew(source == null ? 1 : world.highestTerm);
    }

    private boolean overLink(final DirectBuffer buffer, final int offset, final int length) {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[length]);
        bytes.putBytes(0, buffer, offset, length);
        final PairedSwitch other = world.other(this);
        world.overLink(this, () -> other.takeFrame(bytes));
        return true;
    }

    private void takeFrame(final UnsafeBuffer bytes) {
        if (source == null) {
            standby.onFrame(bytes, 0, bytes.capacity(), world.now());
        } else {
            source.onFrame(bytes, 0, bytes.capacity(), world.now());
        }
    }

    @Override
    public void onInStep(final long number) {}

    @Override
    public void onCopy(final CopyReason reason, final long number) {
        tableDifferences += reason == CopyReason.DIFFERS ? 1 : 0;
    }

    @Override
    public void onUnfit() {
        throw new AssertionError("tables of one size");
    }
}
