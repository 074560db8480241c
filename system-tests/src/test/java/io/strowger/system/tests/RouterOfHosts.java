// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A whole router: two switches with one address, nodes and three location servers, each process on a host of its own. */
final class RouterOfHosts implements AutoCloseable {
    private final SwitchedHosts hosts;
    private final List<RouterProcess> switches = new ArrayList<>();
    private final ClusterProcesses cluster;
    private final String phone;

    /** Starts everything, and waits until it is whole. */
    RouterOfHosts(final Path directory, final int nodes) {
        this(directory, SwitchedHosts.of(nodes, SwitchedHosts.Kind.PLAIN));
    }

    /** The same on these hosts. */
    RouterOfHosts(final Path directory, final SwitchedHosts hosts) {
        this.hosts = hosts;
        cluster = ClusterProcesses.ofMembers(directory, hosts);
        phone = hosts.network().join(SwitchedHosts.OUTSIDE);
        final boolean isRouted = hosts.kind() == SwitchedHosts.Kind.ROUTED;
        if (!isRouted) {
            hosts.network().join(SwitchedHosts.OUTSIDE, hosts.gateway());
        }
        for (int i = 0; i < 2; i++) {
            final RouterProcess board =
                    RouterProcess.switchIn(directory.resolve("switch" + i), hosts.ofSwitch(i));
            switches.add(board);
            hosts.everywhere().forEach(board::set);
            hosts.behindSwitches(hosts.hostOfSwitch(i)).forEach(board::set);
            board.set("switches.member", String.valueOf(i))
                    .set("switches.shared-directory", directory.resolve("shared" + i).toString())
                    .set("switches.address.network-interface", "eth" + SwitchedHosts.OUTSIDE)
                    .set("switches.outside.gateways", hosts.gateways().toString())
                    .set("switches.outside.default-route", String.valueOf(isRouted))
                    .set("switches.outside.network-interface", "eth" + SwitchedHosts.OUTSIDE)
                    .set("cluster.secret-file", cluster.secret().toString())
                    .set("management.tokens-file", cluster.tokens().toString())
                    .launch();
        }
        for (int i = 0; i < hosts.nodes(); i++) {
            cluster.node("node" + i, cluster.secret()).launch();
        }
    }

    /** Waits until one switch is active and followed, both see the outside, and all nodes are up. */
    void awaitWhole() {
        cluster.nodes().forEach(RouterProcess::awaitReady);
        switches.forEach(RouterProcess::awaitReady);
        eventually("one leads, the other follows", () -> SwitchState.isWhole(switches));
        eventually("both see all gateways", () -> switches.stream().allMatch(this::seesGateway));
        eventually("all nodes are up", () -> nodesThatAre("up") == cluster.nodes().size());
        eventually("all in step", cluster::isInStep);
    }

    Network network() {
        return hosts.network();
    }

    SwitchedHosts hosts() {
        return hosts;
    }

    ClusterProcesses cluster() {
        return cluster;
    }

    List<RouterProcess> switches() {
        return switches;
    }

    RouterProcess active() {
        return SwitchState.that("active", switches);
    }

    RouterProcess standby() {
        return SwitchState.that("standby", switches);
    }

    int hostOf(final RouterProcess board) {
        return hosts.hostOfSwitch(switches.indexOf(board));
    }

    /** Nodes that have this status at the active switch. */
    long nodesThatAre(final String status) {
        final String shown = ClusterProcesses.status(active());
        return shown.split("\"status\":\"" + status + "\"", -1).length - 1L;
    }

    /** Whether this switch says that all gateways answer. */
    boolean seesGateway(final RouterProcess board) {
        final int all = hosts.gateways().size();
        return ClusterProcesses.status(board)
                .contains("\"outside\":\"%d of %d gateways\"".formatted(all, all));
    }

    /** Whether both switches say that the default route of their host goes by this gateway. */
    boolean isDefaultRoute(final int gateway) {
        final String shown =
                "\"address\":\"%s\",\"seen\":true,\"defaultRoute\":true"
                        .formatted(hosts.gateways().get(gateway));
        return switches.stream().allMatch(each -> ClusterProcesses.status(each).contains(shown));
    }

    /** The test's own address, which is a phone's. */
    String phone() {
        return phone;
    }

    /** Whether what phones send to the router's address goes to the host of this switch. */
    boolean isReachedAt(final RouterProcess board) {
        return network()
                .neighbour(SwitchedHosts.OUTSIDE, hosts.router())
                .contains(network().linkAddress(hostOf(board), SwitchedHosts.OUTSIDE));
    }

    /** Waits until a new call of a phone is answered; the time since then. */
    Duration untilANewCallIsAnswered(final long since) {
        return NewCalls.untilAnswered(phone, hosts.sip(), since);
    }

    @Override
    public void close() {
        switches.forEach(RouterProcess::close);
        cluster.close();
        network().close();
    }
}
