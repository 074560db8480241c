// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.strowger.chassis.CardFacts.SeenNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that do nothing but live. */
class ChassisTest implements CardProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path directory;
    private Chassis chassis;

    @BeforeEach
    void launch() throws IOException {
        chassis = Chassis.launch(directory, plans(2, "sleep", "600"), this);
        await().atMost(PATIENCE).until(chassis::isReady);
    }

    @AfterEach
    void stop() {
        final List<Long> pids = pids();
        chassis.close();
        assertThat(pids).noneMatch(pid -> RunningCard.of(pid) != null);
    }

    private List<CardPlan> plans(final int nodes, final String... command) {
        return IntStream.range(0, nodes)
                .mapToObj(i -> new Place(CardRole.NODE, i))
                .map(
                        place ->
                                new CardPlan(
                                        place,
                                        List.of(command),
                                        "http://" + place,
                                        directory.resolve(place.name()),
                                        directory.resolve("log").resolve(place + ".log")))
                .toList();
    }

    @Override
    public @Nullable CardFacts ask(final CardPlan card) {
        return new CardFacts(true, false, 1, true, card.place().name(), List.<SeenNode>of(), "");
    }

    @Override
    public boolean drain(final CardPlan board, final String node) {
        return false;
    }

    private List<Long> pids() {
        return chassis.shown().stream().map(ShownCard::pid).toList();
    }

    private void awaitRestarts(final int restarts) {
        await().atMost(PATIENCE)
                .until(
                        () ->
                                chassis.isReady()
                                        && chassis.shown().getFirst().restarts() == restarts);
    }

    @Test
    void aCardThatIsKilledIsStartedAgainAndTheOtherOneGoesOn() {
        final List<Long> before = pids();
        ProcessHandle.of(before.getFirst()).orElseThrow().destroyForcibly();
        awaitRestarts(1);
        assertThat(pids().getFirst()).isNotEqualTo(before.getFirst()).isPositive();
        assertThat(pids().getLast()).isEqualTo(before.getLast());
        assertThat(chassis.shown().getFirst().reason()).isEqualTo("it has ended with signal 9");
    }

    /** What another supervisor does when the first one was killed: nothing of its memory is there any more. */
    @Test
    void whatRunsIsFoundAndNotStartedASecondTime() throws IOException {
        ProcessHandle.of(pids().getFirst()).orElseThrow().destroyForcibly();
        awaitRestarts(1);
        final List<Long> before = pids();
        try (Chassis second = Chassis.launch(directory, plans(2, "sleep", "600"), this)) {
            await().atMost(PATIENCE).until(second::isReady);
            assertThat(second.shown().stream().map(ShownCard::pid).toList()).isEqualTo(before);
            assertThat(second.shown().getFirst().restarts()).isEqualTo(1);
            assertThat(second.shown().getFirst().state()).isEqualTo("ready");
        }
    }

    @Test
    void oneThatWasStartedOtherwiseGoesOnAndSaysSo() throws IOException {
        try (Chassis second = Chassis.launch(directory, plans(2, "sleep", "601"), this)) {
            await().atMost(PATIENCE).until(second::isReady);
            assertThat(second.shown().getFirst().state())
                    .isEqualTo("ready, with another configuration");
        }
    }

    @Test
    void oneThatIsNoLongerInThePlanEnds() throws IOException {
        final long last = pids().getLast();
        try (Chassis second = Chassis.launch(directory, plans(1, "sleep", "600"), this)) {
            await().atMost(PATIENCE).until(() -> RunningCard.of(last) == null);
            assertThat(second.shown()).hasSize(1);
        }
    }

    @Test
    void anotherProcessOfTheSameNumberIsNotTakenForTheCard() {
        final RunningCard running = RunningCard.of(pids().getFirst());
        assertThat(running).isNotNull();
        assertThat(running.isAlive()).isTrue();
        assertThat(new RunningCard(running.pid(), running.start() + 1, running.boot()).isAlive())
                .isFalse();
        assertThat(new RunningCard(running.pid(), running.start(), "another").isAlive()).isFalse();
    }

    @Test
    void aCardThatCannotBeStartedSaysWhy() throws IOException {
        final Path other = Files.createDirectories(directory.resolve("other"));
        final CardPlan plan =
                new CardPlan(
                        new Place(CardRole.SWITCH, 0),
                        List.of("sh", "-c", "echo no such port; exit 2"),
                        "http://nowhere",
                        other.resolve("switch0"),
                        other.resolve("switch0.log"));
        try (Chassis second = Chassis.launch(other, List.of(plan), this)) {
            await().atMost(PATIENCE).until(() -> !second.shown().getFirst().reason().isEmpty());
            assertThat(second.shown().getFirst().reason())
                    .isEqualTo("it has ended with exit code 2: no such port");
        }
    }

    @Test
    void aRestartOfNothingIsRefused() {
        assertThat(chassis.restart("node7")).isEqualTo("there is no card node7");
    }

    @Test
    void aLogThatGrewLongIsPutAsideOnce() throws IOException {
        final Path log = directory.resolve("a.log");
        Files.write(log, new byte[(16 << 20) + 1]);
        CardProcess.shorten(log);
        assertThat(Files.size(log)).isZero();
        assertThat(Files.size(directory.resolve("a.log.1"))).isEqualTo((16 << 20) + 1);
        Files.write(log, new byte[16 << 20]);
        CardProcess.shorten(log);
        assertThat(Files.size(log)).isEqualTo(16 << 20);
    }
}
