// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.cluster.transport.ClusterSockets;

/** Says which hosts do not share our cluster's secret. Location thread only. */
final class StrangerLog implements ClusterSockets.Listener {
    private final FaultLog faults;

    StrangerLog(final FaultLog faults) {
        this.faults = faults;
    }

    @Override
    public void onFault(final String line) {
        faults.report(line, System.nanoTime());
    }
}
