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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three members on hosts of their own; links are cut and healed while both sides get changes. */
@SystemTest
class LocationGroupSystemTest {
    private static final int MEMBERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path directory;

    private final List<LocationMember> members = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private Network network;
    private int users;

    @BeforeEach
    void start() throws IOException {
        Peers.require("ip");
        Peers.require("curl");
        network = Network.of(MEMBERS);
        final Path secret = Files.writeString(directory.resolve("secret"), "of the system tests");
        final String addresses =
                IntStream.range(0, MEMBERS)
                        .mapToObj(id -> network.address(id) + ":7400")
                        .collect(Collectors.joining(",", "[", "]"));
        for (int id = 0; id < MEMBERS; id++) {
            members.add(LocationMember.start(directory, network, id, addresses, secret));
        }
        members.forEach(LocationMember::awaitReady);
    }

    @AfterEach
    void stop() {
        members.forEach(LocationMember::close);
        if (network != null) {
            network.close();
        }
    }

    @Test
    void theMinorityRefusesAndAllAreInStepSoonAfterHealing() {
        members.forEach(this::putSome);
        for (int round = 0; round < 2; round++) {
            // First the leader is cut off, then, as likely as not, a standby.
            final LocationMember alone = round == 0 ? leader() : members.get(0);
            network.cut(alone.id());
            final List<LocationMember> majority =
                    members.stream().filter(member -> member != alone).toList();
            await().atMost(PATIENCE).until(() -> putOne(majority.get(0)) / 100 == 2);
            majority.forEach(this::putSome);
            for (int i = 0; i < 3; i++) {
                assertThat(putOne(alone)).as("change at the minority").isEqualTo(503);
            }
            network.heal();
            final long healed = System.nanoTime();
            await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(this::inStep);
            final Duration took = Duration.ofNanos(System.nanoTime() - healed);
            Figures.record("network cut of member " + alone.id() + " healed, in step after", took);
            assertThat(took).isLessThan(Duration.ofSeconds(2));
            members.forEach(this::putSome);
        }
        await().atMost(PATIENCE).until(this::inStep);
        for (final String user : acknowledged) {
            members.forEach(
                    member ->
                            assertThat(member.hasUser(user))
                                    .as("%s at member %d", user, member.id())
                                    .isTrue());
        }
    }

    private LocationMember leader() {
        return members.stream().filter(LocationMember::leads).findFirst().orElseThrow();
    }

    private void putSome(final LocationMember member) {
        for (int i = 0; i < 3; i++) {
            assertThat(putOne(member)).as("change at member %d", member.id()).isBetween(200, 299);
        }
    }

    private int putOne(final LocationMember member) {
        final String user = "user" + ++users + "@example.org";
        final int status = member.putUser(user);
        if (status / 100 == 2) {
            acknowledged.add(user);
        }
        return status;
    }

    private boolean inStep() {
        final List<String> states = members.stream().map(LocationMember::state).distinct().toList();
        return states.size() == 1 && states.getFirst().endsWith(" ready");
    }
}
