// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.MethodClass;

/** Which of the nodes that are fit gets a new Call-ID (mission row D3). One thread. */
interface LoadSharing {
    /** No node is fit. */
    int NONE = -1;

    /**
     * Chooses.
     *
     * @param least what a node has to be fit for
     * @param methodClass of the transaction that is to be placed
     * @return the node's number, or {@link #NONE}
     */
    int choose(
            Fitness least, long callIdHigh, long callIdLow, MethodClass methodClass, long nowNanos);

    static LoadSharing of(final PlacementConfig config, final SwitchedNodes nodes) {
        return switch (config.policy()) {
            case ROUND_ROBIN -> new RoundRobin(nodes);
            case HASH -> new HashSharing(nodes);
            case LEAST_LOADED -> new LeastLoaded(config, nodes);
        };
    }
}
