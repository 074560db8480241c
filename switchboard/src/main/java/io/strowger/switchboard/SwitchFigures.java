// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import java.util.List;

/**
 * What a switch shows of itself.
 *
 * @param active whether it gives out calls
 * @param term of its lease
 * @param nodes that have come so far
 * @param connections Call-IDs in the table
 * @param kept requests without a final response
 */
public record SwitchFigures(
        boolean active, long term, List<NodeFigures> nodes, int connections, int kept) {
    /** Before the first turn. */
    static final SwitchFigures NONE = new SwitchFigures(false, 0, List.of(), 0, 0);

    /** Whether a node can be given to a new call. */
    public boolean hasNode() {
        return nodes.stream()
                .anyMatch(node -> node.status() == io.strowger.switching.NodeStatus.UP);
    }
}
