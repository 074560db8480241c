// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Rows B1, B5, B8: three location servers and two nodes as processes of one host. */
@SystemTest
class ClusterNodeSystemTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MEMBERS = 3;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private final List<CapturedProcess> members = new ArrayList<>();
    private final List<RouterProcess> nodes = new ArrayList<>();
    private final List<Integer> memberHttp = new ArrayList<>();
    private String locationMembers;
    private String replicationMembers;
    private Path secret;

    @BeforeEach
    void start() throws IOException {
        secret = Files.writeString(directory.resolve("secret"), "the secret of the system tests");
        final List<String> cluster = new ArrayList<>();
        final List<String> replication = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            cluster.add("\"127.0.0.1:" + (33_000 + 20 * i) + "\"");
            replication.add("\"127.0.0.1:" + (33_010 + 20 * i) + "\"");
            memberHttp.add(Ports.free());
        }
        locationMembers = "location.members=" + cluster;
        replicationMembers = "replication.members=" + replication;
        for (int i = 0; i < MEMBERS; i++) {
            members.add(launchMember(i));
        }
        for (int i = 0; i < 2; i++) {
            nodes.add(
                    RouterProcess.node(directory.resolve("node" + i))
                            .set("location.members", cluster.toString())
                            .set("location.reply-host", "127.0.0.1")
                            .set("replication.members", replication.toString())
                            .set("cluster.secret-file", secret.toString()));
        }
        nodes.forEach(RouterProcess::start);
    }

    private CapturedProcess launchMember(final int number) {
        final List<String> arguments = new ArrayList<>(List.of("location"));
        for (final String setting :
                List.of(
                        locationMembers,
                        replicationMembers,
                        "location.member=" + number,
                        "cluster.secret-file=" + secret,
                        "management.http=127.0.0.1:" + memberHttp.get(number),
                        "data=" + directory.resolve("member" + number))) {
            arguments.addAll(List.of("--set", setting));
        }
        return CapturedProcess.start(
                directory, "member" + number, Product.command(arguments.toArray(String[]::new)));
    }

    @AfterEach
    void stop() {
        nodes.forEach(RouterProcess::close);
        members.forEach(CapturedProcess::close);
    }

    private static void eventually(final String what, final Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    /** Whether a call at this node reaches this phone. */
    private static boolean isCallableAt(final RouterProcess node, final Phone phone) {
        try (Phone caller = Phone.udp(node, "caller", "example.org")) {
            final int before = invites(phone);
            caller.invite(phone.aor());
            await().atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(2))
                    .until(
                            () ->
                                    invites(phone) > before
                                            || caller.wire().received().stream()
                                                    .anyMatch(message -> message.status() >= 400));
            return invites(phone) > before;
        }
    }

    private static int invites(final Phone phone) {
        return (int)
                phone.wire().received().stream()
                        .filter(message -> message.isRequest("INVITE"))
                        .count();
    }

    private int leader() {
        for (int i = 0; i < MEMBERS; i++) {
            if (members.get(i).isAlive()
                    && status("127.0.0.1:" + memberHttp.get(i)).contains("\"role\":\"active\"")) {
                return i;
            }
        }
        return -1;
    }

    private static String status(final String http) {
        return new RestClient(http).get("/api/v1/status").body();
    }

    private static String own(final String status) {
        return Pattern.compile("\"level\":\\d+,\"digest\":\"[0-9a-f]+\",\"coherent\":true")
                .matcher(status)
                .results()
                .map(result -> result.group())
                .findFirst()
                .orElse("");
    }

    @Test
    void aPhoneRegisteredAtOneNodeIsCalledAtTheOtherWhateverDies() {
        try (Phone first = Phone.udp(nodes.get(0), "first", "example.org");
                Phone second = Phone.udp(nodes.get(0), "second", "example.org")) {
            assertThat(first.register(600, "").status()).isEqualTo(200);
            eventually("callable at node 1", () -> isCallableAt(nodes.get(1), first));

            final int active = leader();
            members.get(active).kill();
            eventually(
                    "a registration after the death of the active",
                    () -> second.register(600, "").status() == 200);
            eventually("callable at node 1", () -> isCallableAt(nodes.get(1), second));

            members.forEach(CapturedProcess::kill);
            assertThat(isCallableAt(nodes.get(0), first)).as("without any server").isTrue();
            assertThat(isCallableAt(nodes.get(1), second)).as("without any server").isTrue();
            assertThat(second.register(600, "").status()).as("a change").isEqualTo(503);

            for (int i = 0; i < MEMBERS; i++) {
                members.set(i, launchMember(i));
            }
            eventually("a registration again", () -> second.register(900, "").status() == 200);
            eventually(
                    "all in step",
                    () -> {
                        final int active2 = leader();
                        final String wanted =
                                active2 < 0
                                        ? "none"
                                        : own(status("127.0.0.1:" + memberHttp.get(active2)));
                        return nodes.stream()
                                .allMatch(
                                        node ->
                                                own(status("127.0.0.1:" + node.httpPort()))
                                                        .equals(wanted));
                    });
        }
    }
}
