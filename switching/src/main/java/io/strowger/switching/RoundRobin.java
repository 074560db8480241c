// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.MethodClass;

/**
 * One after the other, each as often as its share says (smooth weighted round robin, as in nginx):
 * each gains its share, the first of those that have most is chosen and pays what all have gained.
 */
final class RoundRobin implements LoadSharing {
    private final SwitchedNodes nodes;
    private final double[] credits;

    RoundRobin(final SwitchedNodes nodes) {
        this.nodes = nodes;
        credits = new double[nodes.count()];
    }

    @Override
    public int choose(
            final Fitness least,
            final long callIdHigh,
            final long callIdLow,
            final MethodClass methodClass,
            final long nowNanos) {
        int chosen = NONE;
        double gained = 0;
        for (int i = 0; i < credits.length; i++) {
            if (nodes.isFit(i, least)) {
                final double share = nodes.node(i).share(nowNanos);
                gained += share;
                credits[i] += share;
                chosen = chosen == NONE || credits[i] > credits[chosen] ? i : chosen;
            } else if (!nodes.isFit(i, Fitness.KNOWN)) {
                credits[i] = 0;
            }
        }
        if (chosen != NONE) {
            credits[chosen] -= gained;
        }
        return chosen;
    }
}
