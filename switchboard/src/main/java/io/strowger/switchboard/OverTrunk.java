// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.trunk.SwitchTrunk;
import org.agrona.DirectBuffer;

/**
 * The other switch by the trunk of this one.
 *
 * @param listener is told of nodes that come under numbers of the other one
 */
record OverTrunk(SwitchTrunk trunk, SwitchTrunk.Listener listener) implements OtherSwitch {
    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length) {
        return trunk.sendToOther(buffer, offset, length);
    }

    @Override
    public int nodes() {
        return trunk.nodes();
    }

    @Override
    public long nodeId(final int node) {
        return trunk.id(node);
    }

    @Override
    public boolean adopt(final long[] ids) {
        return trunk.adopt(ids, listener);
    }
}
