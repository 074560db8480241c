// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.lease.LeaseConfig;
import io.strowger.standby.ActiveStandby;
import io.strowger.standby.StandbyConfig;
import io.strowger.standby.StandbyOutput;
import io.strowger.switching.KeptConfig;
import io.strowger.switching.NodeStatus;
import io.strowger.switching.PlacementConfig;
import io.strowger.switching.Refusal;
import io.strowger.switching.StatusConfig;
import io.strowger.switching.SwitchConfig;
import io.strowger.switching.SwitchOutput;
import io.strowger.switching.SwitchedMessage;
import io.strowger.table.stream.CopyReason;
import io.strowger.table.stream.TableStreamConfig;
import java.time.Duration;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A switch process, wired as one is: lease, subject.decisions(), the copy of the table. */
final class PairedSwitch implements SwitchOutput, StandbyOutput {
    private static final StandbyConfig CONFIG =
            new StandbyConfig(
                    new SwitchConfig(
                            new ConnectionTableConfig(
                                    200, SwitchPair.NODES, Duration.ofMinutes(10)),
                            PlacementConfig.standard(),
                            StatusConfig.standard(),
                            KeptConfig.of(200, 1 << 20),
                            16,
                            8),
                    LeaseConfig.standard(),
                    TableStreamConfig.standard());

    private static final int SEES = 3;
    private static final int SEES_NOTHING = 2;

    final int number;
    private final SwitchPair world;
    private ActiveStandby subject;
    private long standsUntil;
    private long deadUntil;
    int life;
    boolean isCut;
    boolean isCutFromGroup;
    private boolean isCutOutside;
    private int sight = SEES;
    int tableDifferences;

    PairedSwitch(final SwitchPair world, final int number) {
        this.world = world;
        this.number = number;
        subject = new ActiveStandby(CONFIG, this, this, SwitchPair.HASH, world.now());
    }

    /** Nothing is left of what was. */
    private void startAnew() {
        subject = new ActiveStandby(CONFIG, this, this, SwitchPair.HASH, world.now());
    }

    void kill(final int millis) {
        life++;
        deadUntil = world.milli + millis;
        startAnew();
        final int ofLife = life;
        world.atMilli(
                deadUntil,
                () -> {
                    if (ofLife == life) {
                        startAnew();
                    }
                });
    }

    /** SIGTERM: gives up what it has, and is gone some milliseconds later for so long. */
    void stop(final int millis) {
        whenItRuns(
                () -> {
                    subject.leave(world.now());
                    world.after(100, () -> kill(millis));
                });
    }

    void standStill(final int millis) {
        standsUntil = world.milli + millis;
    }

    /** Its link to the outside, by which phones and the gateway are reached. */
    void cutOutside(final int millis) {
        isCutOutside = true;
        notices(SEES_NOTHING, 310 + world.chance.nextInt(100));
        world.after(
                millis,
                () -> {
                    isCutOutside = false;
                    notices(SEES, world.chance.nextInt(1_000));
                });
    }

    /** The gateway answers no longer, or again: each switch notices by itself. */
    void notices(final boolean gateway) {
        notices(
                gateway ? SEES : SEES_NOTHING,
                gateway ? world.chance.nextInt(1_000) : 310 + world.chance.nextInt(100));
    }

    private void notices(final int seen, final int delay) {
        world.after(
                delay,
                () -> {
                    final boolean isTrue = (seen == SEES) == (!isCutOutside && !world.gatewayDown);
                    sight = isTrue ? seen : sight;
                });
    }

    boolean isCutOutside() {
        return isCutOutside;
    }

    boolean standsStill() {
        return world.milli < standsUntil;
    }

    private boolean isDead() {
        return world.milli < deadUntil;
    }

    boolean isActive() {
        return !isDead() && subject.isActive(world.now());
    }

    boolean isInStep() {
        return !isDead() && subject.isInStep();
    }

    boolean hasTheTableOf(final PairedSwitch other) {
        return isInStep()
                && table().size() == other.table().size()
                && table().digest().high() == other.table().digest().high()
                && table().digest().low() == other.table().digest().low();
    }

    private ConnectionTable table() {
        return subject.decisions().table();
    }

    void turn() {
        if (isDead() || standsStill()) {
            return;
        }
        subject.sees(sight);
        subject.doWork(world.now());
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
            whenItRuns(() -> subject.onLeaseAnswer(request, term, world.now()));
        }
    }

    /** A datagram from outside. */
    void receive(final String text, final ConnectionTuple tuple) {
        if (isCut || isCutOutside) {
            return;
        }
        whenItRuns(
                () -> {
                    if (subject.isActive(world.now())) {
                        final UnsafeBuffer bytes = SwitchPair.bytes(text);
                        subject.decisions()
                                .onMessage(tuple, bytes, 0, bytes.capacity(), 0, world.now());
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
                    if (subject.isActive(world.now())) {
                        final UnsafeBuffer bytes = SwitchPair.bytes(text);
                        final boolean isWanted =
                                subject.decisions()
                                        .onNodeMessage(
                                                node, bytes, 0, bytes.capacity(), world.now());
                        if (isWanted && !isCutOutside) {
                            world.toPhone(text);
                        }
                    }
                });
    }

    @Override
    public boolean sendToNode(
            final int node, final DirectBuffer frame, final int offset, final int length) {
        if (!isCut) {
            final String text = SwitchPair.text(frame, offset, length);
            final long term = subject.term();
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
                                            subject.decisions()
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
                                            subject.decisions()
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
    public void releaseLease(final long heldTerm) {
        world.release(this, heldTerm);
    }

    @Override
    public void onActive(final long term) {
        world.announce(this, term);
    }

    @Override
    public void onHandOver() {
        world.handOvers++;
    }

    @Override
    public void onStandby() {}

    @Override
    public boolean sendToOther(final DirectBuffer buffer, final int offset, final int length) {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[length]);
        bytes.putBytes(0, buffer, offset, length);
        final PairedSwitch other = world.other(this);
        world.overLink(
                this, () -> other.subject.onFrameOfOther(bytes, 0, bytes.capacity(), world.now()));
        return true;
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
