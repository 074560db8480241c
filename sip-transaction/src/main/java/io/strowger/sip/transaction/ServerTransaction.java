// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A request received and what became of it (RFC 3261 §17.2). Owned by a {@link TransactionLayer}. */
public final class ServerTransaction extends Transaction {
    private final ServerMachines owner;
    private final MessageArena arena;

    InviteServerTransaction.State inviteState = InviteServerTransaction.State.TERMINATED;
    NonInviteServerTransaction.State otherState = NonInviteServerTransaction.State.TERMINATED;

    /** Where responses go (§18.2.2); not always where the request came from. */
    private @Nullable Flow responseFlow;

    /** The user has sent a provisional response. */
    boolean answered;

    long requestHandle = MessageArena.NONE;
    int requestLength;
    long responseHandle = MessageArena.NONE;
    int responseLength;

    ServerTransaction(final ServerMachines owner, final MessageArena arena) {
        this.owner = owner;
        this.arena = arena;
    }

    @Override
    public TransactionType type() {
        return isInvite() ? TransactionType.INVITE_SERVER : TransactionType.NON_INVITE_SERVER;
    }

    /** Whether a final response has been sent, or never will be. */
    public boolean hasFinalResponse() {
        return isInvite()
                ? inviteState != InviteServerTransaction.State.PROCEEDING
                : otherState != NonInviteServerTransaction.State.TRYING
                        && otherState != NonInviteServerTransaction.State.PROCEEDING;
    }

    /** Whether the request is still kept: until the final response. */
    public boolean hasRequest() {
        return requestHandle != MessageArena.NONE;
    }

    /** Points a message at the kept request; false when it is not kept any more. */
    public boolean request(final SipMessage message) {
        return hasRequest()
                && message.parse(requestBuffer(), requestOffset(), requestLength)
                        == Malformation.NONE;
    }

    /** Buffer of the kept request; ask {@link #hasRequest} before. */
    public DirectBuffer requestBuffer() {
        return arena.buffer(requestHandle);
    }

    public int requestOffset() {
        return arena.offset(requestHandle);
    }

    /** Length of the kept request in bytes, 0 when it is not kept any more. */
    public int requestLength() {
        return requestLength;
    }

    /** Where responses go: like the flow of the request, but see §18.2.2 on the port. */
    public Flow responseFlow() {
        final Flow current = responseFlow;
        if (current == null) {
            throw new IllegalStateException("transaction used after its end");
        }
        return current;
    }

    DirectBuffer responseBuffer() {
        return arena.buffer(responseHandle);
    }

    int responseOffset() {
        return arena.offset(responseHandle);
    }

    int responseLength() {
        return responseLength;
    }

    boolean hasResponse() {
        return responseHandle != MessageArena.NONE;
    }

    boolean response(final SipMessage message) {
        return hasResponse()
                && message.parse(responseBuffer(), responseOffset(), responseLength)
                        == Malformation.NONE;
    }

    void releaseRequest() {
        arena.release(requestHandle);
        requestHandle = MessageArena.NONE;
        requestLength = 0;
    }

    void keepRequest(final SipMessage request) {
        requestHandle = arena.keep(request.buffer(), request.offset(), request.length());
        requestLength = hasRequest() ? request.length() : 0;
    }

    void releaseResponse() {
        arena.release(responseHandle);
        responseHandle = MessageArena.NONE;
        responseLength = 0;
    }

    void keepResponse(final DirectBuffer buffer, final int offset, final int length) {
        releaseResponse();
        responseHandle = arena.keep(buffer, offset, length);
        responseLength = hasResponse() ? length : 0;
    }

    /**
     * After a response has been sent: lets go of what no state to come needs. In Accepted that is
     * everything, for a 2xx is repeated by who sent it (RFC 6026 §7.1).
     *
     * @return false when a response that should be kept has found no room
     */
    boolean keepWhatIsNeeded(
            final int statusCode, final DirectBuffer buffer, final int offset, final int length) {
        if (statusCode >= 200) {
            releaseRequest();
        }
        if (isOver() || inviteState == InviteServerTransaction.State.ACCEPTED) {
            releaseResponse();
            return true;
        }
        // A 100 says nothing that could not be written once more from the request.
        if (statusCode == 100) {
            return true;
        }
        keepResponse(buffer, offset, length);
        return hasResponse();
    }

    /** Whether the machine is in its last state. */
    boolean isOver() {
        return isInvite()
                ? inviteState == InviteServerTransaction.State.TERMINATED
                : otherState == NonInviteServerTransaction.State.TERMINATED;
    }

    void open(final SipMessage request, final Flow from, final Flow responsesTo) {
        method = request.method();
        flow = from;
        reliable = from.isReliable();
        responseFlow = responsesTo;
    }

    void recycle() {
        releaseRequest();
        releaseResponse();
        responseFlow = null;
        answered = false;
        inviteState = InviteServerTransaction.State.TERMINATED;
        otherState = NonInviteServerTransaction.State.TERMINATED;
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
