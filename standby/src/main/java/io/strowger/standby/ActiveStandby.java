// SPDX-License-Identifier: Apache-2.0
package io.strowger.standby;

import io.strowger.lease.Lease;
import io.strowger.lease.LeaseOutput;
import io.strowger.lease.SwitchBeat;
import io.strowger.sip.message.KeyedHash;
import io.strowger.switching.Switch;
import io.strowger.switching.SwitchOutput;
import io.strowger.table.stream.TableSource;
import io.strowger.table.stream.TableStandby;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One of two switches. While it is the standby it follows the table of the active one and asks nodes how they
 * are; when it becomes active it goes on with that table; when it is active no longer it begins with nothing,
 * for what it had in hand is the other one's.
 *
 * <p>The process asks {@link #isActive} with a fresh time before it hands {@link #decisions} a message or sends
 * one outside, and puts {@link #term} into everything that goes to nodes. One thread.
 */
public final class ActiveStandby {
    private final StandbyConfig config;
    private final StandbyOutput output;
    private final SwitchOutput switchOutput;
    private final KeyedHash hash;
    private final Lease lease;
    private final BeatFrame beat = new BeatFrame();
    private Switch decisions;
    private TableStandby standby;
    private @Nullable TableSource source;
    private long newestTerm;
    private long nowNanos;
    private long malformed;

    /** This switch was active; what it had in hand is still here, and is looked at by nobody. */
    private boolean isOver;

    private boolean leaving;

    /**
     * Begins as the standby, and as if it had promised not to be active for the length of a lease.
     *
     * @param hash under the key that all switches of a router share
     */
    public ActiveStandby(
            final StandbyConfig config,
            final StandbyOutput output,
            final SwitchOutput switchOutput,
            final KeyedHash hash,
            final long nowNanos) {
        this.config = config;
        this.output = output;
        this.switchOutput = switchOutput;
        this.hash = hash;
        this.nowNanos = nowNanos;
        lease = new Lease(config.lease(), new Consequences(), nowNanos);
        decisions = new Switch(config.decisions(), switchOutput, hash, nowNanos);
        standby = follow();
    }

    private TableStandby follow() {
        return new TableStandby(
                decisions.table(),
                config.stream(),
                output::sendToOther,
                output,
                newestTerm,
                nowNanos);
    }

    /** Whether this switch may act as the active one at this moment. */
    public boolean isActive(final long now) {
        return source != null && lease.isActive(now);
    }

    /** When its being active ends, should nothing lengthen it. */
    public long activeUntil() {
        return lease.activeUntil();
    }

    /** The term that this switch holds, 0 for none. */
    public long term() {
        return lease.term();
    }

    /** The decisions; others after this switch was active. */
    public Switch decisions() {
        return decisions;
    }

    /** Whether this switch is the standby and its table was equal to the active's when they were compared last. */
    public boolean isInStep() {
        return source == null && !isOver && standby.isInStep();
    }

    /** Whether this switch is active and the other one follows its table. */
    public boolean isFollowed() {
        return source != null && source.hasStandby();
    }

    /**
     * Begins with decisions that know nothing, and asks for the whole table: nodes have other numbers from now
     * on. Only while this switch is the standby, whose table is a copy.
     */
    public void followAnew(final long now) {
        if (source != null) {
            throw new IllegalStateException(
                    "the active switch does not forget what it has in hand");
        }
        nowNanos = now;
        isOver = true;
        beginAnew();
    }

    /** A table of a million entries takes so long that whoever is waiting is told before. */
    private void beginAnew() {
        if (isOver) {
            isOver = false;
            decisions = new Switch(config.decisions(), switchOutput, hash, nowNanos);
            standby = follow();
        }
    }

    /**
     * How much of the outside this switch sees, 0 for nothing: the one that sees more is to be the active one. A
     * standby that does not have the whole table counts as one that sees nothing.
     */
    public void sees(final int sight) {
        lease.sees(source == null && !isInStep() ? 0 : sight);
    }

    /** This switch stops: from now on it is not active, and the other one may be at once. */
    public void leave(final long now) {
        nowNanos = now;
        leaving = true;
        lease.leave(now);
    }

    /** Whether there is nothing to wait for since this switch has left: the other one is active, if this one was. */
    public boolean hasHeir(final long now) {
        return lease.hasHeir(now);
    }

    /** Frames of the other switch that were none. */
    public long malformed() {
        return malformed;
    }

    /** One turn, every few milliseconds or sooner, after what has come was handed over. */
    public int doWork(final long now) {
        nowNanos = now;
        lease.doWork(now);
        final TableSource active = source;
        if (active == null && leaving) {
            return 0;
        }
        if (active == null) {
            beginAnew();
            decisions.watch(now);
            return standby.doWork(now);
        }
        return decisions.doWork(now) + active.doWork(now);
    }

    /** The group has answered a request for the lease. */
    public void onLeaseAnswer(final long number, final long term, final long now) {
        nowNanos = now;
        lease.onAnswer(number, term, now);
    }

    /** A frame has come from the other switch. */
    public void onFrameOfOther(
            final DirectBuffer buffer, final int offset, final int length, final long now) {
        nowNanos = now;
        if (BeatFrame.isBeat(buffer, offset, length)) {
            final SwitchBeat heard = BeatFrame.read(buffer, offset, length);
            if (heard == null) {
                malformed++;
            } else {
                lease.onBeat(heard, now);
            }
        } else if (source != null) {
            source.onFrame(buffer, offset, length, now);
        } else if (!isOver) {
            standby.onFrame(buffer, offset, length, now);
        }
    }

    /** What the lease brings about. */
    private final class Consequences implements LeaseOutput {
        @Override
        public void requestLease(final long number, final long heldTerm, final long lengthMillis) {
            output.requestLease(number, heldTerm, lengthMillis);
        }

        @Override
        public void releaseLease(final long heldTerm) {
            output.releaseLease(heldTerm);
        }

        @Override
        public void sendBeat(final SwitchBeat said) {
            output.sendToOther(beat.write(said).buffer(), 0, BeatFrame.LENGTH);
        }

        @Override
        public void onActive(final long term) {
            newestTerm = term;
            beginAnew();
            standby.takeOver(nowNanos);
            // The time rises, so a later stream of the same term has a higher number.
            source =
                    new TableSource(
                            decisions.table(),
                            config.stream(),
                            output::sendToOther,
                            term,
                            nowNanos,
                            nowNanos);
            output.onActive(term);
        }

        @Override
        public void onHandOver() {
            output.onHandOver();
        }

        @Override
        public void onStandby() {
            source = null;
            isOver = true;
            output.onStandby();
        }
    }
}
