// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * At most one wake-up that is not yet used, so that other threads call the system only while the
 * signaling thread really waits. Work must be published before {@link #give}; whoever has waited
 * sees it.
 */
final class WakeUpPermit {
    private static final int RUNNING = 0;
    private static final int WAITING = 1;
    private static final int GIVEN = 2;

    private final AtomicInteger state = new AtomicInteger(RUNNING);

    /** Any thread. Whether the waiting thread has to be woken by the system. */
    boolean give() {
        return state.getAndSet(GIVEN) == WAITING;
    }

    /** The waiting thread: false when a permit was there, which is then used up. */
    boolean beginWait() {
        if (state.compareAndSet(RUNNING, WAITING)) {
            return true;
        }
        state.set(RUNNING);
        return false;
    }

    /** The waiting thread, after it waited; uses up a permit given meanwhile. */
    void endWait() {
        // A read-modify-write, so that what was published before a permit is visible from here on.
        final int _ = state.getAndSet(RUNNING);
    }
}
