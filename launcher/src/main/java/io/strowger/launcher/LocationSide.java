// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.LocationBrowser;
import io.strowger.management.Provisioning;
import io.strowger.management.StatusReport;
import java.time.Duration;
import java.util.List;

/** The location database of a process with the server that commits its changes. */
interface LocationSide extends AutoCloseable {
    LocationBrowser browser();

    Provisioning provisioning();

    /** Number of this member of the location server, "0" for the only one; of a node, its identity in hexadecimal. */
    String id();

    /** "active" for the member that leads, "standby" for one that follows, "node" for a replica of a cluster node. */
    String role();

    /** Age of the newest change that this database does not hold yet, in milliseconds; 0 when in step. */
    default long lagMillis() {
        return 0;
    }

    /** The replicas of others that report here. */
    default List<StatusReport.Replica> replicas() {
        return List.of();
    }

    /** Whether changes are committed now; of a node, whether calls can be routed. */
    boolean isServing();

    /** Waits for that; false when it did not happen in time. */
    boolean awaitServing(Duration limit);

    /** One line about what it does, or what is wrong with it. */
    String condition();

    @Override
    void close();
}
