// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import org.agrona.concurrent.IdleStrategy;

/** Does not wait for a driver whose process is dead. */
record AwaitingSharer(DriverShare share, IdleStrategy awaiting) implements IdleStrategy {
    @Override
    public void idle(final int workCount) {
        idle();
    }

    @Override
    public void idle() {
        if (share.isOver(System.nanoTime())) {
            throw new IllegalStateException(BusDriver.GONE);
        }
        awaiting.idle();
    }

    @Override
    public void reset() {
        awaiting.reset();
    }
}
