// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.TimerNode;
import org.jspecify.annotations.Nullable;

/**
 * One fork of a request (RFC 3261 §16.6) and what has become of it. Its timer is timer C, after a
 * CANCEL the patience with which the branch's final response is awaited (§9.1), and before it is sent
 * that with which the address of its next hop is awaited. Pooled.
 */
final class ClientBranch extends TimerNode {
    private final Proxy proxy;

    @Nullable ResponseContext context;
    @Nullable ClientTransaction transaction;

    /** A final response came, or none will. */
    boolean ended;

    /** A CANCEL is to go as soon as a provisional response allows it. */
    boolean cancelWanted;

    boolean cancelSent;

    /** Sent over TCP only because of its size (§18.1.1): UDP is left to try. */
    boolean switchedToTcp;

    /** Which of the targets this is. */
    int target;

    /** The look-up of the next hop's name that it waits for; 0 = none. */
    long lookUp;

    /** Neighbours among those that wait for the same look-up. */
    @Nullable ClientBranch nextParked;

    @Nullable ClientBranch previousParked;

    ClientBranch(final Proxy proxy) {
        this.proxy = proxy;
    }

    void reset() {
        context = null;
        transaction = null;
        ended = false;
        cancelWanted = false;
        cancelSent = false;
        switchedToTcp = false;
        target = 0;
        lookUp = 0;
        nextParked = null;
        previousParked = null;
    }

    boolean isParked() {
        return lookUp != 0;
    }

    @Override
    protected void onExpiry(final long nowNanos) {
        proxy.onTimerC(this, nowNanos);
    }
}
