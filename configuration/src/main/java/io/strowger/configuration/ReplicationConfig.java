// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of the way from the location server to the replicas of the cluster nodes. */
public record ReplicationConfig(
        @Option(
                        value =
                                "How updates reach the nodes: one datagram for each of them, which"
                                        + " works everywhere, or one for all, where the network"
                                        + " carries multicast.",
                        initial = "unicast")
                StreamKind stream,
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
                                "Multicast: address and port of the group, one for each network; the"
                                        + " last number of the address is odd.",
                        initial = "[239.72.0.1:7480]",
                        minElements = 1,
                        maxElements = 2)
                List<Endpoint> groups,
        @Option(
                        value =
                                "Addresses of this host in these networks, the first network first;"
                                        + " needed for multicast.",
                        initial = "[]",
                        maxElements = 2)
                List<String> interfaces,
        @Option(
                        value =
                                "How often the location server announces its level; nodes see by it"
                                        + " what they have missed.",
                        initial = "100ms",
                        min = "10ms",
                        max = "10s")
                Duration beat)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        for (final String address : interfaces) {
            if (!isAddress(address)) {
                return new Violation(
                        "interfaces", "'" + address + "' is no IP address", "such as 192.0.2.1");
            }
        }
        if (!membersB.isEmpty() && membersB.size() != members.size()) {
            return new Violation(
                    "members-b",
                    membersB.size() + " members on the second network",
                    "as many as in members: " + members.size());
        }
        return stream == StreamKind.MULTICAST ? multicastViolation() : null;
    }

    private @Nullable Violation multicastViolation() {
        if (interfaces.size() != groups.size()) {
            return new Violation(
                    "interfaces",
                    interfaces.size() + " addresses for " + groups.size() + " groups",
                    "this host's address in each network");
        }
        for (final Endpoint group : groups) {
            final byte[] address = group.address().getAddress();
            if (!group.address().isMulticastAddress() || address[address.length - 1] % 2 == 0) {
                return new Violation(
                        "groups",
                        group + " is no multicast address with an odd last number",
                        "such as 239.72.0.1:7480");
            }
        }
        return null;
    }

    private static boolean isAddress(final String text) {
        try {
            return InetAddress.ofLiteral(text) != null;
        } catch (final IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
