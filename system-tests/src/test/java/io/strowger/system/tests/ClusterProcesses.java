// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One or three location servers and some nodes as processes of this host, below a directory of the test. */
final class ClusterProcesses implements AutoCloseable {
    static final int MEMBERS = 3;
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern OWN_STATE =
            Pattern.compile(
                    "\"birthDate\":\"\\d+\",\"level\":(?<level>\\d+),\"digest\":\"[0-9a-f]+\",\"coherent\":true");

    private final Path directory;
    private final ClusterHosts hosts;
    private final int memberCount;
    private final List<String> memberSettings;
    private final Path secret;
    private final Path tokens;
    private final List<String> memberHttp = new ArrayList<>();
    private final List<CapturedProcess> members = new ArrayList<>();
    private final List<RouterProcess> nodes = new ArrayList<>();
    private int launches;

    private ClusterProcesses(
            final Path directory,
            final ClusterHosts hosts,
            final int memberCount,
            final List<String> memberSettings) {
        this.directory = directory;
        this.hosts = hosts;
        this.memberCount = memberCount;
        this.memberSettings = memberSettings;
        secret = secret("secret", "the secret of the system tests");
        tokens = secret("tokens", "viewer,operator,provisioner " + RestClient.TOKEN);
        for (int i = 0; i < memberCount; i++) {
            memberHttp.add(hosts.member(i).address() + ":" + Ports.free());
        }
    }

    /** Members and nodes, started; the nodes are ready. */
    static ClusterProcesses start(final Path directory, final int nodes) {
        return start(
                new ClusterProcesses(directory, new LoopbackHosts(MEMBERS), MEMBERS, List.of()),
                nodes);
    }

    /** The same, each process on a host of its own. */
    static ClusterProcesses start(final Path directory, final NetworkHosts hosts, final int nodes) {
        return start(new ClusterProcesses(directory, hosts, hosts.members(), List.of()), nodes);
    }

    private static ClusterProcesses start(final ClusterProcesses cluster, final int nodes) {
        try {
            cluster.startMembers();
            for (int i = 0; i < nodes; i++) {
                cluster.node("node" + i, cluster.secret).launch();
            }
            cluster.nodes.forEach(RouterProcess::awaitReady);
            return cluster;
        } catch (final RuntimeException | Error failure) {
            cluster.close();
            throw failure;
        }
    }

    /** The members, started; nodes are up to the test. */
    static ClusterProcesses ofMembers(final Path directory, final ClusterHosts hosts) {
        final ClusterProcesses cluster = new ClusterProcesses(directory, hosts, MEMBERS, List.of());
        cluster.startMembers();
        return cluster;
    }

    /** A location server of one member, started; nodes are up to the test. */
    static ClusterProcesses ofOneMember(final Path directory, final String... settings) {
        final ClusterProcesses cluster =
                new ClusterProcesses(directory, new LoopbackHosts(1), 1, List.of(settings));
        cluster.startMembers();
        return cluster;
    }

    /** A file with a secret of the cluster, or with another one. */
    Path secret(final String name, final String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One more node, not started; it belongs to the cluster from now on. */
    RouterProcess node(final String name, final Path itsSecret) {
        final int number = nodes.size();
        final Host host = hosts.node(number);
        final RouterProcess node =
                RouterProcess.node(directory.resolve(name), host)
                        .set("cluster.secret-file", itsSecret.toString());
        hosts.everywhere().forEach(node::set);
        hosts.ofNode(number).forEach(node::set);
        if (!host.isLocal()) {
            node.set("management.tokens-file", tokens.toString());
        }
        nodes.add(node);
        return node;
    }

    /** A node that is not to come back. */
    void forget(final RouterProcess node) {
        nodes.remove(node);
    }

    /** The file of the tokens by which REST is used from another host. */
    Path tokens() {
        return tokens;
    }

    Path secret() {
        return secret;
    }

    RouterProcess node(final int number) {
        return nodes.get(number);
    }

    List<RouterProcess> nodes() {
        return nodes;
    }

    /** Starts all members, without waiting for anything. */
    void startMembers() {
        members.clear();
        for (int i = 0; i < memberCount; i++) {
            members.add(launchMember(i));
        }
    }

    private CapturedProcess launchMember(final int number) {
        launches++;
        final Host host = hosts.member(number);
        final Map<String, String> settings = new LinkedHashMap<>(hosts.everywhere());
        settings.putAll(hosts.ofMember(number));
        settings.put("location.member", String.valueOf(number));
        settings.put("cluster.secret-file", secret.toString());
        settings.put("management.http", memberHttp.get(number));
        settings.put("data", directory.resolve("member" + number).toString());
        if (!host.isLocal()) {
            settings.put("management.tokens-file", tokens.toString());
        }
        final List<String> arguments = new ArrayList<>(List.of("location"));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        memberSettings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return CapturedProcess.start(
                directory,
                "member" + number + "-" + launches,
                host.runs().apply(Product.command(arguments.toArray(String[]::new))));
    }

    CapturedProcess member(final int number) {
        return members.get(number);
    }

    /** SIGKILL to all members at once. */
    void killMembers() {
        members.forEach(CapturedProcess::kill);
    }

    /** {@code address:port} of a member's REST. */
    String memberHttp(final int number) {
        return memberHttp.get(number);
    }

    /** The member that leads, -1 when there is none. */
    int leader() {
        for (int i = 0; i < memberCount; i++) {
            if (leads(i)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether a member says that it leads. */
    boolean leads(final int member) {
        return members.get(member).isAlive()
                && status(memberHttp(member)).contains("\"role\":\"active\"");
    }

    /** The lowest level that a member or node holds, -1 while one of them is not coherent. */
    long lowestLevel() {
        return Stream.concat(
                        IntStream.range(0, memberCount).mapToObj(i -> status(memberHttp(i))),
                        nodes.stream().map(ClusterProcesses::status))
                .mapToLong(ClusterProcesses::level)
                .min()
                .orElseThrow();
    }

    static String status(final String http) {
        return new RestClient(http).get("/api/v1/status").body();
    }

    static String status(final RouterProcess node) {
        return node.rest().get("/api/v1/status").body();
    }

    /** Whether all nodes have what the leader has: birth date, level and digest. */
    boolean isInStep() {
        final int leader = leader();
        if (leader < 0) {
            return false;
        }
        final String wanted = ownState(status(memberHttp(leader)));
        return !wanted.isEmpty()
                && nodes.stream().allMatch(node -> ownState(status(node)).equals(wanted));
    }

    private static String ownState(final String status) {
        return OWN_STATE
                .matcher(status)
                .results()
                .map(result -> result.group())
                .findFirst()
                .orElse("");
    }

    /** All members and nodes that were started. */
    List<CapturedProcess> processes() {
        return Stream.concat(members.stream(), nodes.stream().map(RouterProcess::running)).toList();
    }

    /** Metrics of all nodes together whose series begins so. */
    double metricOfNodes(final String series) {
        return nodes.stream().mapToDouble(node -> node.rest().metric(series)).sum();
    }

    /** The level of a process's own database, -1 when it is not coherent. */
    static long level(final String status) {
        final Matcher own = OWN_STATE.matcher(status);
        return own.find() ? Long.parseLong(own.group("level")) : -1;
    }

    /** Waits for something, and says how long it took. */
    static Duration eventually(final String what, final Callable<Boolean> condition) {
        return eventually(PATIENCE, what, condition);
    }

    static Duration eventually(
            final Duration limit, final String what, final Callable<Boolean> condition) {
        final long began = System.nanoTime();
        await(what).atMost(limit).pollInterval(Duration.ofMillis(20)).until(condition);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Lets time pass. */
    static void elapse(final Duration time) {
        final long began = System.nanoTime();
        await().atMost(time.plusSeconds(10))
                .until(() -> System.nanoTime() - began > time.toNanos());
    }

    @Override
    public void close() {
        nodes.forEach(RouterProcess::close);
        members.forEach(CapturedProcess::close);
    }
}
