// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;

/** Counters of the transaction layer; the label of each is its Prometheus series. One writer. */
public final class TransactionCounters {
    private static final TransactionType[] TYPES = TransactionType.values();

    /** Transactions begun, by {@link TransactionType}. */
    final AtomicCounter[] begun;

    /** Transactions that are open now. */
    final AtomicCounter[] open;

    /** Ended by timer B, F or H. */
    final AtomicCounter[] timeouts;

    /** Whose flow failed. */
    final AtomicCounter[] transportFailures;

    final AtomicCounter repeatedIn;
    final AtomicCounter repeatedOut;
    final AtomicCounter refusedAtLimit;
    final AtomicCounter refusedWithoutMemory;
    final AtomicCounter refusedDraining;
    final AtomicCounter refusedBranchInUse;
    final AtomicCounter unmatchedAck;
    final AtomicCounter unmatchedCancel;
    final AtomicCounter unmatchedInviteResponse;
    final AtomicCounter lateResponse;

    /** Responses of the user that the machine did not let out. */
    final AtomicCounter suppressed;

    /** Responses sent but not kept for repetition, because the message memory was used up. */
    final AtomicCounter notKept;

    private TransactionCounters(final CountersManager counters) {
        begun = byType(counters, "strowger_sip_transactions_total");
        open = byType(counters, "strowger_sip_transactions");
        timeouts = byType(counters, "strowger_sip_transaction_timeouts_total");
        transportFailures = byType(counters, "strowger_sip_transaction_transport_failures_total");
        repeatedIn = counters.newCounter("strowger_sip_repeated_messages_total{direction=\"in\"}");
        repeatedOut =
                counters.newCounter("strowger_sip_repeated_messages_total{direction=\"out\"}");
        refusedAtLimit = refused(counters, "limit");
        refusedWithoutMemory = refused(counters, "memory");
        refusedDraining = refused(counters, "draining");
        refusedBranchInUse = refused(counters, "branch_in_use");
        unmatchedAck = unmatched(counters, "ack");
        unmatchedCancel = unmatched(counters, "cancel");
        unmatchedInviteResponse = unmatched(counters, "invite_response");
        lateResponse = unmatched(counters, "late_response");
        suppressed = counters.newCounter("strowger_sip_suppressed_responses_total");
        notKept = counters.newCounter("strowger_sip_unkept_responses_total");
    }

    public static TransactionCounters allocate(final CountersManager counters) {
        return new TransactionCounters(counters);
    }

    private static AtomicCounter[] byType(final CountersManager counters, final String series) {
        final AtomicCounter[] allocated = new AtomicCounter[TYPES.length];
        for (final TransactionType type : TYPES) {
            allocated[type.ordinal()] =
                    counters.newCounter(series + "{type=\"" + type.label() + "\"}");
        }
        return allocated;
    }

    private static AtomicCounter refused(final CountersManager counters, final String reason) {
        return counters.newCounter(
                "strowger_sip_transactions_refused_total{reason=\"" + reason + "\"}");
    }

    private static AtomicCounter unmatched(final CountersManager counters, final String message) {
        return counters.newCounter(
                "strowger_sip_unmatched_messages_total{message=\"" + message + "\"}");
    }

    void begin(final Transaction transaction) {
        final int type = transaction.type().ordinal();
        begun[type].incrementRelease();
        open[type].incrementRelease();
    }

    void end(final Transaction transaction) {
        open[transaction.type().ordinal()].decrementRelease();
    }

    void timeout(final Transaction transaction) {
        timeouts[transaction.type().ordinal()].incrementRelease();
    }

    void transportFailure(final Transaction transaction) {
        transportFailures[transaction.type().ordinal()].incrementRelease();
    }
}
