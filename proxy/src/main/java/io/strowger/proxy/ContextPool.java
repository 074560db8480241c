// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import java.util.ArrayDeque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Objects that are used again, with a limit on how many there are. One thread. */
final class ContextPool<T> {
    private final ArrayDeque<T> free = new ArrayDeque<>();
    private final Supplier<T> source;
    private final int limit;
    private int made;

    ContextPool(final int limit, final Supplier<T> source) {
        this.limit = limit;
        this.source = source;
    }

    /** A free object, or null when as many as the limit allows are in use. */
    @Nullable T take() {
        final T object = free.pollLast();
        if (object != null || made == limit) {
            return object;
        }
        made++;
        return source.get();
    }

    void give(final T object) {
        free.addLast(object);
    }

    /** Objects in use. */
    int inUse() {
        return made - free.size();
    }
}
