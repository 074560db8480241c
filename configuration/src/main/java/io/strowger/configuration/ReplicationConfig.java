// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of the way from the location server to the replicas of the cluster nodes. */
public record ReplicationConfig(
        @Inlined StreamConfig way,
        @Option(
                        value =
                                "Where the members of the location server are heard and asked by the"
                                        + " nodes, in the order of location.members: host and the"
                                        + " first of two UDP ports.",
                        initial = "[]",
                        maxElements = 3)
                List<HostPort> members,
        @Option(
                        value =
                                "The same over a second network; then every update goes over both,"
                                        + " and what comes first counts.",
                        initial = "[]",
                        maxElements = 3)
                List<HostPort> membersB,
        @Option(
                        value =
                                "How often the location server announces its level; nodes see by it"
                                        + " what they have missed.",
                        initial = "100ms",
                        min = "10ms",
                        max = "10s")
                Duration beat,
        @Option(
                        value =
                                "Shared memory: directory, in memory rather than on a disk, that the"
                                        + " processes of this host have in common; made when missing,"
                                        + " with mode 0700.",
                        initial = "/dev/shm/strowger")
                Path sharedDirectory,
        @Option("The region that this node lies in, or that it serves as a designated receiver.")
                RegionConfig region,
        @Option(
                        "For a region within a region: the one around it, which its designated"
                                + " receivers follow in the place of the location server.")
                RegionConfig above)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        if (!membersB.isEmpty() && membersB.size() != members.size()) {
            return new Violation(
                    "members-b",
                    membersB.size() + " members on the second network",
                    "as many as in members: " + members.size());
        }
        final Violation ports = memberPortViolation();
        if (ports != null) {
            return ports;
        }
        return region.isSet() || above.isSet() ? regionViolation() : null;
    }

    private @Nullable Violation memberPortViolation() {
        final Violation first = way.portViolation(members);
        return first == null ? way.portViolation(membersB) : first;
    }

    /** Whether updates and loads go through shared memory and nowhere else. */
    public boolean isBySharedMemory() {
        return way.stream() == StreamKind.SHARED_MEMORY;
    }

    /** Whether there is a location server in another process. */
    public boolean isSet() {
        return isBySharedMemory() || !members.isEmpty();
    }

    private @Nullable Violation regionViolation() {
        if (isByNetwork(way) && isByNetwork(region.way()) && isByNetwork(above.way())) {
            return networkViolation();
        }
        return new Violation(
                region.isSet() ? "region" : "above",
                "a region and shared memory",
                "unicast or multicast above a region and in it");
    }

    private static boolean isByNetwork(StreamConfig way) {
        return way.stream() != StreamKind.SHARED_MEMORY;
    }

    private @Nullable Violation networkViolation() {
        if (members.isEmpty()) {
            return new Violation(
                    region.isSet() ? "region" : "above",
                    "a region, but no replication.members",
                    "replication.members, who serve loads when no designated receiver does");
        }
        if (!above.isSet()) {
            return region.way().sharesGroupWith(way)
                    ? sharedGroup("replication")
                    : receiverPortViolation(way, "replication");
        }
        if (!region.isSet() || above.isServed() || above.name().equals(region.name())) {
            return new Violation(
                    "above",
                    "region " + above.name() + " is not above another one",
                    "the region around replication.region, with a name of its own and no receiver");
        }
        return region.way().sharesGroupWith(above.way())
                ? sharedGroup("replication.above")
                : receiverPortViolation(above.way(), "replication.above");
    }

    /** A receiver hears one stream, and serves its region at ports of its own. */
    private @Nullable Violation receiverPortViolation(StreamConfig heard, String where) {
        for (HostPort served : region.served()) {
            Endpoint group = heard.groupInTheWayOf(served, region.way().stream());
            if (group != null) {
                return new Violation(
                        "region.receivers",
                        served + " has a port of " + group + " in " + where + ".groups",
                        "a port that is, like the one above it, none of a group that is heard");
            }
        }
        return null;
    }

    private static Violation sharedGroup(String other) {
        return new Violation(
                "region",
                "region.groups names a multicast group of " + other + ".groups",
                "a group for each stream");
    }
}
