// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A host in a network namespace for each process of a cluster: the members first, then the nodes. Changes go over one
 * network, updates and loads over two others at once.
 */
record NetworkHosts(Network network, int members, boolean byMulticast) implements ClusterHosts {
    static final int CHANGES = 0;
    static final int A = 1;
    static final int B = 2;
    static final int NETWORKS = 3;

    /** The same port of some hosts on a network, as a list of the configuration. */
    String addresses(final int on, final int first, final int count, final int port) {
        return IntStream.range(first, first + count)
                .mapToObj(host -> "\"" + network.address(on, host) + ":" + port + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** Addresses of a host in the two networks of updates. */
    String interfaces(final int host) {
        return "[\"" + network.address(A, host) + "\",\"" + network.address(B, host) + "\"]";
    }

    int hostOfNode(final int number) {
        return members + number;
    }

    @Override
    public Host member(final int number) {
        return Host.of(network, number);
    }

    @Override
    public Map<String, String> everywhere() {
        return Map.of(
                "location.members",
                addresses(CHANGES, 0, members, 7400),
                "location.update-timeout",
                "2s",
                "replication.members",
                addresses(A, 0, members, 7480),
                "replication.members-b",
                addresses(B, 0, members, 7480),
                "replication.stream",
                byMulticast ? "multicast" : "unicast",
                "replication.groups",
                "[\"239.72.0.1:7480\",\"239.72.0.3:7480\"]");
    }

    @Override
    public Map<String, String> ofMember(final int number) {
        return Map.of("replication.interfaces", interfaces(number));
    }

    @Override
    public Host node(final int number) {
        return Host.of(network, hostOfNode(number));
    }

    @Override
    public Map<String, String> ofNode(final int number) {
        final int host = hostOfNode(number);
        return Map.of(
                "replication.interfaces",
                interfaces(host),
                "location.reply-host",
                network.address(CHANGES, host),
                "sip.auth",
                "off");
    }
}
