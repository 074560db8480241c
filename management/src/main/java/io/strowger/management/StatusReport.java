// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.DatabaseState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /api/v1/status} shows.
 *
 * @param version of the program
 * @param replicas every copy of the location database that this process knows of
 * @param regions those whose designated receivers report to this process
 * @param node figures of the SIP side of this process
 * @param switching of a switch, null for any other process
 */
public record StatusReport(
        String version,
        List<Replica> replicas,
        List<Region> regions,
        NodeFigures node,
        @Nullable SwitchFigures switching) {

    /** Of a process that is no switch. */
    public StatusReport(
            String version, List<Replica> replicas, List<Region> regions, NodeFigures node) {
        this(version, replicas, regions, node, null);
    }

    /**
     * A switch.
     *
     * @param role "active" or "standby"
     * @param term of its lease, 0 while it stands by
     * @param table how it stands with the copy of the connection tuple table at the standby: "alone", "not followed",
     *     "followed" at an active switch; "copying", "in step" at the other one
     * @param connections Call-IDs in the connection tuple table
     * @param keptRequests without a final response
     * @param nodes that have come to it
     * @param outside what it sees of the outside
     * @param ping whether it asks hosts of nodes by ICMP echo: "on", "off", "not permitted" and the like
     */
    public record SwitchFigures(
            String role,
            long term,
            String table,
            int connections,
            int keptRequests,
            List<SwitchedNode> nodes,
            Outside outside,
            String ping) {}

    /**
     * What a switch sees of the outside.
     *
     * @param state such as "1 of 2 gateways", "no carrier", "not watched"
     * @param gateways that it watches
     */
    public record Outside(String state, List<Gateway> gateways) {}

    /**
     * A gateway by which a switch reaches the outside.
     *
     * @param seen whether it answers
     * @param defaultRoute whether the switch has made it the default route of its host
     */
    public record Gateway(String address, boolean seen, boolean defaultRoute) {}

    /**
     * A node as its switch sees it.
     *
     * @param status operational status, such as "up", "process dead", "draining"
     * @param open transactions
     * @param connections Call-IDs that are at the node
     * @param responseMicros smoothed response time
     * @param drained whether it drains and nothing is open there any more
     * @param links of the trunk to it, where there are several; none otherwise
     */
    public record SwitchedNode(
            String id,
            String status,
            int open,
            int connections,
            long responseMicros,
            boolean drained,
            List<Link> links) {}

    /**
     * A link of a trunk, as the end that is asked sees it.
     *
     * @param number from 0
     * @param address of the switch by this link
     * @param state such as "working", "silent", "congested", "closed", "returning"
     * @param framesSent over it, those that were sent again included
     * @param roundTripMicros smoothed, 0 when nothing has been answered
     * @param leftTimes how often it was left because of a fault
     */
    public record Link(
            int number,
            String address,
            String state,
            long framesSent,
            long roundTripMicros,
            long leftTimes) {}

    /**
     * One copy of the location database.
     *
     * @param id of the member or node
     * @param role such as "active", "standby", "node", "designated receiver"
     * @param state what the copy holds
     * @param progress how far it is behind, and why
     */
    public record Replica(String id, String role, DatabaseState state, Progress progress) {}

    /**
     * How far a copy is behind the newest level that it has heard of.
     *
     * @param activity such as "in step", "loading", "reloading", "waiting"
     * @param lagMillis for how long it has known of a level that it does not hold, in ms; 0 when in step
     * @param lagEntries how many levels it does not hold; 0 when in step
     * @param lastLoad why it was loaded last, "none" when it never was
     * @param lastLoadMillis how long that took, -1 when it is not over or never was
     */
    public record Progress(
            String activity,
            long lagMillis,
            long lagEntries,
            String lastLoad,
            long lastLoadMillis) {
        /** Of the copy that the others follow. */
        public static final Progress IN_STEP = new Progress("in step", 0, 0, "none", -1);
    }

    /**
     * What one designated receiver says of itself and of all that follow it. Where two serve a region, each replica below
     * them is in the line of one.
     *
     * @param receiver its name
     * @param birthDate of its database
     * @param replicas how many there are, itself included
     * @param inStep how many of them are in step
     * @param differing how many have found their digest to differ
     * @param lowestLevel that one of them holds
     * @param worstLagMillis for how long one of them has known of a level that it does not hold, in ms
     */
    public record Region(
            String receiver,
            long birthDate,
            int replicas,
            int inStep,
            int differing,
            long lowestLevel,
            long worstLagMillis) {}

    /**
     * The SIP side.
     *
     * @param operationalStatus "ready", "starting" or "draining", and what is wrong
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
