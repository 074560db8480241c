// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.SipMessage;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Steps the two server machines and carries out what they ask for. */
final class ServerMachines {
    private final LayerParts parts;
    private final TransactionTimers timers;
    private final ObjLongConsumer<ServerTransaction> failure = this::onTransportFailure;
    private final SipMessage kept = new SipMessage();
    private final TransactionSet<ServerTransaction> transactions;

    ServerMachines(final LayerParts parts, final int limit) {
        this.parts = parts;
        this.timers = parts.timers();
        this.transactions =
                new TransactionSet<>(
                        ServerTransaction.class,
                        limit,
                        ServerTransaction[]::new,
                        () -> new ServerTransaction(this, parts.arena()),
                        parts);
    }

    TransactionSet<ServerTransaction> transactions() {
        return transactions;
    }

    void start(final ServerTransaction transaction, final SipMessage request, final long nowNanos) {
        if (!transaction.isInvite()) {
            final var start = NonInviteServerTransaction.start();
            transaction.otherState = start.next();
            perform(transaction, start, request, nowNanos);
            return;
        }
        final var start = InviteServerTransaction.start();
        transaction.inviteState = start.next();
        perform(transaction, start, request, nowNanos);
        if (!transaction.answered && !transaction.hasFinalResponse()) {
            step(transaction, InviteServerTransaction.Event.UNANSWERED, request, nowNanos);
        }
    }

    void startCancel(
            final ServerTransaction cancel,
            final @Nullable ServerTransaction invite,
            final SipMessage request,
            final long nowNanos) {
        // Passed to the user with its INVITE; apart from that it starts as any other (§9.2).
        cancel.otherState = NonInviteServerTransaction.start().next();
        timers.carryOut(cancel, TimerAction.ARM_TRYING, nowNanos);
        parts.user().onCancel(cancel, invite, request, nowNanos);
        reschedule(cancel);
    }

    void onRepeated(
            final ServerTransaction transaction, final SipMessage request, final long nowNanos) {
        if (transaction.isInvite()) {
            step(transaction, InviteServerTransaction.Event.INVITE_REPEATED, request, nowNanos);
        } else {
            step(transaction, NonInviteServerTransaction.Event.REQUEST_REPEATED, request, nowNanos);
        }
    }

    void onAck(final ServerTransaction invite, final SipMessage ack, final long nowNanos) {
        step(invite, InviteServerTransaction.Event.ACK_RECEIVED, ack, nowNanos);
    }

    boolean respond(
            final ServerTransaction transaction,
            final int statusCode,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNanos) {
        final Transition<?> transition = response(transaction, statusCode);
        final boolean sent = transition.actions().contains(ServerAction.SEND_RESPONSE);
        if (sent) {
            parts.sender().send(transaction.responseFlow(), buffer, offset, length);
            transaction.answered = true;
            if (!transaction.keepWhatIsNeeded(statusCode, buffer, offset, length)) {
                parts.counters().notKept.incrementRelease();
            }
        } else {
            parts.counters().suppressed.incrementRelease();
        }
        perform(transaction, transition, null, nowNanos);
        return sent;
    }

    private static Transition<?> response(
            final ServerTransaction transaction, final int statusCode) {
        if (transaction.isInvite()) {
            final var transition =
                    InviteServerTransaction.step(
                            transaction.inviteState,
                            InviteServerTransaction.response(statusCode),
                            transaction.reliable);
            transaction.inviteState = transition.next();
            return transition;
        }
        final var transition =
                NonInviteServerTransaction.step(
                        transaction.otherState,
                        NonInviteServerTransaction.response(statusCode),
                        transaction.reliable);
        transaction.otherState = transition.next();
        return transition;
    }

    void abandon(final ServerTransaction transaction, final long nowNanos) {
        if (transaction.isInvite()) {
            step(transaction, InviteServerTransaction.Event.ABANDONED, null, nowNanos);
        } else {
            step(transaction, NonInviteServerTransaction.Event.ABANDONED, null, nowNanos);
        }
    }

    int onFlowFailed(final Flow flow, final long nowNanos) {
        return transactions.forEach(flow, nowNanos, failure);
    }

    private void onTransportFailure(final ServerTransaction transaction, final long nowNanos) {
        if (transaction.isInvite()) {
            step(transaction, InviteServerTransaction.Event.TRANSPORT_FAILED, null, nowNanos);
        } else {
            step(transaction, NonInviteServerTransaction.Event.TRANSPORT_FAILED, null, nowNanos);
        }
    }

    void onTimer(final ServerTransaction transaction, final TimerName timer, final long nowNanos) {
        switch (timer) {
            case G -> step(transaction, InviteServerTransaction.Event.TIMER_G, null, nowNanos);
            case H -> step(transaction, InviteServerTransaction.Event.TIMER_H, null, nowNanos);
            case I -> step(transaction, InviteServerTransaction.Event.TIMER_I, null, nowNanos);
            case L -> step(transaction, InviteServerTransaction.Event.TIMER_L, null, nowNanos);
            case J -> step(transaction, NonInviteServerTransaction.Event.TIMER_J, null, nowNanos);
            case TRYING ->
                    step(
                            transaction,
                            NonInviteServerTransaction.Event.TIMER_TRYING,
                            null,
                            nowNanos);
            case A, B, D, E, F, K, M ->
                    throw new AssertionError("timer " + timer + " of a server transaction");
        }
    }

    void reschedule(final ServerTransaction transaction) {
        if (!transaction.isTerminated()) {
            timers.schedule(transaction);
        }
    }

    private void step(
            final ServerTransaction transaction,
            final InviteServerTransaction.Event event,
            final @Nullable SipMessage message,
            final long nowNanos) {
        final var transition =
                InviteServerTransaction.step(transaction.inviteState, event, transaction.reliable);
        transaction.inviteState = transition.next();
        perform(transaction, transition, message, nowNanos);
    }

    private void step(
            final ServerTransaction transaction,
            final NonInviteServerTransaction.Event event,
            final @Nullable SipMessage message,
            final long nowNanos) {
        final var transition =
                NonInviteServerTransaction.step(
                        transaction.otherState, event, transaction.reliable);
        transaction.otherState = transition.next();
        perform(transaction, transition, message, nowNanos);
    }

    private void perform(
            final ServerTransaction transaction,
            final Transition<?> transition,
            final @Nullable SipMessage message,
            final long nowNanos) {
        if (transaction.isOver() && !transaction.isTerminated()) {
            transactions.end(transaction);
        }
        final List<Action> actions = transition.actions();
        for (int i = 0; i < actions.size(); i++) {
            switch (actions.get(i)) {
                case ServerAction action -> carryOut(transaction, action, message, nowNanos);
                case TimerAction action -> timers.carryOut(transaction, action, nowNanos);
                case ClientAction action ->
                        throw new AssertionError(action + " of a server transaction");
            }
        }
        reschedule(transaction);
    }

    private void carryOut(
            final ServerTransaction transaction,
            final ServerAction action,
            final @Nullable SipMessage message,
            final long nowNanos) {
        switch (action) {
            case PASS_REQUEST -> parts.user().onRequest(transaction, present(message), nowNanos);
            case PASS_ACK -> parts.user().onAck(present(message), transaction.flow(), nowNanos);
            case SEND_RESPONSE -> {
                // respond() has sent it already; it has the bytes.
            }
            case REPEAT_RESPONSE -> repeatResponse(transaction, message);
            case SEND_TRYING -> sendTrying(transaction, message);
            case INFORM_TIMEOUT -> {
                parts.counters().timeout(transaction);
                parts.user().onTimeout(transaction, nowNanos);
            }
            case INFORM_TRANSPORT_FAILURE -> {
                parts.counters().transportFailure(transaction);
                parts.user().onTransportFailure(transaction, nowNanos);
            }
        }
    }

    private static SipMessage present(final @Nullable SipMessage message) {
        if (message == null) {
            throw new AssertionError("nothing to pass");
        }
        return message;
    }

    private void repeatResponse(
            final ServerTransaction transaction, final @Nullable SipMessage request) {
        if (transaction.hasResponse()) {
            parts.counters().repeatedOut.incrementRelease();
            parts.sender()
                    .send(
                            transaction.responseFlow(),
                            transaction.responseBuffer(),
                            transaction.responseOffset(),
                            transaction.responseLength());
        } else if (!transaction.hasFinalResponse()) {
            parts.counters().repeatedOut.incrementRelease();
            sendTrying(transaction, request);
        }
    }

    private void sendTrying(
            final ServerTransaction transaction, final @Nullable SipMessage received) {
        SipMessage request = received;
        if (request == null) {
            if (!transaction.request(kept)) {
                return;
            }
            request = kept;
        }
        final Flow flow = transaction.responseFlow();
        final int length = parts.messages().trying(request, flow);
        if (length > 0) {
            parts.sender().send(flow, parts.messages().buffer(), 0, length);
        }
    }

    /** Tells the user of what has ended, and lets the objects be used again. */
    void tellTerminated(final long nowNanos) {
        for (ServerTransaction transaction = transactions.nextTerminated();
                transaction != null;
                transaction = transactions.nextTerminated()) {
            parts.user().onTerminated(transaction, nowNanos);
            transaction.recycle();
            transactions.giveBack(transaction);
        }
    }
}
