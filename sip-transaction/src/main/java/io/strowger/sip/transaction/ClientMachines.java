// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.SipMessage;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Steps the two client machines and carries out what they ask for. */
final class ClientMachines {
    private final LayerParts parts;
    private final TransactionTimers timers;
    private final ObjLongConsumer<ClientTransaction> failure = this::onTransportFailure;
    private final ObjLongConsumer<ClientTransaction> hint = this::onHint;
    private final long hintsApartNanos;
    private final SipMessage invite = new SipMessage();
    private final TransactionSet<ClientTransaction> transactions;

    ClientMachines(final LayerParts parts, final int limit) {
        this.parts = parts;
        this.timers = parts.timers();
        this.hintsApartNanos = timers.t1Nanos() / 2;
        this.transactions =
                new TransactionSet<>(
                        ClientTransaction.class,
                        limit,
                        ClientTransaction[]::new,
                        () -> new ClientTransaction(this, parts.arena()),
                        parts);
    }

    TransactionSet<ClientTransaction> transactions() {
        return transactions;
    }

    /** The request has gone out already. */
    void start(final ClientTransaction transaction, final long nowNanos) {
        if (transaction.isInvite()) {
            final var start = InviteClientTransaction.start(transaction.reliable);
            transaction.inviteState = start.next();
            perform(transaction, start, null, nowNanos);
        } else {
            final var start = NonInviteClientTransaction.start(transaction.reliable);
            transaction.otherState = start.next();
            perform(transaction, start, null, nowNanos);
        }
    }

    void onResponse(
            final ClientTransaction transaction, final SipMessage response, final long nowNanos) {
        final int statusCode = response.statusCode();
        if (transaction.hasFinalResponse()) {
            parts.counters().repeatedIn.incrementRelease();
        }
        if (transaction.isInvite()) {
            step(transaction, inviteEvent(statusCode), response, nowNanos);
        } else {
            final var event =
                    statusCode < 200
                            ? NonInviteClientTransaction.Event.PROVISIONAL_RECEIVED
                            : NonInviteClientTransaction.Event.FINAL_RECEIVED;
            step(transaction, event, response, nowNanos);
        }
    }

    private static InviteClientTransaction.Event inviteEvent(final int statusCode) {
        if (statusCode < 200) {
            return InviteClientTransaction.Event.PROVISIONAL_RECEIVED;
        }
        return statusCode < 300
                ? InviteClientTransaction.Event.SUCCESS_RECEIVED
                : InviteClientTransaction.Event.FAILURE_RECEIVED;
    }

    void abandon(final ClientTransaction transaction, final long nowNanos) {
        if (transaction.isInvite()) {
            step(transaction, InviteClientTransaction.Event.ABANDONED, null, nowNanos);
        } else {
            step(transaction, NonInviteClientTransaction.Event.ABANDONED, null, nowNanos);
        }
    }

    int onFlowFailed(final Flow flow, final long nowNanos) {
        return transactions.forEach(flow, nowNanos, failure);
    }

    int onUnreachable(final Flow flow, final long nowNanos) {
        return transactions.forEach(flow, nowNanos, hint);
    }

    private void onHint(final ClientTransaction transaction, final long nowNanos) {
        if (transaction.isProceeding() || transaction.hasFinalResponse()) {
            return;
        }
        if (transaction.unreachableAtNanos == Transaction.NEVER) {
            transaction.unreachableAtNanos = nowNanos;
        } else if (nowNanos - transaction.unreachableAtNanos >= hintsApartNanos) {
            onTransportFailure(transaction, nowNanos);
        }
    }

    private void onTransportFailure(final ClientTransaction transaction, final long nowNanos) {
        if (transaction.isInvite()) {
            step(transaction, InviteClientTransaction.Event.TRANSPORT_FAILED, null, nowNanos);
        } else {
            step(transaction, NonInviteClientTransaction.Event.TRANSPORT_FAILED, null, nowNanos);
        }
    }

    void onTimer(final ClientTransaction transaction, final TimerName timer, final long nowNanos) {
        switch (timer) {
            case A -> step(transaction, InviteClientTransaction.Event.TIMER_A, null, nowNanos);
            case B -> step(transaction, InviteClientTransaction.Event.TIMER_B, null, nowNanos);
            case D -> step(transaction, InviteClientTransaction.Event.TIMER_D, null, nowNanos);
            case M -> step(transaction, InviteClientTransaction.Event.TIMER_M, null, nowNanos);
            case E -> step(transaction, NonInviteClientTransaction.Event.TIMER_E, null, nowNanos);
            case F -> step(transaction, NonInviteClientTransaction.Event.TIMER_F, null, nowNanos);
            case K -> step(transaction, NonInviteClientTransaction.Event.TIMER_K, null, nowNanos);
            case G, H, I, J, L, TRYING ->
                    throw new AssertionError("timer " + timer + " of a client transaction");
        }
    }

    void reschedule(final ClientTransaction transaction) {
        if (!transaction.isTerminated()) {
            timers.schedule(transaction);
        }
    }

    private void step(
            final ClientTransaction transaction,
            final InviteClientTransaction.Event event,
            final @Nullable SipMessage message,
            final long nowNanos) {
        final var transition =
                InviteClientTransaction.step(transaction.inviteState, event, transaction.reliable);
        transaction.inviteState = transition.next();
        perform(transaction, transition, message, nowNanos);
    }

    private void step(
            final ClientTransaction transaction,
            final NonInviteClientTransaction.Event event,
            final @Nullable SipMessage message,
            final long nowNanos) {
        final var transition =
                NonInviteClientTransaction.step(
                        transaction.otherState, event, transaction.reliable);
        transaction.otherState = transition.next();
        perform(transaction, transition, message, nowNanos);
    }

    private void perform(
            final ClientTransaction transaction,
            final Transition<?> transition,
            final @Nullable SipMessage message,
            final long nowNanos) {
        if (transaction.isOver() && !transaction.isTerminated()) {
            transactions.end(transaction);
        }
        if (transaction.mayForgetRequest()) {
            transaction.releaseKept();
        }
        final List<Action> actions = transition.actions();
        for (int i = 0; i < actions.size(); i++) {
            switch (actions.get(i)) {
                case ClientAction action -> carryOut(transaction, action, message, nowNanos);
                case TimerAction action -> timers.carryOut(transaction, action, nowNanos);
                case ServerAction action ->
                        throw new AssertionError(action + " of a client transaction");
            }
        }
        reschedule(transaction);
    }

    private void carryOut(
            final ClientTransaction transaction,
            final ClientAction action,
            final @Nullable SipMessage message,
            final long nowNanos) {
        switch (action) {
            case PASS_RESPONSE -> parts.user().onResponse(transaction, present(message), nowNanos);
            case SEND_REQUEST -> {
                // send() has sent it already; it has the bytes.
            }
            case REPEAT_REQUEST, REPEAT_ACK -> repeatKept(transaction);
            case SEND_ACK -> sendAck(transaction, present(message));
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

    private void repeatKept(final ClientTransaction transaction) {
        if (transaction.hasKept()) {
            parts.counters().repeatedOut.incrementRelease();
            parts.sender()
                    .send(
                            transaction.flow(),
                            transaction.keptBuffer(),
                            transaction.keptOffset(),
                            transaction.keptLength());
        }
    }

    /** §17.1.1.3. From now on the ACK is what repeated responses are answered with. */
    private void sendAck(final ClientTransaction transaction, final SipMessage response) {
        final int length = transaction.kept(invite) ? parts.messages().ack(invite, response) : 0;
        if (length == 0) {
            return;
        }
        final DirectBuffer buffer = parts.messages().buffer();
        parts.sender().send(transaction.flow(), buffer, 0, length);
        transaction.releaseKept();
        if (!transaction.isTerminated() && !transaction.keep(buffer, 0, length)) {
            parts.counters().notKept.incrementRelease();
        }
    }

    /** Tells the user of what has ended, and lets the objects be used again. */
    void tellTerminated(final long nowNanos) {
        for (ClientTransaction transaction = transactions.nextTerminated();
                transaction != null;
                transaction = transactions.nextTerminated()) {
            parts.user().onTerminated(transaction, nowNanos);
            transaction.recycle();
            transactions.giveBack(transaction);
        }
    }
}
