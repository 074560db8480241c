// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads go by sessions between two; what one of them does not take holds up that session only. */
final class SessionsTest {
    private static final String MEMBER = "127.0.0.1:40211";
    private static final String MEMBER_B = "127.0.0.2:40212";
    private static final Duration IDLE = Duration.ofSeconds(10);

    @TempDir Path directory;

    private static SessionsConfig member(final int max) {
        return new SessionsConfig(MEMBER, "127.0.0.1", Map.of(), false, max, IDLE);
    }

    private static SessionsConfig asker(final Duration idle) {
        return new SessionsConfig(null, "127.0.0.1", Map.of(1L, MEMBER), false, 4, idle);
    }

    private static boolean offer(final Sessions sessions, final long id, final String text) {
        return sessions.offer(id, Host.bytes(text), 0, text.length());
    }

    private static void say(
            final Sessions sessions, final long id, final String text, final List<Host> hosts) {
        Host.until(text, () -> offer(sessions, id, text), hosts);
    }

    @Test
    void aMemberIsAskedAndAnswersEachOneByItself() throws BusFailure {
        try (Host member = new Host(directory, 1);
                Host two = new Host(directory, 2);
                Host three = new Host(directory, 3)) {
            final List<Host> all = List.of(member, two, three);
            final Sessions members = member.sessions(member(4));
            final Sessions first = two.sessions(asker(IDLE));
            final Sessions second = three.sessions(asker(IDLE));
            assertThat(offer(members, 2, "nobody has asked")).isFalse();
            say(first, 1, "question of 2", all);
            say(second, 1, "question of 3", all);
            Host.until("asked", () -> member.said.size() == 2, all);
            assertThat(member.said).containsExactlyInAnyOrder("question of 2", "question of 3");
            final String longAnswer = "a".repeat(Streams.MAX_FRAME);
            say(members, 2, longAnswer, all);
            say(members, 3, "answer", all);
            Host.until("answered", () -> two.said.size() + three.said.size() == 2, all);
            assertThat(two.said).containsExactly(longAnswer);
            assertThat(three.said).containsExactly("answer");
            assertThat(members.host(2)).isEqualTo("127.0.0.1");
            assertThat(members.host(9)).as("nobody").isNull();
            assertThat(first.host(1)).as("has not asked").isNull();
            assertThat(offer(first, 9, "nobody")).as("no such member").isFalse();
        }
    }

    private static SessionsConfig onTwoNetworks(final List<String> listen) {
        return new SessionsConfig(listen, List.of("127.0.0.1"), Map.of(), false, 4, IDLE);
    }

    /** The first network is down: nobody listens there. */
    @Test
    void whoIsNotReachedByOneNetworkIsAskedByTheOtherAndAnswersThere() throws BusFailure {
        try (Host member = new Host(directory, 1);
                Host two = new Host(directory, 2)) {
            final List<Host> all = List.of(member, two);
            final Sessions members = member.sessions(onTwoNetworks(List.of(MEMBER_B)));
            final Sessions asker =
                    two.sessions(
                            new SessionsConfig(
                                    List.of(),
                                    List.of("127.0.0.1"),
                                    Map.of(1L, List.of(MEMBER, MEMBER_B)),
                                    false,
                                    4,
                                    IDLE));
            say(asker, 1, "question", all);
            Host.until("asked", () -> !member.said.isEmpty(), all);
            say(members, 2, "answer", all);
            Host.until("answered", () -> !two.said.isEmpty(), all);
            assertThat(two.said).containsExactly("answer");
        }
    }

    @Test
    void whoIsAskedByTwoNetworksAnswersEachByTheOneItCameFrom() throws BusFailure {
        try (Host member = new Host(directory, 1);
                Host two = new Host(directory, 2);
                Host three = new Host(directory, 3)) {
            final List<Host> all = List.of(member, two, three);
            final Sessions members = member.sessions(onTwoNetworks(List.of(MEMBER, MEMBER_B)));
            say(two.sessions(asker(IDLE)), 1, "question of 2", all);
            say(
                    three.sessions(
                            new SessionsConfig(
                                    null, "127.0.0.1", Map.of(1L, MEMBER_B), false, 4, IDLE)),
                    1,
                    "question of 3",
                    all);
            say(members, 2, "answer", all);
            say(members, 3, "other answer", all);
            Host.until("answered", () -> two.said.size() + three.said.size() == 2, all);
            assertThat(two.said).containsExactly("answer");
            assertThat(three.said).containsExactly("other answer");
        }
    }

    @Test
    void processesOfOneHostAskEachOtherBySharedMemory() throws BusFailure {
        final SessionsConfig config =
                new SessionsConfig(null, "127.0.0.1", Map.of(), true, 4, IDLE);
        try (Host member = new Host(directory, 1);
                Host two = new Host(member, directory, 2);
                Host three = new Host(member, directory, 3)) {
            final List<Host> all = List.of(member, two, three);
            final Sessions members = member.sessions(config);
            final Sessions asker = two.sessions(config);
            three.sessions(config);
            say(asker, 1, "question", all);
            Host.until("asked", () -> !member.said.isEmpty(), all);
            say(members, 2, "answer", all);
            Host.until("answered", () -> !two.said.isEmpty(), all);
            assertThat(member.said).containsExactly("question");
            assertThat(two.said).containsExactly("answer");
            assertThat(three.said).isEmpty();
            assertThat(members.host(2)).as("this one").isNull();
        }
    }

    @Test
    void whoDoesNotTakeWhatItAskedForHoldsUpItsOwnSessionOnly() throws BusFailure {
        try (Host member = new Host(directory, 1);
                Host slow = new Host(directory, 2);
                Host quick = new Host(directory, 3)) {
            final List<Host> all = List.of(member, slow, quick);
            final Sessions members = member.sessions(member(4));
            say(slow.sessions(asker(IDLE)), 1, "load", all);
            say(quick.sessions(asker(IDLE)), 1, "load", all);
            Host.until("asked", () -> member.said.size() == 2, all);
            slow.polls(false);
            final String chunk = "c".repeat(50_000);
            int taken = 0;
            Host.until(
                    "both can be answered",
                    () -> members.isConnected(2) && members.isConnected(3),
                    all);
            while (offer(members, 2, chunk)) {
                taken++;
                Host.during(5, all);
                assertThat(taken).as("bytes under way are bounded").isLessThan(100);
            }
            for (int i = 0; i < 200; i++) {
                say(members, 3, chunk, all);
            }
            Host.until("the quick one has all", () -> quick.said.size() == 200, all);
            assertThat(offer(members, 2, chunk)).isFalse();
            slow.polls(true);
            final int expected = taken;
            Host.until("the slow one has what was taken", () -> slow.said.size() == expected, all);
            say(members, 2, "and more", all);
        }
    }

    @Test
    void thereAreNoMoreSessionsThanConfigured() throws BusFailure {
        final List<Host> all = new ArrayList<>();
        try (Host member = new Host(directory, 1);
                Host two = new Host(directory, 2);
                Host three = new Host(directory, 3)) {
            all.addAll(List.of(member, two, three));
            final Sessions members = member.sessions(member(1));
            say(two.sessions(asker(IDLE)), 1, "first", all);
            Host.until("asked", () -> member.said.size() == 1, all);
            say(three.sessions(asker(IDLE)), 1, "second", all);
            Host.until(
                    "refused",
                    () -> member.counter("strowger_bus_sessions_refused_total") == 1,
                    all);
            assertThat(member.said).containsExactly("first");
            assertThat(members.askers()).isEqualTo(1);
        }
    }

    @Test
    void aSessionWhoseOtherEndIsGoneEndsAndMakesRoom() throws BusFailure {
        try (Host member = new Host(directory, 1);
                Host two = new Host(directory, 2)) {
            final Sessions members = member.sessions(member(1));
            try (Host three = new Host(directory, 3)) {
                say(three.sessions(asker(IDLE)), 1, "first", List.of(member, three));
                Host.until("asked", () -> member.said.size() == 1, List.of(member, three));
                Host.until("connected", () -> members.isConnected(3), List.of(member, three));
            }
            final List<Host> left = List.of(member, two);
            Host.until("ended", () -> members.askers() == 0, left);
            say(two.sessions(asker(IDLE)), 1, "second", left);
            Host.until("asked", () -> member.said.size() == 2, left);
        }
    }

    @Test
    void aSessionInWhichNothingIsSaidEnds() throws BusFailure {
        try (Host member = new Host(directory, 1);
                Host two = new Host(directory, 2)) {
            final List<Host> all = List.of(member, two);
            final Sessions members =
                    member.sessions(
                            new SessionsConfig(
                                    MEMBER,
                                    "127.0.0.1",
                                    Map.of(),
                                    false,
                                    4,
                                    Duration.ofMillis(500)));
            final Sessions asker = two.sessions(asker(IDLE));
            say(asker, 1, "first", all);
            Host.until("asked", () -> member.said.size() == 1, all);
            Host.until("ended", () -> members.askers() == 0, all);
            say(asker, 1, "second", all);
            Host.until("asked again", () -> member.said.size() == 2, all);
        }
    }

    @Test
    void aMemberThatWasStartedAgainIsAskedByTheNextFrame() throws BusFailure {
        try (Host two = new Host(directory, 2)) {
            final Sessions asker = two.sessions(asker(Duration.ofSeconds(60)));
            try (Host member = new Host(directory, 1)) {
                member.sessions(member(1));
                say(asker, 1, "first", List.of(member, two));
                Host.until("asked", () -> member.said.size() == 1, List.of(member, two));
            }
            try (Host member = new Host(directory, 1)) {
                final List<Host> all = List.of(member, two);
                final Sessions members = member.sessions(member(1));
                Host.until(
                        "asked",
                        () -> {
                            offer(asker, 1, "second");
                            return !member.said.isEmpty();
                        },
                        all);
                say(members, 2, "answer", all);
                Host.until("answered", () -> two.said.contains("answer"), all);
            }
        }
    }

    @Test
    void aStrangerCannotJoin() throws BusFailure {
        try (Host member = new Host(directory, 1);
                Host stranger = Host.stranger(directory, 2)) {
            final List<Host> all = List.of(member, stranger);
            final Sessions members = member.sessions(member(1));
            final Sessions intruder = stranger.sessions(asker(IDLE));
            offer(intruder, 1, "let me in");
            Host.until(
                    "refused, and told so",
                    () ->
                            member.counter("strowger_bus_datagrams_other_secret_total") > 3
                                    && stranger.counter("strowger_bus_datagrams_refusal_total") > 0,
                    all);
            assertThat(offer(intruder, 1, "let me in")).isFalse();
            assertThat(member.said).isEmpty();
            assertThat(members.askers()).isZero();
        }
    }

    @Test
    void withoutASecretNothingLeavesTheHost() throws BusFailure {
        try (BusDriver driver =
                BusDriver.launch(directory.resolve("aeron"), Host.newCounters(), null)) {
            assertThatThrownBy(() -> new Sessions(driver, member(1), 1, Host.newCounters()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no secret");
            assertThatThrownBy(
                            () ->
                                    new StreamPublisher(
                                            driver,
                                            List.of(new StreamRoute.Unicast(MEMBER, "127.0.0.1")),
                                            Host.newCounters()))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
