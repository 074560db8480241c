// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.management.LocationBrowser;
import io.strowger.management.Provisioning;
import io.strowger.management.StatusReport;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The location database of a process with the server that commits its changes. */
interface LocationSide extends AutoCloseable {
    LocationBrowser browser();

    Provisioning provisioning();

    /**
     * Number of this member of the location server, "0" for the only one; of a designated receiver region and number;
     * of another node its identity in hexadecimal.
     */
    String id();

    /**
     * "active" for the member that leads, "standby" for one that follows, "node" for a replica of a cluster node,
     * "designated receiver" for that of one.
     */
    String role();

    /** How far this database is behind. */
    default StatusReport.Progress progress() {
        return StatusReport.Progress.IN_STEP;
    }

    /** The replicas of others that report here. */
    default List<StatusReport.Replica> replicas() {
        return List.of();
    }

    /** The regions whose designated receivers report here. */
    default List<StatusReport.Region> regions() {
        return List.of();
    }

    /** Whether changes are committed now; of a node, whether calls can be routed. */
    boolean isServing();

    /** Waits for that; false when it did not happen in time. */
    boolean awaitServing(Duration limit);

    /** One line about what it does, or what is wrong with it. */
    String condition();

    /** What is wrong with it while it serves or does not, null when all is well. */
    default @Nullable String complaint() {
        return isServing() ? null : condition();
    }

    /** Called every second: what has ended by itself is opened anew. */
    default void tick() {}

    @Override
    void close();
}
