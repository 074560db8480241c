// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.strowger.cluster.transport.ClusterSockets;
import java.net.InetSocketAddress;

/** Says which hosts do not share our cluster's secret. Location thread only. */
final class StrangerLog implements ClusterSockets.StrangerListener {
    private final FaultLog faults;

    StrangerLog(final FaultLog faults) {
        this.faults = faults;
    }

    @Override
    public void onStranger(final InetSocketAddress source) {
        faults.report(
                "datagrams from "
                        + source.getAddress().getHostAddress()
                        + " were sealed with another secret: has that host our cluster.secret-file?",
                System.nanoTime());
    }

    @Override
    public void onRefused(final InetSocketAddress source) {
        faults.report(
                "the member at "
                        + source.getAddress().getHostAddress()
                        + " refuses our datagrams: it has another cluster.secret-file",
                System.nanoTime());
    }
}
