// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Branches that cannot be sent before the name of their next hop has an address, by the look-up that
 * each waits for. Bounded; one thread.
 */
final class ParkedBranches {
    private final Long2ObjectHashMap<ClientBranch> first = new Long2ObjectHashMap<>();
    private final int limit;
    private int size;

    ParkedBranches(final int limit) {
        this.limit = limit;
    }

    /** Parks a branch; false when as many as the limit allows wait already. */
    boolean park(final ClientBranch branch, final long lookUp) {
        if (size == limit) {
            return false;
        }
        size++;
        final ClientBranch before = first.put(lookUp, branch);
        branch.lookUp = lookUp;
        branch.previousParked = null;
        branch.nextParked = before;
        if (before != null) {
            before.previousParked = branch;
        }
        return true;
    }

    /** Takes a branch out; nothing when it is not in. */
    void unpark(final ClientBranch branch) {
        if (!branch.isParked()) {
            return;
        }
        size--;
        final ClientBranch next = branch.nextParked;
        final ClientBranch previous = branch.previousParked;
        if (next != null) {
            next.previousParked = previous;
        }
        if (previous != null) {
            previous.nextParked = next;
        } else if (next != null) {
            first.put(branch.lookUp, next);
        } else {
            first.remove(branch.lookUp);
        }
        branch.lookUp = 0;
        branch.nextParked = null;
        branch.previousParked = null;
    }

    /** Takes one that waits for this look-up out; null when there is none left. */
    @Nullable ClientBranch take(final long lookUp) {
        final ClientBranch branch = first.get(lookUp);
        if (branch != null) {
            unpark(branch);
        }
        return branch;
    }

    int size() {
        return size;
    }
}
