// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import java.util.ArrayDeque;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** Registrations under way by correlation id, bounded; objects are used again. One thread. */
final class PendingRegistrations {
    private final Long2ObjectHashMap<PendingRegistration> byId = new Long2ObjectHashMap<>();
    private final ArrayDeque<PendingRegistration> free = new ArrayDeque<>();
    private final int limit;
    private int open;

    PendingRegistrations(final int limit) {
        this.limit = limit;
    }

    /** One to be used, or null at the limit. */
    @Nullable PendingRegistration open() {
        if (open == limit) {
            return null;
        }
        open++;
        final PendingRegistration freed = free.poll();
        return freed == null ? new PendingRegistration() : freed;
    }

    void put(final long correlationId, final PendingRegistration pending) {
        byId.put(correlationId, pending);
    }

    @Nullable PendingRegistration remove(final long correlationId) {
        return byId.remove(correlationId);
    }

    void close(final PendingRegistration pending) {
        pending.end();
        free.push(pending);
        open--;
    }

    int size() {
        return open;
    }
}
