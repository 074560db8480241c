// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.elapse;
import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Row E5: a whole router on one host by one command; whatever card dies or is restarted, no call fails. */
@SystemTest
class ChassisSystemTest {
    private static final int RATE = Integer.getInteger("strowger.chassis.calls", 50);
    private static final int KILLER_SECONDS = Integer.getInteger("strowger.killer.seconds", 30);
    private static final int WARM_UP_RATE = 20;
    private static final int WARM_UP_CALLS = 10 * WARM_UP_RATE;
    private static final Duration KILLER_PAUSE = Duration.ofSeconds(5);
    private static final Duration RESTART_LIMIT = Duration.ofMinutes(5);
    private static final int CARDS = 8;
    private static final int PORTS = 30;
    private static final double TICKS_PER_SECOND = 100;

    private static final Pattern CARD =
            Pattern.compile(
                    "\\{\"place\":\"(?<place>(?<role>[a-z]+)\\d+)\",\"role\":\"\\w+\",\"pid\":(?<pid>\\d+),\"state\":\"(?<state>[^\"]*)\","
                            + "\"active\":(?<active>\\w+),\"restarts\":(?<restarts>\\d+),\"uptimeMillis\":\\d+,\"url\":\"http://(?<http>[^\"]*)\"");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory;

    private RouterProcess chassis;

    /** A card as the chassis shows it. */
    private record Card(
            String place,
            String role,
            long pid,
            String state,
            boolean active,
            int restarts,
            String http) {
        void kill() {
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        }
    }

    @BeforeEach
    void start() {
        Peers.require("sipp");
        chassis =
                RouterProcess.chassisIn(directory)
                        .set("chassis.first-port", String.valueOf(Ports.row(PORTS)))
                        .start();
        Figures.record(
                "a chassis of 8 cards is ready for the first time after", chassis.lastStart());
    }

    @AfterEach
    void stop() throws IOException {
        if (chassis.running().isAlive()) {
            chassis.running().process().destroy();
            chassis.running().awaitExit(Duration.ofSeconds(20));
        }
        // Cards do not die with their supervisor, and the test may have failed between two of them.
        try (Stream<Path> files = Files.list(directory.resolve("data"))) {
            for (final Path file :
                    files.filter(each -> each.toString().endsWith(".card")).toList()) {
                final long pid = Long.parseLong(Files.readString(file).split("\\s+", -1)[1]);
                ProcessHandle.of(pid)
                        .filter(
                                card ->
                                        card.info()
                                                .commandLine()
                                                .orElse("")
                                                .contains(directory.toString()))
                        .ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private List<Card> cards() {
        return CARD.matcher(ClusterProcesses.status(chassis))
                .results()
                .map(
                        found ->
                                new Card(
                                        found.group("place"),
                                        found.group("role"),
                                        Long.parseLong(found.group("pid")),
                                        found.group("state"),
                                        found.group("active").equals("true"),
                                        Integer.parseInt(found.group("restarts")),
                                        found.group("http")))
                .toList();
    }

    private Card card(final String place) {
        return cards().stream()
                .filter(card -> card.place().equals(place))
                .findFirst()
                .orElseThrow();
    }

    private Card active(final String role) {
        eventually("one " + role + " is active", () -> cards().stream().anyMatch(is(role)));
        return cards().stream().filter(is(role)).findFirst().orElseThrow();
    }

    private static Predicate<Card> is(final String role) {
        return card -> card.role().equals(role) && card.active();
    }

    private boolean isWhole() {
        final List<Card> cards = cards();
        return cards.size() == CARDS
                && cards.stream().allMatch(card -> card.state().equals("ready"))
                && cards.stream().anyMatch(is("switch"))
                && cards.stream().anyMatch(is("location"));
    }

    /** Whether nodes and members hold the same level. */
    private boolean isInStep() {
        return isWhole()
                && cards().stream()
                                .filter(card -> !card.role().equals("switch"))
                                .map(
                                        card ->
                                                ClusterProcesses.level(
                                                        ClusterProcesses.status(card.http())))
                                .distinct()
                                .count()
                        == 1;
    }

    private SwitchedCalls calls() {
        return new SwitchedCalls(directory.resolve("sipp"), this::isInStep, chassis.sip());
    }

    /** Calls over UDP for a while, after some that warm everything up; from the fifth second on something happens. */
    private void duringCalls(final String name, final int seconds, final Runnable what) {
        final int calls = RATE * seconds;
        try (SippRun callee = calls().callee(WARM_UP_CALLS + calls)) {
            calls().register(callee.port());
            try (SippRun first = caller("warm-up", WARM_UP_CALLS, WARM_UP_RATE)) {
                first.awaitSuccess(Duration.ofSeconds(60));
            }
            try (SippRun caller = caller("caller", calls, RATE)) {
                elapse(Duration.ofSeconds(5));
                what.run();
                caller.awaitSuccess(Duration.ofSeconds(seconds + 90L));
                Figures.record(
                        "failed of %d calls at %d/s through a chassis, %s"
                                .formatted(calls, RATE, name),
                        caller.failedCalls());
                Figures.record("requests that callers repeated", caller.retransmissions());
                assertThat(caller.successfulCalls()).isEqualTo(calls);
            }
        }
    }

    /** A phone is not bothered by a response that comes again; SIPp by itself ends the call. */
    private SippRun caller(final String name, final int calls, final int rate) {
        return calls().end("caller.xml", calls)
                .named(name)
                .rate(rate)
                .with("-default_behaviors", "all,-abortunexp")
                .to(chassis.sip())
                .start();
    }

    private void killAndAwait(final Card card) {
        card.kill();
        Figures.record(
                card.place() + " is ready again after kill -9 in",
                eventually(
                        "another one runs",
                        () ->
                                card(card.place()).restarts() == card.restarts() + 1
                                        && card(card.place()).pid() != card.pid()
                                        && isWhole()));
    }

    @Test
    void noCallFailsThoughACardOfEachKindIsKilled() {
        duringCalls(
                "kill -9 of a node, both switches, the leader, a follower",
                45,
                () -> {
                    killAndAwait(card("node1"));
                    killAndAwait(active("switch"));
                    killAndAwait(active("location"));
                    killAndAwait(
                            cards().stream()
                                    .filter(
                                            card ->
                                                    card.role().equals("location")
                                                            && !card.active())
                                    .findFirst()
                                    .orElseThrow());
                });
        assertThat(chassis.running().err()).contains("node1: it has ended with signal 9");
    }

    @Test
    void theCardsGoOnWithoutTheirSupervisorAndAreFoundAgain() {
        final List<Long> pids = cards().stream().map(Card::pid).toList();
        duringCalls(
                "kill -9 of the supervisor",
                20,
                () -> {
                    // It alone, and not what it has started.
                    chassis.running().signal("KILL");
                    chassis.running().awaitExit(Duration.ofSeconds(10));
                    elapse(Duration.ofSeconds(3));
                    chassis.start();
                    Figures.record(
                            "a chassis finds its cards and is ready after", chassis.lastStart());
                    assertThat(cards().stream().map(Card::pid).toList()).isEqualTo(pids);
                    assertThat(cards()).allMatch(card -> card.state().equals("ready"));
                });
        killAndAwait(card("node2"));
        final List<Long> running = cards().stream().map(Card::pid).toList();
        Figures.record("a chassis ends after", chassis.stop());
        assertThat(running).noneMatch(ChassisSystemTest::runs);
    }

    @Test
    void noCallFailsThoughAllCardsAreRestartedOneAfterTheOther() {
        final List<Long> before = cards().stream().map(Card::pid).toList();
        duringCalls(
                "rolling restart",
                Integer.getInteger("strowger.restart.seconds", 150),
                () -> {
                    final long began = System.nanoTime();
                    try (CapturedProcess restart =
                            CapturedProcess.start(
                                    directory,
                                    "restart",
                                    Product.command(
                                            "chassis",
                                            "restart",
                                            "--url",
                                            "http://127.0.0.1:" + chassis.httpPort()))) {
                        assertThat(restart.awaitExit(RESTART_LIMIT)).as(restart.out()).isZero();
                        assertThat(restart.out()).contains("8 of 8 cards restarted, done");
                    }
                    Figures.record(
                            "a rolling restart of 8 cards takes",
                            Duration.ofNanos(System.nanoTime() - began));
                });
        assertThat(cards()).allMatch(card -> card.restarts() == 1);
        assertThat(cards().stream().map(Card::pid).toList()).doesNotContainAnyElementsOf(before);
    }

    /** No card dies while another of its kind is away: who kills both switches has no router. */
    private static boolean isKindWhole(final List<Card> all, final Card card) {
        return all.stream()
                .filter(other -> other.role().equals(card.role()))
                .allMatch(other -> other.state().equals("ready"));
    }

    /** One process every five seconds; {@code -Dstrowger.killer.seconds=300} makes the record run. */
    @Test
    void nothingIsLostThoughRandomCardsAreKilled() {
        final long seed = Long.getLong("strowger.killer.seed", System.nanoTime());
        final Random random = new Random(seed);
        final List<String> killed = new ArrayList<>();
        try (RegisterLoad load = new RegisterLoad(chassis, 200, 4)) {
            duringCalls(
                    "a card killed every 5 s, seed " + seed,
                    KILLER_SECONDS + 5,
                    () -> {
                        load.start();
                        for (int i = 0; i < KILLER_SECONDS / KILLER_PAUSE.toSeconds(); i++) {
                            final List<Card> all = cards();
                            final List<Card> replaceable =
                                    all.stream().filter(card -> isKindWhole(all, card)).toList();
                            if (!replaceable.isEmpty()) {
                                final Card card =
                                        replaceable.get(random.nextInt(replaceable.size()));
                                card.kill();
                                killed.add(card.place());
                            }
                            elapse(KILLER_PAUSE);
                            // What was in the hands of a switch is not sent again by this load.
                            load.stop();
                            load.start();
                        }
                    });
            load.stop();
            eventually("all in step", this::isInStep);
            Figures.record("cards killed", killed);
            Figures.record("REGISTERs acknowledged meanwhile", load.acknowledged());
            assertThat(load.acknowledged()).isPositive();
            assertThat(load.lostAt(chassis)).as("lost, seed " + seed).isEmpty();
        }
    }

    /** Targets: 15 % of a core, 1.5 GB. The limits leave room for a machine that others use. */
    @Test
    void anIdleChassisIsSmall() {
        elapse(Duration.ofSeconds(20));
        final List<Long> pids = new ArrayList<>(cards().stream().map(Card::pid).toList());
        pids.add(chassis.running().pid());
        final long before = pids.stream().mapToLong(ChassisSystemTest::ticks).sum();
        final long began = System.nanoTime();
        elapse(Duration.ofSeconds(20));
        final double seconds = (System.nanoTime() - began) / 1e9;
        final long used = pids.stream().mapToLong(ChassisSystemTest::ticks).sum() - before;
        final long resident = pids.stream().mapToLong(pid -> kibibytes(pid, "Rss")).sum() / 1024;
        final long proportional =
                pids.stream().mapToLong(pid -> kibibytes(pid, "Pss")).sum() / 1024;
        Figures.record(
                "an idle chassis uses of a core",
                "%.1f %%".formatted(used / seconds / TICKS_PER_SECOND * 100));
        Figures.record("its resident memory, shared pages counted for each", resident + " MiB");
        Figures.record("its resident memory, shared pages counted once", proportional + " MiB");
        assertThat(resident).isLessThan(2_000);
    }

    /** A process whose parent has died may wait to be buried by somebody who does not care. */
    private static boolean runs(final long pid) {
        return Files.exists(Path.of("/proc/" + pid)) && !fields(pid)[0].equals("Z");
    }

    /** User and system time of a process, in 10 ms. */
    private static long ticks(final long pid) {
        final String[] fields = fields(pid);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** Of {@code /proc/PID/stat} what follows the name: the state first. */
    private static String[] fields(final long pid) {
        final String stat = read(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    }

    private static long kibibytes(final long pid, final String name) {
        return read(Path.of("/proc/" + pid + "/smaps_rollup"))
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
