// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.ConnectionTable;

/** The nodes of a switch, by number, beside the table that says what is at them. One thread. */
public final class SwitchedNodes {
    private final ConnectionTable table;
    private final SwitchedNode[] nodes;

    /** As many nodes as the table has numbers for; none is fit yet. */
    public SwitchedNodes(final ConnectionTable table, final PlacementConfig config) {
        this.table = table;
        nodes = new SwitchedNode[table.config().nodes()];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = new SwitchedNode(i, config.rampUp(), config.firstResponse().toNanos());
        }
    }

    public int count() {
        return nodes.length;
    }

    public SwitchedNode node(final int number) {
        return nodes[number];
    }

    /** Whether a node may be given as much as this. */
    public boolean isFit(final int number, final Fitness least) {
        return nodes[number].fitness().compareTo(least) >= 0;
    }

    ConnectionTable table() {
        return table;
    }
}
