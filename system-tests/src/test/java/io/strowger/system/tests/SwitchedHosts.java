// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A host in a network namespace for each process of a router: location servers, nodes, two switches, and one for callers. All
 * but the callers are on the inside network, switches and callers on the outside one.
 */
record SwitchedHosts(Network network, int nodes, Kind kind) implements ClusterHosts {
    /** What the hosts have beside that. */
    enum Kind {
        PLAIN,
        /** Switches and nodes have a second network inside. */
        LINKED,
        /** Callers are on a network far away, to which two more hosts forward from the outside one. */
        ROUTED
    }

    static final int INSIDE = 0;
    static final int OUTSIDE = 1;
    static final int SECOND = 2;
    static final int FAR = 2;
    private static final int GATEWAYS = 2;
    private static final int MEMBERS = ClusterProcesses.MEMBERS;
    private static final int SIP_PORT = 5060;
    private static final int TRUNK_PORT = 7450;

    /** Of all hosts of the outside network none has this number. */
    private static final int ROUTER = 88;

    /** Nor this one. */
    private static final int GATEWAY = 89;

    static SwitchedHosts of(final int nodes, final Kind kind) {
        final boolean isRouted = kind == Kind.ROUTED;
        final SwitchedHosts hosts =
                new SwitchedHosts(
                        Network.of(
                                MEMBERS + nodes + 3 + (isRouted ? GATEWAYS : 0),
                                kind == Kind.PLAIN ? SECOND : SECOND + 1),
                        nodes,
                        kind);
        if (isRouted) {
            hosts.route();
        }
        return hosts;
    }

    private void route() {
        for (int host = 0; host < hostOfCallers(); host++) {
            network.must(host, "ip", "link", "set", "eth" + FAR, "down");
        }
        network.must(hostOfCallers(), "ip", "link", "set", "eth" + OUTSIDE, "down");
        for (int number = 0; number < GATEWAYS; number++) {
            network.must(
                    hostOfGateway(number), "bash", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        }
        callersGoBy(0);
    }

    /** What callers send to the router goes by this gateway from now on. */
    void callersGoBy(final int number) {
        network.must(
                hostOfCallers(),
                "ip",
                "route",
                "replace",
                "default",
                "via",
                network.address(FAR, hostOfGateway(number)));
    }

    int hostOfGateway(final int number) {
        return hostOfCallers() + 1 + number;
    }

    int hostOfNode(final int number) {
        return MEMBERS + number;
    }

    int hostOfSwitch(final int number) {
        return MEMBERS + nodes + number;
    }

    private int hostOfCallers() {
        return MEMBERS + nodes + 2;
    }

    /** Where callers and callees are, by their address in the outside network. */
    Host callers() {
        final int host = hostOfCallers();
        return new Host(
                network.address(kind == Kind.ROUTED ? FAR : OUTSIDE, host),
                network.testAddress(),
                command -> network.on(host, command));
    }

    Host ofSwitch(final int number) {
        return Host.of(network, hostOfSwitch(number));
    }

    /** The router's address, which is where the active switch is. */
    String router() {
        return network.address(OUTSIDE, ROUTER);
    }

    /** The address of a gateway on the outside network, which nobody has at first. */
    String gateway() {
        return network.address(OUTSIDE, GATEWAY);
    }

    /** The addresses of all gateways on the outside network. */
    List<String> gateways() {
        return kind == Kind.ROUTED
                ? IntStream.range(0, GATEWAYS)
                        .mapToObj(number -> network.address(OUTSIDE, hostOfGateway(number)))
                        .toList()
                : List.of(gateway());
    }

    /** {@code address:port} of the router. */
    String sip() {
        return router() + ":" + SIP_PORT;
    }

    /** {@code address:port} of a switch for its nodes, on the second network. */
    String secondAddress(final int number) {
        return network.address(SECOND, hostOfSwitch(number)) + ":" + TRUNK_PORT;
    }

    private String addresses(final int first, final int count, final int port) {
        return addresses(INSIDE, first, count, port);
    }

    private String addresses(final int inside, final int first, final int count, final int port) {
        return IntStream.range(first, first + count)
                .mapToObj(host -> "\"" + network.address(inside, host) + ":" + port + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public Host member(final int number) {
        return Host.of(network, number);
    }

    @Override
    public Map<String, String> everywhere() {
        return Map.of(
                "location.members",
                addresses(0, MEMBERS, 7400),
                "location.update-timeout",
                "2s",
                "replication.members",
                addresses(0, MEMBERS, 7480));
    }

    @Override
    public Map<String, String> ofMember(final int number) {
        return Map.of();
    }

    @Override
    public Host node(final int number) {
        return Host.of(network, hostOfNode(number));
    }

    @Override
    public Map<String, String> ofNode(final int number) {
        return behindSwitches(hostOfNode(number));
    }

    /** What a node and a switch are told alike. */
    Map<String, String> behindSwitches(final int host) {
        final Map<String, String> settings = new LinkedHashMap<>();
        settings.put("location.reply-host", network.address(INSIDE, host));
        settings.put("sip.auth", "off");
        settings.put("sip.listen", "[udp:" + sip() + ",tcp:" + sip() + "]");
        settings.put("switches.trunk", "network");
        settings.put("switches.members", addresses(hostOfSwitch(0), 2, TRUNK_PORT));
        if (kind == Kind.LINKED) {
            settings.put("switches.members-b", addresses(SECOND, hostOfSwitch(0), 2, TRUNK_PORT));
        }
        return settings;
    }
}
