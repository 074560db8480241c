// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static io.strowger.system.tests.ClusterProcesses.elapse;
import static io.strowger.system.tests.ClusterProcesses.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows D4, D5, D7: two switches, two nodes and three location servers on hosts of their own, callers on another one. Processes die,
 * hang and end, links are cut, and no call fails; never are two switches active. The tests share the processes, and each leaves
 * the router as it found it.
 */
@SystemTest
class NetworkedSwitchSystemTest {
    private static final int NODES = 2;
    private static final int RATE = Integer.getInteger("strowger.switch.calls", 150);
    private static final int SECONDS = Integer.getInteger("strowger.switch.seconds", 15);

    /** The promise is one second, and the figure is recorded; the machine that tests may be shared. */
    private static final Duration NEW_CALLS_LIMIT = Duration.ofMillis(1500);

    /** After a cut the lease has to end, and the standby may have promised to wait as long. */
    private static final Duration CUT_LIMIT = Duration.ofMillis(2500);

    private static final int TCP_CALLS = 10;

    /** The promise is a fifth of a second; the status is a tenth old. */
    private static final Duration HAND_OVER_LIMIT = Duration.ofMillis(500);

    private static RouterOfHosts router;

    @TempDir private Path directory;

    @BeforeAll
    static void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) final Path shared) {
        Peers.require("sipp");
        Peers.require("ip");
        Peers.require("tc");
        router = new RouterOfHosts(shared, NODES);
        router.awaitWhole();
    }

    @AfterAll
    static void stop() {
        if (router != null) {
            router.close();
        }
    }

    @BeforeEach
    void allIsWhole() {
        router.network().heal();
        router.awaitWhole();
    }

    @Test
    void noCallFailsThoughTheActiveSwitchIsKilled() {
        final RouterProcess active = router.active();
        final RouterProcess standby = router.standby();
        duringCalls(
                "kill -9 of the active switch",
                () -> {
                    final long killed = System.nanoTime();
                    active.kill();
                    assertTakenOverBy(standby, killed, NEW_CALLS_LIMIT);
                    elapse(Duration.ofSeconds(2));
                    active.start();
                });
        router.awaitWhole();
        assertThat(router.active()).isSameAs(standby);
    }

    @Test
    void noCallFailsThoughTheActiveSwitchStandsStill() {
        final RouterProcess active = router.active();
        final RouterProcess standby = router.standby();
        duringCalls(
                "SIGSTOP and SIGCONT of the active switch",
                () -> {
                    final long stopped = System.nanoTime();
                    active.running().signal("STOP");
                    assertTakenOverBy(standby, stopped, NEW_CALLS_LIMIT);
                    elapse(Duration.ofSeconds(4));
                    active.running().signal("CONT");
                    elapse(Duration.ofSeconds(1));
                    assertThat(router.isReachedAt(standby)).as("the address stays").isTrue();
                });
        router.awaitWhole();
        assertThat(router.active()).isSameAs(standby);
    }

    @Test
    void noCallFailsThoughTheActiveSwitchIsStopped() {
        final RouterProcess active = router.active();
        final RouterProcess standby = router.standby();
        duringCalls(
                "SIGTERM of the active switch",
                () -> {
                    final long told = System.nanoTime();
                    active.running().process().destroy();
                    final Duration handedOver =
                            eventually("handed over", () -> SwitchState.of(standby).isActive());
                    Figures.record("after SIGTERM the other switch is active after", handedOver);
                    assertThat(handedOver).isLessThan(HAND_OVER_LIMIT);
                    assertTakenOverBy(standby, told, NEW_CALLS_LIMIT);
                    assertThat(active.running().awaitExit(Duration.ofSeconds(5))).isZero();
                    active.start();
                });
        router.awaitWhole();
        assertThat(router.active()).isSameAs(standby);
    }

    @Test
    void noCallFailsAndNothingChangesThoughTheSwitchesDoNotHearEachOther() {
        final RouterProcess active = router.active();
        final SwitchState before = SwitchState.of(active);
        duringCalls(
                "link 213 cut for five seconds",
                () -> {
                    severFrom(active, router.hostOf(router.standby()));
                    eventually(
                            "not followed",
                            () -> SwitchState.of(active).table().equals("not followed"));
                    elapse(Duration.ofSeconds(5));
                    assertThat(SwitchState.of(active).term()).isEqualTo(before.term());
                    router.network().heal();
                });
        router.awaitWhole();
        assertThat(SwitchState.of(active)).isEqualTo(before);
    }

    @Test
    void noCallFailsThoughTheActiveSwitchDoesNotReachTheLocationServers() {
        final RouterProcess active = router.active();
        final RouterProcess standby = router.standby();
        duringCalls(
                "the active switch cut off from the location servers",
                () -> {
                    final long cut = System.nanoTime();
                    for (int member = 0; member < ClusterProcesses.MEMBERS; member++) {
                        severFrom(active, member);
                    }
                    eventually("taken over", () -> SwitchState.of(standby).isActive());
                    assertTakenOverBy(standby, cut, CUT_LIMIT);
                    elapse(Duration.ofSeconds(2));
                    router.network().heal();
                });
        router.awaitWhole();
        assertThat(router.active()).isSameAs(standby);
    }

    @Test
    void noCallFailsThoughTheActiveSwitchIsCutOffInside() {
        final RouterProcess active = router.active();
        final RouterProcess standby = router.standby();
        duringCalls(
                "the active switch cut off from all inside",
                () -> {
                    final long cut = System.nanoTime();
                    router.network().cut(router.hostOf(active), SwitchedHosts.INSIDE);
                    eventually("taken over", () -> SwitchState.of(standby).isActive());
                    assertTakenOverBy(standby, cut, CUT_LIMIT);
                    elapse(Duration.ofSeconds(2));
                    router.network().heal();
                });
        router.awaitWhole();
        assertThat(router.active()).isSameAs(standby);
    }

    @Test
    void noCallFailsThoughTheActiveSwitchIsCutOffOutside() {
        handsOver(
                "the active switch cut off from all outside",
                "no gateway answers",
                host -> router.network().cut(host, SwitchedHosts.OUTSIDE));
    }

    @Test
    void noCallFailsThoughTheCableOfTheActiveSwitchToTheOutsideIsPulled() {
        handsOver(
                "the outside link of the active switch down",
                "no carrier",
                host -> router.network().unplug(host, SwitchedHosts.OUTSIDE));
    }

    private void handsOver(final String name, final String seen, final IntConsumer fault) {
        final RouterProcess active = router.active();
        final RouterProcess standby = router.standby();
        duringCalls(
                name,
                () -> {
                    final long cut = System.nanoTime();
                    fault.accept(router.hostOf(active));
                    assertTakenOverBy(standby, cut, NEW_CALLS_LIMIT);
                    elapse(Duration.ofSeconds(2));
                    assertThat(ClusterProcesses.status(active)).contains(seen);
                    router.network().heal();
                });
        router.awaitWhole();
        assertThat(router.active()).isSameAs(standby);
        assertThat(active.rest().metric("strowger_switch_given_away_total ")).isPositive();
    }

    /** It comes back for the two at other times: so long a system waits before it asks for a link address again. */
    @Test
    void nothingMovesThoughTheGatewayIsDownForBoth() {
        final RouterProcess active = router.active();
        final SwitchState before = SwitchState.of(active);
        duringCalls(
                "the gateway down for two seconds, twice",
                () -> {
                    for (int i = 0; i < 2; i++) {
                        gatewayGoesAndComes();
                    }
                    elapse(Duration.ofSeconds(4));
                });
        assertThat(SwitchState.of(active)).isEqualTo(before);
    }

    private static void gatewayGoesAndComes() {
        final String gateway = router.hosts().gateway();
        router.network().leave(SwitchedHosts.OUTSIDE, gateway);
        eventually(
                "neither sees it", () -> router.switches().stream().noneMatch(router::seesGateway));
        elapse(Duration.ofSeconds(2));
        router.network().join(SwitchedHosts.OUTSIDE, gateway);
        eventually("both see it", () -> router.switches().stream().allMatch(router::seesGateway));
    }

    private static void severFrom(final RouterProcess board, final int host) {
        router.network().sever(SwitchedHosts.INSIDE, router.hostOf(board), host);
    }

    @Test
    void noCallFailsThoughANodeIsKilled() {
        final RouterProcess node = router.cluster().node(0);
        duringCalls(
                "kill -9 of a node",
                () -> {
                    node.kill();
                    awaitOneNodeIs("process hung");
                    node.start();
                });
    }

    @Test
    void noCallFailsThoughANodeStandsStill() {
        final RouterProcess node = router.cluster().node(0);
        duringCalls(
                "SIGSTOP and SIGCONT of a node",
                () -> {
                    node.running().signal("STOP");
                    awaitOneNodeIs("process hung");
                    elapse(Duration.ofSeconds(4));
                    node.running().signal("CONT");
                });
    }

    /** The switch stays, and so do the connections of callers. */
    @Test
    void noCallOverTcpFailsThoughANodeIsKilled() {
        final RouterProcess node = router.cluster().node(0);
        duringCallsOverTcp(
                "over TCP, kill -9 of a node",
                () -> {
                    node.kill();
                    awaitOneNodeIs("process hung");
                    node.start();
                });
    }

    @Test
    void noCallOverTcpFailsThoughANodeStandsStill() {
        final RouterProcess node = router.cluster().node(0);
        duringCallsOverTcp(
                "over TCP, SIGSTOP and SIGCONT of a node",
                () -> {
                    node.running().signal("STOP");
                    awaitOneNodeIs("process hung");
                    elapse(Duration.ofSeconds(4));
                    node.running().signal("CONT");
                });
    }

    @Test
    void noCallFailsThoughANodeIsCutOff() {
        duringCalls(
                "a node's network cut",
                () -> {
                    router.network().cut(router.hosts().hostOfNode(0), SwitchedHosts.INSIDE);
                    awaitOneNodeIs("host down");
                    elapse(Duration.ofSeconds(4));
                    router.network().heal();
                });
    }

    /** Another host cannot say that a process has ended: it answers PING, and the process does not answer OPTIONS. */
    private static void awaitOneNodeIs(final String status) {
        final Duration seen =
                eventually("one is " + status, () -> router.nodesThatAre(status) == 1);
        Figures.record("the active switch shows the node as " + status + " after", seen);
    }

    /** Over TCP the end of the connection is what a phone sees: it connects and registers again, and goes on with its call. */
    @Test
    void phonesOverTcpConnectAndRegisterAgainAndGoOnWithTheirCalls() {
        final RouterProcess active = router.active();
        final RouterProcess standby = router.standby();
        final List<TcpCall> calls = new ArrayList<>();
        try {
            for (int i = 0; i < TCP_CALLS; i++) {
                calls.add(TcpCall.set(router, i));
            }
            active.kill();
            calls.forEach(TcpCall::awaitConnectionsEnd);
            eventually("taken over", () -> SwitchState.of(standby).isActive());
            calls.forEach(TcpCall::connectAgain);
            Figures.record(
                    "calls over TCP that failed of " + TCP_CALLS + ", kill -9 of the active switch",
                    calls.stream().filter(call -> !call.goesOn()).count());
            assertThat(calls).allMatch(TcpCall::hasGoneOn);
            assertThat(calls).allMatch(TcpCall::isCallable);
        } finally {
            calls.forEach(TcpCall::close);
        }
        active.start();
    }

    private static void assertTakenOverBy(
            final RouterProcess heir, final long since, final Duration limit) {
        final Duration placed = router.untilANewCallIsAnswered(since);
        Figures.record("a new call is answered after", placed);
        eventually("shown", () -> SwitchState.of(heir).isActive());
        eventually("the address is there", () -> router.isReachedAt(heir));
        assertThat(placed).isLessThan(limit);
    }

    /** Calls over UDP for a while; in the middle of them something happens. */
    private void duringCalls(final String name, final Runnable what) {
        duringCalls(name, what, List.of(caller("caller", RATE)));
    }

    /** The same over TCP: half of the calls by one connection, half by one for each. */
    private void duringCallsOverTcp(final String name, final Runnable what) {
        duringCalls(
                name,
                what,
                new CallsBetweenHosts(router, directory, RATE, SECONDS).callersOverTcp());
    }

    private SippRun.Builder caller(final String name, final int rate) {
        return calls().end("caller.xml", rate * SECONDS)
                .named(name)
                .rate(rate)
                .to(router.hosts().sip());
    }

    /** Never are two switches active. */
    private void duringCalls(
            final String name, final Runnable what, final List<SippRun.Builder> callers) {
        final int calls = RATE / callers.size() * callers.size() * SECONDS;
        try (SippRun callee = calls().callee(calls);
                PairWatch watch = new PairWatch(router.switches())) {
            calls().register(callee.port(), Duration.ofSeconds(2L * SECONDS + 60));
            try (SippRuns running = SippRuns.start(callers)) {
                elapse(Duration.ofSeconds(SECONDS / 3));
                what.run();
                running.awaitSuccess(Duration.ofSeconds(2L * SECONDS + 60));
                Figures.record(
                        "failed of %d calls at %d/s between hosts, %s".formatted(calls, RATE, name),
                        running.sum(SippRun::failedCalls));
                Figures.record(
                        "requests that callers repeated", running.sum(SippRun::retransmissions));
                assertThat(running.sum(SippRun::successfulCalls)).isEqualTo(calls);
            }
            callee.awaitSuccess(Duration.ofSeconds(60));
            watch.assertNeverTwoWereActive();
        }
        for (final RouterProcess board : router.switches()) {
            board.assertQuiet();
            assertThat(board.rest().metric("strowger_switch_faults_total ")).isZero();
        }
    }

    private SwitchedCalls calls() {
        return new SwitchedCalls(
                directory,
                router.cluster()::isInStep,
                router.hosts().sip(),
                router.hosts().callers(),
                "13-two-switches");
    }
}
