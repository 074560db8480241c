// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import org.agrona.DirectBuffer;

/** A request sent and what came back (RFC 3261 §17.1). Owned by a {@link TransactionLayer}. */
public final class ClientTransaction extends Transaction {
    private final ClientMachines owner;
    private final MessageArena arena;

    InviteClientTransaction.State inviteState = InviteClientTransaction.State.TERMINATED;
    NonInviteClientTransaction.State otherState = NonInviteClientTransaction.State.TERMINATED;

    /** When it was said first that its request does not arrive. */
    long unreachableAtNanos = NEVER;

    /** The request, or the ACK once there is one. */
    private long keptHandle = MessageArena.NONE;

    private int keptLength;

    ClientTransaction(final ClientMachines owner, final MessageArena arena) {
        this.owner = owner;
        this.arena = arena;
    }

    @Override
    public TransactionType type() {
        return isInvite() ? TransactionType.INVITE_CLIENT : TransactionType.NON_INVITE_CLIENT;
    }

    /** Whether a final response has come, or never will. */
    public boolean hasFinalResponse() {
        return isInvite()
                ? inviteState != InviteClientTransaction.State.CALLING
                        && inviteState != InviteClientTransaction.State.PROCEEDING
                : otherState != NonInviteClientTransaction.State.TRYING
                        && otherState != NonInviteClientTransaction.State.PROCEEDING;
    }

    /** Whether a provisional response has come and no final one: only then a CANCEL may go (§9.1). */
    public boolean isProceeding() {
        return isInvite()
                ? inviteState == InviteClientTransaction.State.PROCEEDING
                : otherState == NonInviteClientTransaction.State.PROCEEDING;
    }

    /**
     * Points a message at the request sent, for its CANCEL; false when it is not kept: after the
     * final response, and over reliable transports for anything but an INVITE.
     */
    public boolean request(final SipMessage message) {
        return !hasFinalResponse() && kept(message);
    }

    /** Points a message at what is kept; also while the state has moved on already. */
    boolean kept(final SipMessage message) {
        return hasKept()
                && message.parse(keptBuffer(), keptOffset(), keptLength) == Malformation.NONE;
    }

    DirectBuffer keptBuffer() {
        return arena.buffer(keptHandle);
    }

    int keptOffset() {
        return arena.offset(keptHandle);
    }

    int keptLength() {
        return keptLength;
    }

    boolean hasKept() {
        return keptHandle != MessageArena.NONE;
    }

    boolean keep(final DirectBuffer buffer, final int offset, final int length) {
        keptHandle = arena.keep(buffer, offset, length);
        keptLength = hasKept() ? length : 0;
        return hasKept();
    }

    void releaseKept() {
        arena.release(keptHandle);
        keptHandle = MessageArena.NONE;
        keptLength = 0;
    }

    /** Whether the machine is in its last state. */
    boolean isOver() {
        return isInvite()
                ? inviteState == InviteClientTransaction.State.TERMINATED
                : otherState == NonInviteClientTransaction.State.TERMINATED;
    }

    /** Whether nothing kept is of use any more: a 2xx is the user's to acknowledge. */
    boolean mayForgetRequest() {
        return isInvite()
                ? inviteState == InviteClientTransaction.State.ACCEPTED
                : otherState == NonInviteClientTransaction.State.COMPLETED;
    }

    void open(final Method sent, final Flow to) {
        method = sent;
        flow = to;
        reliable = to.isReliable();
    }

    void recycle() {
        releaseKept();
        unreachableAtNanos = NEVER;
        inviteState = InviteClientTransaction.State.TERMINATED;
        otherState = NonInviteClientTransaction.State.TERMINATED;
        reset();
    }

    @Override
    void onTimer(final TimerName timer, final long nowNanos) {
        owner.onTimer(this, timer, nowNanos);
    }

    @Override
    void reschedule() {
        owner.reschedule(this);
    }
}
