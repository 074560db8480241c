// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Hosts of a test: network namespaces with a link to each of some bridges. Bridges can be split and switched off, links
 * can lose datagrams and be cut in one direction. One more network leads to the test itself and is always whole. Needs
 * root; a test that asks for it is skipped where namespaces cannot be made.
 */
final class Network implements AutoCloseable {
    private static final int PREFIX = 1000 + (int) (ProcessHandle.current().pid() % 9000);

    /** An IPv4 range of this process: two tests at a time do not meet. */
    private static final String RANGE = "10." + (64 + PREFIX % 128) + ".";

    /** Accepts none. */
    private static final String NOTHING = "1,6 0 0 2";

    private static final Pattern DISCARDED =
            Pattern.compile("clsact.*?dropped (\\d+)", Pattern.DOTALL);

    private final int hosts;
    private final int networks;

    /** Where something is discarded on a host's link. */
    private enum Side {
        /** What goes to the host. */
        TOWARDS("egress"),
        /** What comes from it. */
        FROM("ingress");

        private final String direction;

        Side(final String direction) {
            this.direction = direction;
        }
    }

    private Network(final int hosts, final int networks) {
        this.hosts = hosts;
        this.networks = networks;
    }

    /** Hosts on one network, and on the one that leads to the test. */
    static Network of(final int hosts) {
        return of(hosts, 1);
    }

    static Network of(final int hosts, final int networks) {
        final Network made = new Network(hosts, networks);
        assumeTrue(
                made.ip("link", "add", made.bridge(networks), "type", "bridge").exit() == 0,
                "network namespaces cannot be made here");
        try {
            made.up(
                    "addr",
                    "add",
                    made.address(networks, -10) + "/24",
                    "dev",
                    made.bridge(networks));
            made.up("link", "set", made.bridge(networks), "up");
            for (int network = 0; network < networks; network++) {
                made.addBridge(made.bridge(network));
                made.addBridge(made.bridge(network) + "x");
            }
            for (int host = 0; host < hosts; host++) {
                made.add(host);
            }
            return made;
        } catch (final AssertionError failure) {
            made.close();
            throw failure;
        }
    }

    private void addBridge(final String name) {
        // Without snooping a bridge carries multicast to everybody, as it does beside a querier.
        up("link", "add", name, "type", "bridge", "mcast_snooping", "0");
        up("link", "set", name, "up");
    }

    private void add(final int host) {
        up("netns", "add", name(host));
        up("-n", name(host), "link", "set", "lo", "up");
        for (int network = 0; network <= networks; network++) {
            final String own = "eth" + network;
            final String link = link(host, network);
            up("link", "add", link, "type", "veth", "peer", "name", own, "netns", name(host));
            up("link", "set", link, "master", bridge(network));
            up("link", "set", link, "up");
            up("-n", name(host), "addr", "add", address(network, host) + "/24", "dev", own);
            up("-n", name(host), "link", "set", own, "up");
            tc("qdisc", "add", "dev", link, "clsact");
        }
    }

    private String name(final int host) {
        return "sn" + PREFIX + "-" + host;
    }

    private String bridge(final int network) {
        return "sb" + PREFIX + "-" + network;
    }

    private String link(final int host, final int network) {
        return "sl" + PREFIX + "-" + host + "-" + network;
    }

    /** The address of a host on the first network; hosts are numbered from 0. */
    String address(final int host) {
        return address(0, host);
    }

    /** The address of a host on a network. */
    String address(final int network, final int host) {
        return RANGE + network + "." + (11 + host);
    }

    /** The address of a host on the network that leads to the test. */
    String outerAddress(final int host) {
        return address(networks, host);
    }

    /** The test's own address, as the hosts see it. */
    String testAddress() {
        return outerAddress(-10);
    }

    /** The command line that runs a command on a host. */
    List<String> on(final int host, final List<String> command) {
        final List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
        whole.addAll(command);
        return whole;
    }

    /** Runs a command on a host, which has to end well. */
    void must(final int host, final String program, final String... arguments) {
        mustRun(on(host, command(program, arguments)));
    }

    /** These hosts reach each other and nobody else, on all networks. */
    void split(final List<Integer> apart) {
        for (int network = 0; network < networks; network++) {
            for (final int host : apart) {
                up("link", "set", link(host, network), "master", bridge(network) + "x");
            }
        }
    }

    /** Nothing comes to the host, and nothing from it. */
    void cut(final int host) {
        split(List.of(host));
    }

    /** The same on one network. */
    void cut(final int host, final int network) {
        up("link", "set", link(host, network), "master", bridge(network) + "x");
    }

    /** Between these two hosts nothing goes over IPv4 on this network. */
    void sever(final int network, final int one, final int other) {
        filter(one, network, Side.TOWARDS, from(address(network, other)));
        filter(other, network, Side.TOWARDS, from(address(network, one)));
    }

    /** Of IPv4 it discards what one address sends; it accepts all else. */
    private static String from(final String address) {
        long bits = 0;
        for (final String part : address.split("\\.", -1)) {
            bits = bits << 8 | Long.parseLong(part);
        }
        return "6,40 0 0 12,21 0 3 2048,32 0 0 26,21 0 1 " + bits + ",6 0 0 2,6 0 0 4294967295";
    }

    /** The test itself has an address on this network from now on, -10 of the hosts. */
    String join(final int network) {
        final String own = address(network, -10);
        up("addr", "add", own + "/24", "dev", bridge(network));
        return own;
    }

    /** The test itself has this address, too, on a network from now on, until {@link #leave}. */
    void join(final int network, final String address) {
        up("addr", "add", address + "/32", "dev", bridge(network));
    }

    /** The test itself has this address no longer. */
    void leave(final int network, final String address) {
        up("addr", "del", address + "/32", "dev", bridge(network));
    }

    /** Who has an address as the test's host sees it: its link address, or nothing. */
    String neighbour(final int network, final String address) {
        return ip("neigh", "show", address, "dev", bridge(network)).out();
    }

    /** The link address of a host on a network. */
    String linkAddress(final int host, final int network) {
        final String shown = ip("-n", name(host), "link", "show", "dev", "eth" + network).out();
        return shown.substring(shown.indexOf("link/ether ") + 11).substring(0, 17);
    }

    /** Nothing comes to the host; what it sends arrives. */
    void deafen(final int host) {
        each(network -> filter(host, network, Side.TOWARDS, NOTHING));
    }

    /** Nothing comes from the host; it hears everything. */
    void mute(final int host) {
        each(network -> filter(host, network, Side.FROM, NOTHING));
    }

    /** Each datagram to each host on this network is lost with this probability, 0 to 1. */
    void lose(final int network, final double share) {
        for (int host = 0; host < hosts; host++) {
            filter(host, network, Side.TOWARDS, loss(share));
        }
    }

    /** A host's link on a network is down: both ends see it. */
    void unplug(final int host, final int network) {
        up("link", "set", link(host, network), "down");
    }

    /** Nothing goes over a host's link on a network, in both directions, and nobody is told. */
    void silence(final int host, final int network) {
        filter(host, network, Side.TOWARDS, NOTHING);
        filter(host, network, Side.FROM, NOTHING);
    }

    /** What goes to a host on a network waits for so many bits a second, for half a second at most. */
    void congest(final int host, final int network, final String rate) {
        final String link = link(host, network);
        tc(
                "qdisc", "replace", "dev", link, "root", "tbf", "rate", rate, "burst", "4kb",
                "latency", "500ms");
    }

    /** Of UDP over IPv4 it discards those whose random 32 bits are below a number; it accepts all else. */
    private static String loss(final double share) {
        final long below = (long) (share * (1L << 32));
        return "8,40 0 0 12,21 0 5 2048,48 0 0 23,21 0 3 17,32 0 0 4294963256,53 1 0 "
                + below
                + ",6 0 0 2,6 0 0 4294967295";
    }

    /** Datagrams discarded on their way to or from hosts on this network, ever. */
    long discarded(final int network) {
        return IntStream.range(0, hosts)
                .mapToLong(
                        host -> {
                            final String shown =
                                    run(List.of(
                                                    "tc",
                                                    "-s",
                                                    "qdisc",
                                                    "show",
                                                    "dev",
                                                    link(host, network)))
                                            .out();
                            final Matcher matcher = DISCARDED.matcher(shown);
                            return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
                        })
                .sum();
    }

    /** The whole network is dead; links stay up, as behind a switch that fails. */
    void switchOff(final int network) {
        up("link", "set", bridge(network), "down");
    }

    void switchOn(final int network) {
        up("link", "set", bridge(network), "up");
    }

    /** Everything is as in the beginning. */
    void heal() {
        for (int network = 0; network < networks; network++) {
            switchOn(network);
            for (int host = 0; host < hosts; host++) {
                final String link = link(host, network);
                up("link", "set", link, "master", bridge(network));
                up("link", "set", link, "up");
                run(List.of("tc", "qdisc", "del", "dev", link, "root"));
                for (final Side side : Side.values()) {
                    run(List.of("tc", "filter", "del", "dev", link, side.direction));
                }
            }
        }
    }

    private void each(final IntConsumer action) {
        IntStream.range(0, networks).forEach(action);
    }

    private void filter(final int host, final int network, final Side side, final String program) {
        final String link = link(host, network);
        tc("filter", "add", "dev", link, side.direction, "bpf", "da", "bytecode", program);
    }

    /** How a command ended and what it wrote to stdout. */
    record Ended(int exit, String out) {}

    /** Runs a command to its end. */
    static Ended run(final List<String> command) {
        try {
            final Path out = Files.createTempFile("network", ".out");
            try {
                final Process process =
                        new ProcessBuilder(command)
                                .redirectOutput(out.toFile())
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("does not end: " + command);
                }
                return new Ended(
                        process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
            } finally {
                Files.delete(out);
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private Ended ip(final String... arguments) {
        return run(command("ip", arguments));
    }

    private void up(final String... arguments) {
        mustRun(command("ip", arguments));
    }

    private static void tc(final String... arguments) {
        mustRun(command("tc", arguments));
    }

    private static List<String> command(final String program, final String... arguments) {
        final List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void mustRun(final List<String> command) {
        if (run(command).exit() != 0) {
            throw new AssertionError(String.join(" ", command));
        }
    }

    @Override
    public void close() {
        for (int host = 0; host < hosts; host++) {
            ip("netns", "del", name(host));
            for (int network = 0; network <= networks; network++) {
                ip("link", "del", link(host, network));
            }
        }
        for (int network = 0; network <= networks; network++) {
            ip("link", "del", bridge(network));
            ip("link", "del", bridge(network) + "x");
        }
    }
}
