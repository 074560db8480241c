// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.switching.NodeStatus;

/**
 * What a switch knows of a node.
 *
 * @param number at this switch, from 0
 * @param id of the node in the cluster
 * @param open transactions
 * @param connections Call-IDs that are at the node
 * @param responseMicros smoothed response time
 * @param drained whether it drains and nothing is open there any more
 */
public record NodeFigures(
        int number,
        long id,
        NodeStatus status,
        int open,
        int connections,
        long responseMicros,
        boolean drained) {}
