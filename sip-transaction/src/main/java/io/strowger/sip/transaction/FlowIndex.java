// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Transactions by their flow, as chains through the transactions themselves, so that a failed flow
 * finds them without a walk over all. Nothing is allocated. One thread.
 */
final class FlowIndex<T extends Transaction> {
    private static final int BUCKETS = 4096;

    /** One bucket more, for those whose flow has failed and who wait to be told. */
    private static final int FAILED = BUCKETS;

    private final @Nullable Transaction[] heads = new Transaction[BUCKETS + 1];
    private final Class<T> type;

    FlowIndex(final Class<T> type) {
        this.type = type;
    }

    void add(final T transaction) {
        link(transaction, transaction.flow().hashCode() & (BUCKETS - 1));
    }

    void remove(final T transaction) {
        unlink(transaction);
    }

    /**
     * Calls for each transaction on the flow, once; the call may add and remove any.
     *
     * @return number of calls
     */
    int forEach(final Flow flow, final long nowNanos, final ObjLongConsumer<T> action) {
        final int bucket = flow.hashCode() & (BUCKETS - 1);
        Transaction at = heads[bucket];
        while (at != null) {
            final Transaction following = at.flowNext;
            if (at.flow().equals(flow)) {
                unlink(at);
                link(at, FAILED);
            }
            at = following;
        }
        int calls = 0;
        for (Transaction next = heads[FAILED]; next != null; next = heads[FAILED]) {
            unlink(next);
            link(next, bucket);
            action.accept(type.cast(next), nowNanos);
            calls++;
        }
        return calls;
    }

    private void link(final Transaction transaction, final int bucket) {
        final Transaction head = heads[bucket];
        transaction.flowBucket = bucket;
        transaction.flowPrevious = null;
        transaction.flowNext = head;
        if (head != null) {
            head.flowPrevious = transaction;
        }
        heads[bucket] = transaction;
    }

    private void unlink(final Transaction transaction) {
        final Transaction previous = transaction.flowPrevious;
        final Transaction next = transaction.flowNext;
        if (previous == null) {
            heads[transaction.flowBucket] = next;
        } else {
            previous.flowNext = next;
        }
        if (next != null) {
            next.flowPrevious = previous;
        }
        transaction.flowBucket = -1;
        transaction.flowPrevious = null;
        transaction.flowNext = null;
    }
}
