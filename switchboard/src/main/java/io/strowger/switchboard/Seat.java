// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.ping.OutsideView;
import io.strowger.switching.Switch;

/** The place that this switch has in its router: alone in it, or one of two. The thread of the switch. */
interface Seat {
    /**
     * Whether it may give out calls at this moment.
     *
     * @param nowNanos monotonic, fresh
     */
    boolean isActive(long nowNanos);

    /** The same, by any thread; also right when the thread of the switch stands still. */
    boolean isSeenActive(long nowNanos);

    /**
     * The switch stops: it is active no longer.
     *
     * @return whether there is something to wait for: that the other one takes over, or answers about the lease
     */
    boolean leave(long nowNanos);

    /** Whether there is nothing to wait for any more. */
    boolean hasHeir(long nowNanos);

    /** Of the lease under which it is active, 0 while it is not. */
    long term();

    /** The present decisions: others when what was in hand is the other switch's. */
    Switch decisions();

    /** One turn, after what has come was handed over. */
    void doWork(long nowNanos);

    /** Whether a node that drains has nothing open any more, as far as this switch can know. */
    boolean isDrained(int node, long nowNanos);

    /** How it stands with the copy of the table. */
    TableState table();

    /** What it sees of the outside. */
    OutsideView outside();

    /** How often it has given the active role away because the other one saw more of the outside. */
    long givenAway();
}
