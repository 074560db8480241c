// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * How Aeron's cluster client waits for the media driver when both share a thread: by doing the driver's work. It waits
 * when it follows the location server to another member.
 */
final class DrivenWait implements IdleStrategy {
    private static final int SPINS = 100;
    private static final long PAUSE_NANOS = 50_000;

    private final @Nullable AgentInvoker driver;
    private int fruitless;

    /**
     * Waits for a driver.
     *
     * @param driver null when it has a thread of its own
     */
    DrivenWait(final @Nullable AgentInvoker driver) {
        this.driver = driver;
    }

    @Override
    public void idle(final int workCount) {
        final int work = driver == null ? 0 : driver.invoke();
        if (workCount > 0 || work > 0) {
            reset();
        } else if (++fruitless > SPINS) {
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
    }

    @Override
    public void idle() {
        idle(0);
    }

    @Override
    public void reset() {
        fruitless = 0;
    }
}
