// SPDX-License-Identifier: Apache-2.0
package io.strowger.gateway.route;

import java.util.function.IntPredicate;

/**
 * By which gateway packets are to go: the first that is seen. One that comes back has to be seen for a while before it is
 * preferred again, so that a router that flaps, or forwards only some seconds after it answers, does not take the traffic
 * back and forth. When none is seen nothing changes. A machine that is given the time; one thread.
 */
final class GatewayChoice {
    static final int NONE = -1;

    /** For so long after the start a backup waits for those before it. */
    static final long START_NANOS = 1_000_000_000L;

    /** A better one has to be seen for so long without a break. */
    static final long STEADY_NANOS = 10_000_000_000L;

    /** The best first; of all that are watched these are the ones of one IP version. */
    private final int[] gateways;

    private final boolean[] seen;
    private final long[] seenSince;
    private final long startedAt;
    private int chosen = NONE;

    /**
     * None is chosen yet.
     *
     * @param gateways their numbers, the best first
     */
    GatewayChoice(final int[] gateways, final long nowNanos) {
        this.gateways = gateways.clone();
        seen = new boolean[gateways.length];
        seenSince = new long[gateways.length];
        startedAt = nowNanos;
    }

    /**
     * Decides anew.
     *
     * @return the number of the gateway, {@link #NONE} as long as none was ever seen
     */
    int choose(final IntPredicate isSeen, final long nowNanos) {
        for (int i = 0; i < seen.length; i++) {
            final boolean isNow = isSeen.test(gateways[i]);
            if (isNow && !seen[i]) {
                seenSince[i] = nowNanos;
            }
            seen[i] = isNow;
        }
        for (int i = 0; i < seen.length; i++) {
            if (seen[i] && isFit(i, nowNanos)) {
                chosen = i;
                break;
            }
        }
        return chosen == NONE ? NONE : gateways[chosen];
    }

    private boolean isFit(final int gateway, final long nowNanos) {
        if (chosen == NONE) {
            return gateway == 0 || nowNanos - startedAt >= START_NANOS;
        }
        return !seen[chosen] || gateway >= chosen || nowNanos - seenSince[gateway] >= STEADY_NANOS;
    }
}
