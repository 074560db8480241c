// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of the switches of a router, and of the way between them and the nodes. */
public record SwitchesConfig(
        @Option(
                        value =
                                "How SIP messages go between the switch and the nodes: not at all, when"
                                        + " each node serves sip.listen by itself; through shared"
                                        + " memory on one host; or over a network. With a switch"
                                        + " sip.listen names its addresses for all processes.",
                        initial = "none")
                TrunkKind trunk,
        @Option(
                        value =
                                "The switches of the router, the same list in the same order for all"
                                        + " processes: host and UDP port where nodes and the other"
                                        + " switch reach it. Of two one is active and one stands by;"
                                        + " location.members decide which. With shared memory only"
                                        + " their number counts.",
                        initial = "[]",
                        maxElements = 2)
                List<HostPort> members,
        @Option(
                        value =
                                "The same over a second network; then both are links of one trunk, and"
                                        + " one that fails or is congested is left within a tenth of"
                                        + " a second.",
                        initial = "[]",
                        maxElements = 2)
                List<HostPort> membersB,
        @Option(
                        value = "Which of the switches 'strowger switch' is, from 0.",
                        initial = "0",
                        min = "0",
                        max = "1")
                int member,
        @Option(
                        value =
                                "Shared memory: directory, in memory rather than on a disk, below which"
                                        + " each switch has one of its own; made when missing, with"
                                        + " mode 0700.",
                        initial = "/dev/shm/strowger-switch")
                Path sharedDirectory,
        @Option(
                        value =
                                "Which node gets a new call: the one with the least work left (open"
                                        + " transactions times response time), with the fewest Call-IDs,"
                                        + " with the shortest response time, one after the other, or one"
                                        + " by the Call-ID.",
                        initial = "least-loaded")
                PlacementPolicy placement,
        @Option(
                        value =
                                "How long datagrams gather at a switch under load, so that one turn serves"
                                        + " several of them. Longer spares CPU of the whole router and delays"
                                        + " each message by so much at most, twice; 0s: not at all.",
                        initial = "400us",
                        min = "0s",
                        max = "10ms")
                Duration gather,
        @Option(
                        value = "Nodes that may come; further ones are refused.",
                        initial = "16",
                        min = "1",
                        max = "1000")
                int maxNodes,
        @Option(
                        value = "Most Call-IDs in the connection tuple table, 72 bytes each.",
                        initial = "1000000",
                        min = "1",
                        max = "16000000")
                int connections,
        @Option("The router's address, where two switches are on hosts of their own.")
                AddressConfig address,
        @Option(
                        "The way outside, which each of two switches watches: the one that sees more of"
                                + " it is to be the active one.")
                OutsideConfig outside,
        @Option("When a node is taken for away, and what is kept until it is answered.")
                NodeCheckConfig check)
        implements CheckedRecord {

    /** Whether nodes are behind a switch. */
    public boolean isSet() {
        return trunk != TrunkKind.NONE;
    }

    /** Whether the router has two switches, one active and one standing by. */
    public boolean isPair() {
        return isSet() && members.size() == 2;
    }

    @Override
    public @Nullable Violation violation() {
        if (trunk == TrunkKind.NETWORK && members.isEmpty()) {
            return new Violation(
                    "members",
                    "switches.trunk is network, but there are no switches.members",
                    "1 or 2 of them, such as [switch1.example.net:7450]");
        }
        if (trunk == TrunkKind.NETWORK && member >= members.size()) {
            return new Violation(
                    "member",
                    "there is no switch " + member + " among " + members.size(),
                    "0 to " + (members.size() - 1));
        }
        if (!membersB.isEmpty()
                && (trunk != TrunkKind.NETWORK || membersB.size() != members.size())) {
            return new Violation(
                    "members-b",
                    membersB.size() + " switches on the second network",
                    trunk == TrunkKind.NETWORK
                            ? "as many as in members: " + members.size()
                            : "none, for switches.trunk is not network");
        }
        if (isSet() && member > 0 && member >= members.size()) {
            return new Violation(
                    "member",
                    "there is no switch " + member + " among " + Math.max(1, members.size()),
                    "0, or two switches.members");
        }
        return address.isSet() || outside.isSet() ? pairViolation() : portViolation();
    }

    private @Nullable Violation pairViolation() {
        if (address.isSet() && !isPair()) {
            return new Violation(
                    "address",
                    "switches.address moves between two switches, but switches.members are "
                            + members.size(),
                    "two switches.members, or no switches.address");
        }
        if (outside.isSet() && !isPair()) {
            return new Violation(
                    "outside",
                    "switches.outside decides between two switches, but switches.members are "
                            + members.size(),
                    "two switches.members, or no switches.outside");
        }
        return portViolation();
    }

    private @Nullable Violation portViolation() {
        final List<HostPort> all = new ArrayList<>(members);
        all.addAll(membersB);
        final Violation shared = HostPort.sharedPorts("members", members, 1);
        return shared == null ? HostPort.sharedPorts("members-b", all, 1) : shared;
    }

    /**
     * Where a switch is reached, on each of its networks.
     *
     * @param number of the switch, from 0
     */
    public List<HostPort> addresses(int number) {
        return membersB.isEmpty()
                ? List.of(members.get(number))
                : List.of(members.get(number), membersB.get(number));
    }

    /** Who moves the router's address. */
    public record AddressConfig(
            @Option(
                            "Interface of this host that has the addresses of sip.listen while this"
                                    + " switch is active; none when they are at both hosts, or"
                                    + " something else moves them. Needs the right to change"
                                    + " addresses (CAP_NET_ADMIN and CAP_NET_RAW).")
                    @Nullable String networkInterface,
            @Option(
                            value =
                                    "Program and arguments, run with active or standby, address,"
                                            + " interface (- for none) and term behind them when"
                                            + " the switch becomes active or is it no longer.",
                            initial = "[]")
                    List<String> command)
            implements CheckedRecord {
        /** Linux's IFNAMSIZ, less the zero at the end. */
        private static final int LONGEST_NAME = 15;

        /** Whether the program moves it, or has it moved. */
        public boolean isSet() {
            return networkInterface != null || !command.isEmpty();
        }

        @Override
        public @Nullable Violation violation() {
            return violationOf(networkInterface);
        }

        static @Nullable Violation violationOf(@Nullable String name) {
            return name == null || (!name.isEmpty() && name.length() <= LONGEST_NAME)
                    ? null
                    : new Violation(
                            "network-interface",
                            "no interface has such a name: " + name,
                            "1 to 15 characters, such as eth0");
        }
    }

    /** What each of two switches watches. */
    public record OutsideConfig(
            @Option(
                            value =
                                    "Addresses of routers by which phones are reached. Each switch asks"
                                            + " them ten times a second by ICMP echo, from an address"
                                            + " of its own, and an active one that sees fewer than"
                                            + " the other one hands over. Needs CAP_NET_RAW, or a"
                                            + " group of the program in net.ipv4.ping_group_range.",
                            initial = "[]",
                            maxElements = 8)
                    List<String> gateways,
            @Option(
                            "Interface of this host by which they are reached, whose carrier is watched"
                                    + " as well. With it alone, only the carrier is.")
                    @Nullable String networkInterface,
            @Option(
                            value =
                                    "Whether each switch makes the first gateway that answers the"
                                            + " default route of its host: the first of IPv4 and of"
                                            + " IPv6 is the primary router, the others are its"
                                            + " backups. Needs CAP_NET_ADMIN.",
                            initial = "false")
                    boolean defaultRoute)
            implements CheckedRecord {
        /** Whether anything is watched. */
        public boolean isSet() {
            return networkInterface != null || !gateways.isEmpty();
        }

        /** The gateways as addresses. */
        public List<InetAddress> addresses() {
            return gateways.stream().map(InetAddress::ofLiteral).toList();
        }

        @Override
        public @Nullable Violation violation() {
            for (String gateway : gateways) {
                if (!isAddress(gateway)) {
                    return new Violation(
                            "gateways",
                            "not the address of a gateway: " + gateway,
                            "IP addresses such as [192.0.2.1, '2001:db8::1']");
                }
            }
            if (defaultRoute && gateways.isEmpty()) {
                return new Violation(
                        "default-route",
                        "there are no switches.outside.gateways to choose from",
                        "gateways, the primary one first, or false");
            }
            return AddressConfig.violationOf(networkInterface);
        }

        private static boolean isAddress(String text) {
            try {
                InetAddress address = InetAddress.ofLiteral(text);
                return !address.isAnyLocalAddress() && !address.isMulticastAddress();
            } catch (IllegalArgumentException notAnAddress) {
                return false;
            }
        }
    }

    /** When a node is taken for away, and what is kept. */
    public record NodeCheckConfig(
            @Option(
                            value =
                                    "Whether the hosts of nodes elsewhere are asked by ICMP echo before"
                                            + " their processes are, so that a host that is down is told"
                                            + " from a process that hangs. Where the program may not"
                                            + " (CAP_NET_RAW, net.ipv4.ping_group_range), or a host"
                                            + " has never answered, processes alone are asked.",
                            initial = "true")
                    boolean ping,
            @Option(
                            value =
                                    "Between two questions to a node, and how long an answer may take.",
                            initial = "100ms",
                            min = "10ms",
                            max = "1m")
                    Duration interval,
            @Option(
                            value =
                                    "A node is away when so many questions in a row have no answer, and"
                                            + " failure-time has passed as well.",
                            initial = "3",
                            min = "1",
                            max = "100")
                    int failures,
            @Option(
                            value = "How long nothing may have come from a node before it is away.",
                            initial = "300ms",
                            min = "0ms",
                            max = "10m")
                    Duration failureTime,
            @Option(
                            value =
                                    "Requests without a final response that are kept for a node that takes"
                                            + " over.",
                            initial = "250000",
                            min = "1",
                            max = "4000000")
                    int keptRequests,
            @Option(
                            value = "Memory for them, outside the heap.",
                            initial = "512MiB",
                            min = "1MiB",
                            max = "64GiB")
                    ByteSize keptBytes) {}
}
