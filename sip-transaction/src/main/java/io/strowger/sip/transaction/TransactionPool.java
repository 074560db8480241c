// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Transaction objects to be used again: made when first needed, up to a limit. One thread. */
final class TransactionPool<T extends Transaction> {
    private final @Nullable T[] idle;
    private final Supplier<T> maker;
    private int idleCount;
    private int made;

    TransactionPool(
            final int limit, final IntFunction<@Nullable T[]> newArray, final Supplier<T> maker) {
        this.idle = newArray.apply(limit);
        this.maker = maker;
    }

    /** An object, or null when all are in use. */
    @Nullable T take() {
        if (idleCount > 0) {
            final T transaction = idle[--idleCount];
            idle[idleCount] = null;
            return transaction;
        }
        if (made == idle.length) {
            return null;
        }
        made++;
        return maker.get();
    }

    void giveBack(final T transaction) {
        idle[idleCount++] = transaction;
    }

    int inUse() {
        return made - idleCount;
    }
}
