// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.Span;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** The client side of the layer: opens transactions and finds them again for responses. */
final class ClientTransactions {
    private final LayerParts parts;
    private final TransactionKey key;
    private final ClientMachines machines;
    private final TransactionSet<ClientTransaction> transactions;

    ClientTransactions(final LayerParts parts, final int limit) {
        this.parts = parts;
        this.key = parts.key();
        this.machines = new ClientMachines(parts, limit);
        this.transactions = machines.transactions();
    }

    ClientMachines machines() {
        return machines;
    }

    int active() {
        return transactions.active();
    }

    @Nullable ClientTransaction send(
            final Method method,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long branch,
            final Flow destination,
            final long nowNanos) {
        final ClientTransaction transaction = transactions.take();
        if (transaction == null) {
            parts.counters().refusedAtLimit.incrementRelease();
            return null;
        }
        key.client(buffer, branch, method);
        transaction.open(method, destination);
        // An INVITE is needed for its ACK and CANCEL, any other request only to be repeated.
        final boolean isNeeded = transaction.isInvite() || !destination.isReliable();
        if (isNeeded && !transaction.keep(buffer, offset, length)) {
            parts.counters().refusedWithoutMemory.incrementRelease();
            return dismiss(transaction);
        }
        if (!transactions.add(transaction, key)) {
            parts.counters().refusedBranchInUse.incrementRelease();
            return dismiss(transaction);
        }
        parts.sender().send(destination, buffer, offset, length);
        machines.start(transaction, nowNanos);
        return transaction;
    }

    private @Nullable ClientTransaction dismiss(final ClientTransaction transaction) {
        transaction.recycle();
        transactions.giveBack(transaction);
        return null;
    }

    void onResponse(final SipMessage response, final Flow flow, final long nowNanos) {
        final long branch = response.topVia().branch();
        if (Span.hasText(branch)) {
            key.client(response.buffer(), branch, response.cseqMethod());
            final ClientTransaction transaction = transactions.find(key);
            if (transaction != null) {
                machines.onResponse(transaction, response, nowNanos);
                return;
            }
        }
        onUnmatched(response, flow, nowNanos);
    }

    private void onUnmatched(final SipMessage response, final Flow flow, final long nowNanos) {
        final Method method = response.cseqMethod();
        if (method == Method.INVITE || method == Method.CANCEL) {
            parts.counters().unmatchedInviteResponse.incrementRelease();
            parts.user().onUnmatchedResponse(response, flow, nowNanos);
        } else {
            // RFC 4320 §4.3: whoever waited for it has given up by now.
            parts.counters().lateResponse.incrementRelease();
        }
    }
}
