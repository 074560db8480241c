// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.switching.NodeStatus;
import io.strowger.trunk.LinkFigures;
import java.util.List;

/**
 * What a switch knows of a node.
 *
 * @param number at this switch, from 0
 * @param id of the node in the cluster
 * @param open transactions
 * @param connections Call-IDs that are at the node
 * @param responseMicros smoothed response time
 * @param drained whether it drains and nothing is open there any more
 * @param links of the trunk to it, where there are several; none otherwise
 */
public record NodeFigures(
        int number,
        long id,
        NodeStatus status,
        int open,
        int connections,
        long responseMicros,
        boolean drained,
        List<LinkFigures> links) {}
