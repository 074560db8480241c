// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.DatabaseState;
import java.util.List;

/**
 * What {@code GET /api/v1/status} shows.
 *
 * @param version of the program
 * @param replicas every copy of the location database that this process knows of
 * @param node figures of the SIP side of this process
 */
public record StatusReport(String version, List<Replica> replicas, NodeFigures node) {
    /**
     * One copy of the location database.
     *
     * @param id of the member or node
     * @param role such as "active", "standby", "node"
     * @param state what the copy holds
     * @param lagMillis age of the newest change that it does not hold yet, in ms; 0 when in step
     */
    public record Replica(String id, String role, DatabaseState state, long lagMillis) {}

    /**
     * The SIP side.
     *
     * @param operationalStatus "ready", "starting", "draining" or "failed"
     * @param callsPerSecond INVITEs that began a call, averaged over the last seconds
     * @param transactions open now
     * @param connections open now
     * @param uptimeMillis since the start of the process
     */
    public record NodeFigures(
            String operationalStatus,
            double callsPerSecond,
            long transactions,
            long connections,
            long uptimeMillis) {}
}
