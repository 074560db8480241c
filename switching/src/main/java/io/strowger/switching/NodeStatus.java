// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

/** Operational status of a cluster node (mission row D1), each kind of failure by its name. */
public enum NodeStatus {
    /** Not heard of yet. */
    UNKNOWN(Fitness.NOTHING),
    /** Answers PING and OPTIONS. */
    UP(Fitness.ALL),
    /** Lives, and refuses, or has not come to what it was sent. */
    OVERLOADED(Fitness.KNOWN),
    /** Is to end when its transactions have ended. */
    DRAINING(Fitness.KNOWN),
    /** Answers PING, and neither OPTIONS nor anything else. */
    PROCESS_HUNG(Fitness.NOTHING),
    /** Its host says that the process has ended. */
    PROCESS_DEAD(Fitness.NOTHING),
    /** Does not answer PING. */
    HOST_DOWN(Fitness.NOTHING);

    private final Fitness fitness;

    NodeStatus(final Fitness fitness) {
        this.fitness = fitness;
    }

    /** What a node of this status may be given. */
    public Fitness fitness() {
        return fitness;
    }

    /** Whether what the node has in hand has to go to another one. */
    public boolean isAway() {
        return fitness == Fitness.NOTHING;
    }
}
