// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.switchboard.SwitchboardConfig;
import io.strowger.trunk.TrunkNetwork;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.ConcurrentCountersManager;
import org.agrona.concurrent.status.CountersManager;

/** The counters of a process, whose labels are its Prometheus series. Each takes 640 bytes, whether it is used or not. */
final class ProcessCounters {
    /** Of what does not grow with the number of nodes. */
    static final int MOST = 2048;

    private ProcessCounters() {}

    static CountersManager allocate() {
        return allocate(MOST);
    }

    /**
     * Of a switch.
     *
     * @param nodes that may come; the other switch comes as they do
     */
    static CountersManager ofSwitch(int nodes) {
        return allocate(
                MOST
                        + (nodes + 1) * TrunkNetwork.SERIES_OF_PEER
                        + nodes * SwitchboardConfig.SERIES_OF_NODE);
    }

    private static CountersManager allocate(int most) {
        return new ConcurrentCountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(most * CountersManager.METADATA_LENGTH)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(most * CountersManager.COUNTER_LENGTH)));
    }
}
