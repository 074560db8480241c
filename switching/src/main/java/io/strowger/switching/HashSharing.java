// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.MethodClass;

/**
 * By the Call-ID's hash alone: weighted rendezvous (Thaler and Ravishankar 1998). When a node goes
 * away, only what was its own is placed anew; when it is ramped up, it takes from all others alike.
 */
final class HashSharing implements LoadSharing {
    private static final double UNIT = 0x1p-53;

    private final SwitchedNodes nodes;

    HashSharing(final SwitchedNodes nodes) {
        this.nodes = nodes;
    }

    @Override
    public int choose(
            final Fitness least,
            final long callIdHigh,
            final long callIdLow,
            final MethodClass methodClass,
            final long nowNanos) {
        int chosen = NONE;
        double best = -1;
        for (int i = 0; i < nodes.count(); i++) {
            if (nodes.isFit(i, least)) {
                final double chance = (scatter(callIdHigh, callIdLow, i) + 1) * UNIT;
                final double score = nodes.node(i).share(nowNanos) / -Math.log(chance);
                if (score > best) {
                    best = score;
                    chosen = i;
                }
            }
        }
        return chosen;
    }

    /** 0 to 2^53 - 2, as if by chance. */
    private static long scatter(final long high, final long low, final int node) {
        long mixed = (high ^ (node + 1) * 0x9E3779B97F4A7C15L) * 0xC2B2AE3D27D4EB4FL;
        mixed = (mixed ^ mixed >>> 32 ^ low) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 29) * 0xC2B2AE3D27D4EB4FL;
        return Math.min((mixed ^ mixed >>> 32) >>> 11, (1L << 53) - 2);
    }
}
