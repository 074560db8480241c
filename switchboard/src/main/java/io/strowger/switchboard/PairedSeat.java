// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.lease.LeaseConfig;
import io.strowger.ping.Outside;
import io.strowger.ping.OutsideView;
import io.strowger.sip.message.KeyedHash;
import io.strowger.standby.ActiveStandby;
import io.strowger.standby.StandbyConfig;
import io.strowger.standby.StandbyOutput;
import io.strowger.switching.Switch;
import io.strowger.switching.SwitchOutput;
import io.strowger.table.stream.CopyReason;
import io.strowger.table.stream.TableStreamConfig;
import io.strowger.trunk.SwitchTrunk;
import io.strowger.virtual.address.VirtualAddress;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/**
 * Of one of two switches (docs/SWITCH.md, mission row D5). Beside what {@link ActiveStandby} joins, both agree here which
 * node has which number: the active one says so, and the standby, whose table names nodes by them, takes them over.
 */
final class PairedSeat implements Seat, StandbyOutput {
    private static final System.Logger LOG = System.getLogger("strowger.switch");
    private static final long ROSTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** As long as the switch that was active before may have kept a request (timer C), of which this one does not know. */
    private static final long UNTIL_ALL_ENDED_NANOS = TimeUnit.SECONDS.toNanos(200);

    private final LeaseDoor lease;
    private final OtherSwitch other;
    private final List<VirtualAddress> addresses;
    private final Outside outside;
    private final ActiveStandby subject;
    private final RosterFrame roster;
    private final RosterFrame heard;
    private long now;
    private long activeSince;
    private long rosterAt;
    private int rosterNodes;
    private long newestTerm;
    private long turnAt;
    private long answeredAt;
    private long givenAway;
    private volatile boolean acts;
    private volatile long actsUntil;

    PairedSeat(
            final StandbyConfig config,
            final StandbyParts parts,
            final OtherSwitch other,
            final SwitchOutput switchOutput,
            final KeyedHash hash,
            final long nowNanos) {
        lease = parts.lease();
        addresses = parts.addresses();
        outside = parts.outside();
        this.other = other;
        roster = new RosterFrame(config.decisions().table().nodes());
        heard = new RosterFrame(0);
        now = nowNanos;
        rosterAt = nowNanos;
        subject = new ActiveStandby(config, this, switchOutput, hash, nowNanos);
    }

    /** Of a switch that is joined to the other one by its trunk. */
    static PairedSeat over(
            final SwitchTrunk trunk,
            final SwitchboardConfig config,
            final StandbyParts parts,
            final SwitchAgent agent) {
        final PairedSeat paired =
                new PairedSeat(
                        new StandbyConfig(
                                config.switching(),
                                LeaseConfig.standard(),
                                TableStreamConfig.standard()),
                        parts,
                        new OverTrunk(trunk, agent),
                        agent,
                        config.hash(),
                        System.nanoTime());
        trunk.beside(
                parts.other(),
                (buffer, offset, length) ->
                        paired.onOther(buffer, offset, length, System.nanoTime()));
        return paired;
    }

    @Override
    public boolean isActive(final long nowNanos) {
        return subject.isActive(nowNanos);
    }

    @Override
    public boolean isSeenActive(final long nowNanos) {
        return acts && nowNanos - actsUntil < 0;
    }

    @Override
    public long term() {
        return subject.term();
    }

    @Override
    public Switch decisions() {
        return subject.decisions();
    }

    @Override
    public void doWork(final long nowNanos) {
        turnAt = now;
        now = nowNanos;
        lease.poll(this::onLeaseAnswer);
        tellNumbers();
        outside.doWork(nowNanos);
        subject.sees(couldServe() ? outside.sight() : 0);
        subject.doWork(nowNanos);
        final boolean isActive = subject.isActive(nowNanos);
        if (isActive) {
            actsUntil = subject.activeUntil();
            acts = true;
        }
        for (final VirtualAddress address : addresses) {
            if (isActive) {
                address.confirm(subject.term(), nowNanos);
            } else {
                address.standby();
            }
        }
    }

    /** A standby that no node is heard at would serve nobody, whatever it sees of the outside. */
    private boolean couldServe() {
        boolean could = subject.term() != 0;
        for (int i = 0; i < other.nodes() && !could; i++) {
            could = !decisions().status(i).status().isAway();
        }
        return could;
    }

    private void onLeaseAnswer(final long number, final long term) {
        answeredAt = now;
        subject.onLeaseAnswer(number, term, now);
    }

    /** Before the changes that name a new node, so that the other one knows what they mean. */
    private void tellNumbers() {
        final boolean isDue = now - rosterAt >= 0 || rosterNodes != other.nodes();
        if (!isDue || !subject.isActive(now)) {
            return;
        }
        roster.begin(subject.term());
        for (int i = 0; i < other.nodes(); i++) {
            roster.add(other.nodeId(i), decisions().status(i).isDraining());
        }
        rosterAt = now + ROSTER_NANOS;
        rosterNodes = other.send(roster.buffer(), 0, roster.length()) ? other.nodes() : -1;
    }

    /** A frame has come from the other switch. */
    void onOther(
            final DirectBuffer buffer, final int offset, final int length, final long nowNanos) {
        now = nowNanos;
        if (!RosterFrame.isRoster(buffer, offset, length)) {
            subject.onFrameOfOther(buffer, offset, length, nowNanos);
        } else if (heard.read(buffer, offset, length)
                && heard.term() >= newestTerm
                && !subject.isActive(nowNanos)
                && subject.term() == 0) {
            newestTerm = heard.term();
            takeNumbers();
        }
    }

    private void takeNumbers() {
        final long[] ids = heard.ids();
        if (!areKnown(ids) && other.adopt(ids)) {
            LOG.log(Level.INFO, "nodes have the numbers of the other switch, the table is copied");
            subject.followAnew(now);
        }
        for (int i = 0; i < Math.min(ids.length, other.nodes()); i++) {
            if (decisions().status(i).isDraining() != heard.drains(i)) {
                decisions().status(i).drain(heard.drains(i), now);
            }
        }
    }

    private boolean areKnown(final long[] ids) {
        boolean known = ids.length <= other.nodes();
        for (int i = 0; known && i < ids.length; i++) {
            known = other.nodeId(i) == ids[i];
        }
        return known;
    }

    @Override
    public boolean leave(final long nowNanos) {
        now = nowNanos;
        final boolean isFollowed = subject.isFollowed();
        final boolean isActive = subject.term() != 0;
        subject.leave(nowNanos);
        // Nobody takes over from who is not followed, and a standby has nothing but questions that
        // are open.
        return isFollowed || !isActive;
    }

    @Override
    public boolean hasHeir(final long nowNanos) {
        return subject.hasHeir(nowNanos);
    }

    @Override
    public boolean isDrained(final int node, final long nowNanos) {
        return subject.isActive(nowNanos)
                && nowNanos - activeSince >= UNTIL_ALL_ENDED_NANOS
                && decisions().isDrained(node);
    }

    @Override
    public TableState table() {
        if (subject.isActive(now)) {
            return subject.isFollowed() ? TableState.FOLLOWED : TableState.NOT_FOLLOWED;
        }
        return subject.isInStep() ? TableState.IN_STEP : TableState.COPYING;
    }

    @Override
    public OutsideView outside() {
        return outside.view();
    }

    @Override
    public long givenAway() {
        return givenAway;
    }

    // What the machine of two switches asks for.

    @Override
    public void requestLease(final long number, final long heldTerm, final long lengthMillis) {
        lease.request(number, heldTerm, lengthMillis);
    }

    @Override
    public void releaseLease(final long heldTerm) {
        lease.release(heldTerm);
    }

    @Override
    public boolean sendToOther(final DirectBuffer buffer, final int offset, final int length) {
        return other.send(buffer, offset, length);
    }

    @Override
    public void onActive(final long term) {
        activeSince = now;
        newestTerm = term;
        rosterAt = now;
        LOG.log(Level.INFO, "this switch is active, term {0}", String.valueOf(term));
    }

    @Override
    public void onHandOver() {
        givenAway++;
        LOG.log(
                Level.WARNING,
                "the other switch sees more of the outside and is to be the active one; here: {0}",
                outside.view().words());
    }

    @Override
    public void onStandby() {
        // Before the lease is given back, so that nobody sees two.
        acts = false;
        LOG.log(
                Level.WARNING,
                "this switch is active no longer; its last turn was {0} ms ago, the last answer of the location servers {1} ms",
                TimeUnit.NANOSECONDS.toMillis(now - turnAt),
                TimeUnit.NANOSECONDS.toMillis(now - answeredAt));
    }

    @Override
    public void onInStep(final long number) {
        LOG.log(Level.DEBUG, "the copy of the table is whole at {0}", String.valueOf(number));
    }

    @Override
    public void onCopy(final CopyReason reason, final long number) {
        LOG.log(
                reason == CopyReason.DIFFERS ? Level.ERROR : Level.INFO,
                "the table of the active switch is copied: {0}, at {1}",
                reason,
                String.valueOf(number));
    }

    @Override
    public void onUnfit() {
        LOG.log(
                Level.ERROR,
                "the table of the active switch does not fit here: give both the same"
                        + " switches.connections and switches.max-nodes");
    }
}
