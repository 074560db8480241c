// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Transaction objects to be used again: made when first needed, up to a limit. Each keeps its place
 * for good, so that others can name it by a number. One thread.
 */
final class TransactionPool<T extends Transaction> {
    private final @Nullable T[] transactions;
    private final int[] idle;
    private final Supplier<T> maker;
    private int idleCount;
    private int made;

    TransactionPool(
            final int limit, final IntFunction<@Nullable T[]> newArray, final Supplier<T> maker) {
        this.transactions = newArray.apply(limit);
        this.idle = new int[limit];
        this.maker = maker;
    }

    /** An object, or null when all are in use. */
    @Nullable T take() {
        if (idleCount > 0) {
            return transactions[idle[--idleCount]];
        }
        if (made == idle.length) {
            return null;
        }
        final T transaction = maker.get();
        transaction.place = made;
        transactions[made++] = transaction;
        return transaction;
    }

    void giveBack(final T transaction) {
        idle[idleCount++] = transaction.place;
    }

    /** The object that has this place. */
    @Nullable T at(final int place) {
        return transactions[place];
    }

    /** All objects that were ever made have a place below this. */
    int made() {
        return made;
    }

    int inUse() {
        return made - idleCount;
    }
}
