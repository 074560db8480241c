// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.ping.OutsideView;
import io.strowger.switching.NodeStatus;
import io.strowger.switching.Switch;
import io.strowger.trunk.SwitchTrunk;
import java.util.ArrayList;
import java.util.List;

/**
 * What a switch shows of itself.
 *
 * @param active whether it gives out calls
 * @param term of its lease, 0 while it stands by
 * @param table how it stands with the copy of the table
 * @param nodes that have come so far
 * @param connections Call-IDs in the table
 * @param kept requests without a final response
 * @param outside what is seen of it
 * @param givenAway how often the active role was, because the other switch saw more of the outside
 */
public record SwitchFigures(
        boolean active,
        long term,
        TableState table,
        List<NodeFigures> nodes,
        int connections,
        int kept,
        OutsideView outside,
        long givenAway) {
    /** Before the first turn. */
    static final SwitchFigures NONE =
            new SwitchFigures(
                    false, 0, TableState.COPYING, List.of(), 0, 0, OutsideView.NOT_WATCHED, 0);

    /** The same of a switch that has stood still since, and is active no longer. */
    SwitchFigures standingBy() {
        return new SwitchFigures(
                false, 0, TableState.COPYING, nodes, connections, kept, outside, givenAway);
    }

    static SwitchFigures of(
            final boolean active, final Seat seat, final SwitchTrunk trunk, final long nowNanos) {
        final Switch subject = seat.decisions();
        final List<NodeFigures> nodes = new ArrayList<>();
        for (int i = 0; i < trunk.nodes(); i++) {
            nodes.add(
                    new NodeFigures(
                            i,
                            trunk.id(i),
                            subject.status(i).status(),
                            subject.table().openAtNode(i),
                            subject.table().entriesAtNode(i),
                            subject.nodes().node(i).responseNanos() / 1_000,
                            seat.isDrained(i, nowNanos),
                            trunk.links(i)));
        }
        return new SwitchFigures(
                active,
                seat.term(),
                seat.table(),
                List.copyOf(nodes),
                subject.table().size(),
                subject.keptRequests(),
                seat.outside(),
                seat.givenAway());
    }

    /** Whether a node can be given to a new call. */
    public boolean hasNode() {
        return nodes.stream().anyMatch(node -> node.status() == NodeStatus.UP);
    }
}
