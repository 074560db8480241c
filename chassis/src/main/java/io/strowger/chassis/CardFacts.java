// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.util.List;

/**
 * What a card says of itself.
 *
 * @param ready whether it serves
 * @param active whether it is the active one: a switch that has the lease, a member that leads
 * @param level of its database, -1 where it has none
 * @param inStep a node: it follows the location server; a switch: its table and the other one's are the same, or it has no other
 *     one; a member: always
 * @param id by which a switch knows it, empty when it is not a node
 * @param nodes of a switch, those that it knows
 * @param status in its own words
 */
public record CardFacts(
        boolean ready,
        boolean active,
        long level,
        boolean inStep,
        String id,
        List<SeenNode> nodes,
        String status) {
    /** Nothing is known. */
    static final CardFacts NONE = new CardFacts(false, false, -1, false, "", List.of(), "");

    /** Copies the nodes. */
    public CardFacts {
        nodes = List.copyOf(nodes);
    }

    /**
     * A node as a switch sees it.
     *
     * @param id of the node
     * @param up whether it gets everything
     * @param drained whether it is being drained and nothing is open there
     */
    public record SeenNode(String id, boolean up, boolean drained) {}
}
