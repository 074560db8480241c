// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import java.util.function.IntFunction;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one side: objects, keys, flows, and those that have ended and wait to be told
 * of. One thread.
 */
final class TransactionSet<T extends Transaction> {
    private final Class<T> type;
    private final TransactionTimers timers;
    private final TransactionCounters counters;
    private final TransactionTable table;
    private final TransactionPool<T> pool;
    private final FlowIndex<T> flows;
    private @Nullable Transaction terminated;

    TransactionSet(
            final Class<T> type,
            final int limit,
            final IntFunction<@Nullable T[]> newArray,
            final Supplier<T> maker,
            final LayerParts parts) {
        this.type = type;
        this.timers = parts.timers();
        this.counters = parts.counters();
        this.table = new TransactionTable(limit);
        this.pool = new TransactionPool<>(limit, newArray, maker);
        this.flows = new FlowIndex<>(type);
    }

    /** Transactions that are open, or have ended and not been told of yet. */
    int active() {
        return pool.inUse();
    }

    @Nullable T find(final TransactionKey key) {
        final int place = table.find(key.high(), key.low());
        return place == TransactionTable.NONE ? null : pool.at(place);
    }

    /** An object that is in no list yet, or null at the limit. */
    @Nullable T take() {
        return pool.take();
    }

    /** Returns what {@link #take} gave and {@link #add} never got. */
    void giveBack(final T transaction) {
        pool.giveBack(transaction);
    }

    /** Opens a transaction; false when the key is in use. Method and flow are set before. */
    boolean add(final T transaction, final TransactionKey key) {
        if (!table.add(key.high(), key.low(), transaction.place)) {
            return false;
        }
        transaction.keyHigh = key.high();
        transaction.keyLow = key.low();
        transaction.terminated = false;
        flows.add(transaction);
        counters.begin(transaction);
        return true;
    }

    /**
     * Ends a transaction: nothing finds it any more. The object stays readable until {@link
     * #nextTerminated} gives it out, because a caller further up may be working with it.
     */
    void end(final T transaction) {
        table.remove(transaction.keyHigh, transaction.keyLow);
        timers.cancel(transaction);
        flows.remove(transaction);
        counters.end(transaction);
        transaction.terminated = true;
        transaction.nextTerminated = terminated;
        terminated = transaction;
    }

    /** Ends all that are open. */
    void endAll() {
        final int made = pool.inUse() == 0 ? 0 : pool.made();
        for (int place = 0; place < made; place++) {
            final T transaction = pool.at(place);
            if (transaction != null && !transaction.terminated) {
                end(transaction);
            }
        }
    }

    /** A transaction that has ended, or null; to be given back. */
    @Nullable T nextTerminated() {
        final Transaction next = terminated;
        if (next == null) {
            return null;
        }
        terminated = next.nextTerminated;
        next.nextTerminated = null;
        return type.cast(next);
    }

    int forEach(final Flow flow, final long nowNanos, final ObjLongConsumer<T> action) {
        return flows.forEach(flow, nowNanos, action);
    }
}
