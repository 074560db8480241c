// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/**
 * What a {@link TimerWheel} can arm: the list links are in the object itself, so that arming
 * allocates nothing. Armed at most once at a time; owned by the wheel's thread.
 */
public abstract class TimerNode {
    /** Slot of the node that a ring begins and ends with. */
    static final int ANCHOR = -2;

    TimerNode previousTimer = this;
    TimerNode nextTimer = this;
    long tick;
    int slot = -1;

    /** Whether an expiry is still to come. */
    public final boolean isArmed() {
        return slot >= 0;
    }

    /** Whether the ring ends here; for an anchor, whether the ring is empty. */
    final boolean isLast() {
        return nextTimer.slot == ANCHOR;
    }

    /** Called once, disarmed already, at the deadline or up to a tick later, never earlier. */
    protected abstract void onExpiry(long nowNanos);
}
