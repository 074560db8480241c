// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import org.agrona.DirectBuffer;

/** The other switch as one of two sees it, and the numbers of nodes, about which both have to agree. One thread. */
interface OtherSwitch {
    /** Sends it a frame; false when the link takes no more, or nobody is there. */
    boolean send(DirectBuffer buffer, int offset, int length);

    /** Nodes that have a number here. */
    int nodes();

    /** The id of a node. */
    long nodeId(int node);

    /**
     * Gives nodes the other one's numbers.
     *
     * @return whether a node had another one
     */
    boolean adopt(long[] ids);
}
