// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import java.util.Random;

/**
 * What one run is made of.
 *
 * @param nodes cluster nodes
 * @param regions regions of nodes below designated receivers, 0 = all nodes hear the leader
 * @param receivers designated receivers in each region
 * @param nested whether the designated receivers of regions stand below two others
 * @param networks 1, or 2 for A and B
 * @param loss of frames, 0..1
 * @param updatesPerSecond committed by the group
 * @param keys that are written, at random
 * @param largeInThousand how many entries of a thousand are larger than a frame
 * @param logLimit entries that each provisioning log keeps
 * @param stepwise whether the replicas' stores make each step durable by itself
 * @param faults how many happen
 * @param seconds of virtual time with faults; then everything is healed
 */
record Scenario(
        int nodes,
        int regions,
        int receivers,
        boolean nested,
        int networks,
        double loss,
        int updatesPerSecond,
        int keys,
        int largeInThousand,
        int logLimit,
        boolean stepwise,
        int faults,
        int seconds) {

    /** Something of everything. */
    static Scenario any(final Random chance) {
        final int regions = chance.nextInt(3);
        return new Scenario(
                2 + chance.nextInt(9),
                regions,
                1 + chance.nextInt(2),
                regions > 0 && chance.nextInt(4) == 0,
                1 + chance.nextInt(2),
                chance.nextInt(3) * 0.05,
                5 + chance.nextInt(60),
                20 + chance.nextInt(200),
                chance.nextInt(3) * 5,
                chance.nextBoolean() ? 1000 : 20 + chance.nextInt(50),
                chance.nextInt(4) == 0,
                chance.nextInt(12),
                8);
    }

    /** The same for another time, and nothing goes wrong by itself. */
    Scenario withoutFaults(final int forSeconds) {
        return new Scenario(
                nodes,
                regions,
                receivers,
                nested,
                networks,
                loss,
                updatesPerSecond,
                keys,
                largeInThousand,
                logLimit,
                stepwise,
                0,
                forSeconds);
    }

    /** Nodes only, no faults but loss. */
    static Scenario flat(final int nodes, final double loss) {
        return new Scenario(nodes, 0, 0, false, 1, loss, 20, 200, 0, 1000, false, 0, 10);
    }

    /** The same below pairs of designated receivers. */
    static Scenario inRegions(final int nodes, final int regions, final double loss) {
        return new Scenario(nodes, regions, 2, false, 1, loss, 20, 200, 0, 1000, false, 0, 10);
    }
}
