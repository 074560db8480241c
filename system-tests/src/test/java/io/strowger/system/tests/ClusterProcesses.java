// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** One or three location servers and some nodes as processes of this host, below a directory of the test. */
final class ClusterProcesses implements AutoCloseable {
    static final int MEMBERS = 3;
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int FIRST_PORT = 33_000;
    private static final Pattern OWN_STATE =
            Pattern.compile(
                    "\"birthDate\":\"\\d+\",\"level\":\\d+,\"digest\":\"[0-9a-f]+\",\"coherent\":true");

    private final Path directory;
    private final int memberCount;
    private final List<String> memberSettings;
    private final Path secret;
    private final List<String> locationMembers = new ArrayList<>();
    private final List<String> replicationMembers = new ArrayList<>();
    private final List<Integer> memberHttp = new ArrayList<>();
    private final List<CapturedProcess> members = new ArrayList<>();
    private final List<RouterProcess> nodes = new ArrayList<>();
    private int launches;

    private ClusterProcesses(
            final Path directory, final int memberCount, final List<String> memberSettings) {
        this.directory = directory;
        this.memberCount = memberCount;
        this.memberSettings = memberSettings;
        secret = secret("secret", "the secret of the system tests");
        for (int i = 0; i < memberCount; i++) {
            locationMembers.add("\"127.0.0.1:" + port(i) + "\"");
            replicationMembers.add("\"127.0.0.1:" + (port(i) + 10) + "\"");
            memberHttp.add(Ports.free());
        }
    }

    /** First of the ports of a member: six of the group, two of replication from ten above on. */
    static int port(final int member) {
        return FIRST_PORT + 20 * member;
    }

    /** Members and nodes, started; the nodes are ready. */
    static ClusterProcesses start(final Path directory, final int nodes) {
        final ClusterProcesses cluster = new ClusterProcesses(directory, MEMBERS, List.of());
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

    /** A location server of one member, started; nodes are up to the test. */
    static ClusterProcesses ofOneMember(final Path directory, final String... settings) {
        final ClusterProcesses cluster = new ClusterProcesses(directory, 1, List.of(settings));
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
        final RouterProcess node =
                RouterProcess.node(directory.resolve(name))
                        .set("location.members", locationMembers.toString())
                        .set("location.reply-host", "127.0.0.1")
                        .set("replication.members", replicationMembers.toString())
                        .set("cluster.secret-file", itsSecret.toString());
        nodes.add(node);
        return node;
    }

    /** A node that is not to come back. */
    void forget(final RouterProcess node) {
        nodes.remove(node);
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
        final List<String> arguments = new ArrayList<>(List.of("location"));
        for (final String setting :
                List.of(
                        "location.members=" + locationMembers,
                        "replication.members=" + replicationMembers,
                        "location.member=" + number,
                        "cluster.secret-file=" + secret,
                        "management.http=127.0.0.1:" + memberHttp.get(number),
                        "data=" + directory.resolve("member" + number))) {
            arguments.addAll(List.of("--set", setting));
        }
        memberSettings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        return CapturedProcess.start(
                directory,
                "member" + number + "-" + launches,
                Product.command(arguments.toArray(String[]::new)));
    }

    CapturedProcess member(final int number) {
        return members.get(number);
    }

    /** SIGKILL to all members at once. */
    void killMembers() {
        members.forEach(CapturedProcess::kill);
    }

    /** {@code 127.0.0.1:port} of a member's REST. */
    String memberHttp(final int number) {
        return "127.0.0.1:" + memberHttp.get(number);
    }

    /** The member that leads, -1 when there is none. */
    int leader() {
        for (int i = 0; i < memberCount; i++) {
            if (members.get(i).isAlive() && status(memberHttp(i)).contains("\"role\":\"active\"")) {
                return i;
            }
        }
        return -1;
    }

    static String status(final String http) {
        return new RestClient(http).get("/api/v1/status").body();
    }

    static String status(final RouterProcess node) {
        return status("127.0.0.1:" + node.httpPort());
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

    @Override
    public void close() {
        nodes.forEach(RouterProcess::close);
        members.forEach(CapturedProcess::close);
    }
}
