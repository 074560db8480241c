// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.ping.OutsideView;
import io.strowger.switching.Switch;

/**
 * Of a switch that has no other beside it: always active, at term 1.
 *
 * @param decisions its only ones
 */
record LoneSeat(Switch decisions) implements Seat {
    @Override
    public boolean isActive(final long nowNanos) {
        return true;
    }

    @Override
    public boolean isSeenActive(final long nowNanos) {
        return true;
    }

    @Override
    public boolean leave(final long nowNanos) {
        return false;
    }

    @Override
    public boolean hasHeir(final long nowNanos) {
        return false;
    }

    @Override
    public long term() {
        return 1;
    }

    @Override
    public void doWork(final long nowNanos) {
        decisions.doWork(nowNanos);
    }

    @Override
    public boolean isDrained(final int node, final long nowNanos) {
        return decisions.isDrained(node);
    }

    @Override
    public TableState table() {
        return TableState.ALONE;
    }

    @Override
    public OutsideView outside() {
        return OutsideView.NOT_WATCHED;
    }

    @Override
    public long givenAway() {
        return 0;
    }
}
