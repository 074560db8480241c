// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.ViaView;
import org.jspecify.annotations.Nullable;

/** The server side of the layer: finds the transaction of a request or opens one. */
final class ServerTransactions {
    private final LayerParts parts;
    private final TransactionKey key;
    private final int limit;
    private final ServerMachines machines;
    private final TransactionSet<ServerTransaction> transactions;
    private final SipMessage answer = new SipMessage();
    private boolean draining;

    ServerTransactions(final LayerParts parts, final int limit) {
        this.parts = parts;
        this.key = parts.key();
        this.limit = limit;
        // At the limit a CANCEL still gets in: it is what makes room.
        this.machines = new ServerMachines(parts, limit + limit / 8 + 1);
        this.transactions = machines.transactions();
    }

    ServerMachines machines() {
        return machines;
    }

    int active() {
        return transactions.active();
    }

    void drain() {
        draining = true;
    }

    boolean isKnown(final SipMessage request) {
        key.server(request, request.method());
        return transactions.find(key) != null;
    }

    void onRequest(final SipMessage request, final Flow flow, final long nowNanos) {
        if (request.method() == Method.ACK) {
            onAck(request, flow, nowNanos);
            return;
        }
        key.server(request, request.method());
        final ServerTransaction known = transactions.find(key);
        if (known != null) {
            parts.counters().repeatedIn.incrementRelease();
            machines.onRepeated(known, request, nowNanos);
        } else if (request.method() == Method.CANCEL) {
            onCancel(request, flow, nowNanos);
        } else {
            onNewRequest(request, flow, nowNanos);
        }
    }

    private void onNewRequest(final SipMessage request, final Flow flow, final long nowNanos) {
        if (draining && request.toTag() == Span.NONE) {
            parts.counters().refusedDraining.incrementRelease();
            refuse(request, flow);
            return;
        }
        final ServerTransaction transaction = open(request, flow, limit);
        if (transaction == null) {
            refuse(request, flow);
        } else {
            machines.start(transaction, request, nowNanos);
        }
    }

    private void onCancel(final SipMessage cancel, final Flow flow, final long nowNanos) {
        // §9.2: the same key with the method of what is to be cancelled. Only an INVITE is worth
        // it.
        key.server(cancel, Method.INVITE);
        final ServerTransaction invite = transactions.find(key);
        if (invite == null) {
            parts.counters().unmatchedCancel.incrementRelease();
        }
        key.server(cancel, Method.CANCEL);
        final int most = invite == null ? limit : Integer.MAX_VALUE;
        final ServerTransaction transaction = open(cancel, flow, most);
        if (transaction == null) {
            refuse(cancel, flow);
        } else {
            machines.startCancel(transaction, invite, cancel, nowNanos);
        }
    }

    /** A new transaction under the key that has been looked for, or null when there is no room. */
    private @Nullable ServerTransaction open(
            final SipMessage request, final Flow flow, final int most) {
        final ServerTransaction transaction =
                transactions.active() < most ? transactions.take() : null;
        if (transaction == null) {
            parts.counters().refusedAtLimit.incrementRelease();
            return null;
        }
        transaction.keepRequest(request);
        if (!transaction.hasRequest() && request.method() != Method.CANCEL) {
            parts.counters().refusedWithoutMemory.incrementRelease();
            transactions.giveBack(transaction);
            return null;
        }
        transaction.open(request, flow, responseFlow(request, flow));
        if (!transactions.add(transaction, key)) {
            throw new AssertionError("a key that was not found is in use");
        }
        return transaction;
    }

    /** §18.2.2 and RFC 3581: the source address, at the port of the sent-by unless rport is there. */
    private static Flow responseFlow(final SipMessage request, final Flow flow) {
        final ViaView via = request.topVia();
        return flow.isReliable() || via.rport() != Span.NONE
                ? flow
                : flow.withPort(via.portOrDefault());
    }

    /** 503 without a transaction: the next repetition is answered in the same way. */
    private void refuse(final SipMessage request, final Flow flow) {
        final Flow target = responseFlow(request, flow);
        final int length = parts.messages().unavailable(request, target, key.tag(request));
        if (length > 0) {
            parts.sender().send(target, parts.messages().buffer(), 0, length);
        }
    }

    private void onAck(final SipMessage ack, final Flow flow, final long nowNanos) {
        final ServerTransaction invite = inviteOf(ack);
        if (invite == null) {
            parts.counters().unmatchedAck.incrementRelease();
            parts.user().onAck(ack, flow, nowNanos);
        } else {
            machines.onAck(invite, ack, nowNanos);
        }
    }

    private @Nullable ServerTransaction inviteOf(final SipMessage ack) {
        key.server(ack, Method.INVITE);
        final ServerTransaction invite = transactions.find(key);
        if (invite != null || ack.topVia().hasMagicCookie()) {
            return invite;
        }
        // §17.2.3, last part: the To tag of an RFC 2543 ACK is that of our response, while the
        // INVITE outside of a dialog had none.
        key.withoutCookie(ack, Method.INVITE, Span.NONE);
        final ServerTransaction candidate = transactions.find(key);
        return candidate == null || !isAnsweredWith(candidate, ack) ? null : candidate;
    }

    private boolean isAnsweredWith(final ServerTransaction invite, final SipMessage ack) {
        return !invite.response(answer) || sameText(answer, answer.toTag(), ack, ack.toTag());
    }

    private static boolean sameText(
            final SipMessage one, final long span, final SipMessage other, final long otherSpan) {
        final int length = Span.length(span);
        if (length != Span.length(otherSpan)) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (one.buffer().getByte(Span.start(span) + i)
                    != other.buffer().getByte(Span.start(otherSpan) + i)) {
                return false;
            }
        }
        return true;
    }
}
