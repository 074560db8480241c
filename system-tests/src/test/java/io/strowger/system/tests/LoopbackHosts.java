// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All processes of a cluster on this host. */
record LoopbackHosts(int members) implements ClusterHosts {
    private static final int FIRST_PORT = 33_000;

    /** First of the ports of a member: six of the group, two of replication from ten above on. */
    static int port(final int member) {
        return FIRST_PORT + 20 * member;
    }

    private String addresses(final IntUnaryOperator port) {
        return IntStream.range(0, members)
                .mapToObj(member -> "\"127.0.0.1:" + port.applyAsInt(member) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public Host member(final int number) {
        return Host.LOCAL;
    }

    @Override
    public Map<String, String> everywhere() {
        return Map.of(
                "location.members", addresses(LoopbackHosts::port),
                "replication.members", addresses(member -> port(member) + 10));
    }

    @Override
    public Map<String, String> ofMember(final int number) {
        return Map.of();
    }

    @Override
    public Host node(final int number) {
        return Host.LOCAL;
    }

    @Override
    public Map<String, String> ofNode(final int number) {
        return Map.of("location.reply-host", "127.0.0.1");
    }
}
