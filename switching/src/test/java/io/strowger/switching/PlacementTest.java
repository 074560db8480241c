// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import static io.strowger.switching.Messages.branch;
import static io.strowger.switching.Messages.inDialog;
import static io.strowger.switching.Messages.read;
import static io.strowger.switching.Messages.request;
import static io.strowger.switching.Messages.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTableConfig;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.connection.table.MethodClass;
import io.strowger.switching.Placement.Outcome;
import io.strowger.switching.PlacementConfig.Criterion;
import io.strowger.switching.PlacementConfig.Policy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets what (mission rows D3 and D4): three nodes, virtual time. */
class PlacementTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int NODES = 3;

    private final ConnectionTuple tuple = new ConnectionTuple();
    private ConnectionTable table = table(10_000);
    private SwitchedNodes nodes;
    private Placement placement;
    private long calls;
    private long now;

    PlacementTest() {
        start(PlacementConfig.standard());
    }

    private static ConnectionTable table(final int entries) {
        return new ConnectionTable(
                new ConnectionTableConfig(entries, NODES, Duration.ofMinutes(10)), 0);
    }

    private void start(final PlacementConfig config) {
        nodes = new SwitchedNodes(table, config);
        placement = new Placement(config, nodes);
        for (int i = 0; i < NODES; i++) {
            nodes.node(i).fitness(Fitness.ALL, now - 3600 * SECOND);
        }
    }

    private Outcome place(final String text) {
        return placement.place(read(text), tuple, now);
    }

    /** A new call; the node that gets it, or -1. */
    private int call() {
        calls++;
        return place(request("INVITE", "call-" + calls, branch(calls))).hasNode()
                ? placement.node()
                : -1;
    }

    private Map<Integer, Integer> shares(final int many) {
        final Map<Integer, Integer> shares = new HashMap<>();
        for (int i = 0; i < many; i++) {
            shares.merge(call(), 1, Integer::sum);
        }
        return shares;
    }

    private void away(final int node) {
        nodes.node(node).fitness(Fitness.NOTHING, now);
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void aCallIdStaysWithItsNodeWhileThatLives(final Policy policy) {
        start(PlacementConfig.of(policy, Map.of(Criterion.WORK_LEFT, 1.0)));
        assertThat(place(request("INVITE", "a", branch(1)))).isEqualTo(Outcome.PLACED);
        final int node = placement.node();
        final int entry = placement.entry();
        shares(20);
        for (final String text :
                new String[] {
                    request("INVITE", "a", branch(1)),
                    response(180, "INVITE", "a", branch(2)),
                    request("CANCEL", "a", branch(1)),
                    inDialog("ACK", "a", branch(3)),
                    inDialog("BYE", "a", branch(4)),
                }) {
            assertThat(place(text)).isEqualTo(Outcome.KNOWN);
            assertThat(placement.node()).isEqualTo(node);
            assertThat(placement.entry()).isEqualTo(entry);
        }
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void whatANodeHadGoesToLivingOnesWhenItIsAway(final Policy policy) {
        start(PlacementConfig.of(policy, Map.of(Criterion.CONNECTIONS, 1.0)));
        final Map<Integer, Integer> before = shares(300);
        assertThat(before.keySet()).containsExactlyInAnyOrder(0, 1, 2);
        away(1);
        int moved = 0;
        for (int i = 1; i <= calls; i++) {
            final Outcome outcome = place(inDialog("BYE", "call-" + i, branch(1000 + i)));
            assertThat(outcome).isIn(Outcome.KNOWN, Outcome.MOVED);
            assertThat(placement.node()).isNotEqualTo(1);
            moved += outcome == Outcome.MOVED ? 1 : 0;
        }
        assertThat(moved).isEqualTo(before.get(1));
        assertThat(table.entriesAtNode(1)).isZero();
        assertThat(table.entriesAtNode(0)).isGreaterThan(before.get(0));
        assertThat(table.entriesAtNode(2)).isGreaterThan(before.get(2));
    }

    @Test
    void roundRobinTakesOneAfterTheOther() {
        start(PlacementConfig.of(Policy.ROUND_ROBIN, Map.of()));
        assertThat(shares(300)).isEqualTo(Map.of(0, 100, 1, 100, 2, 100));
        away(0);
        assertThat(shares(100)).isEqualTo(Map.of(1, 50, 2, 50));
    }

    @Test
    void leastConnectionsEvensOutWhatIsThere() {
        start(PlacementConfig.of(Policy.LEAST_LOADED, Map.of(Criterion.CONNECTIONS, 1.0)));
        for (int i = 0; i < 60; i++) {
            table.add(-1 - i, 5, tuple, 2, now);
        }
        assertThat(shares(60).keySet()).containsExactlyInAnyOrder(0, 1);
        assertThat(shares(120).get(2)).isBetween(19, 21);
        assertThat(table.entriesAtNode(0)).isBetween(79, 81);
    }

    @Test
    void leastWorkLeftWeighsWhatIsOpenByMethodAndResponseTime() {
        answers(2, 2, 2);
        open(0, MethodClass.INVITE, 10);
        open(1, MethodClass.BYE, 17);
        open(2, MethodClass.BYE, 20);
        assertThat(call()).isEqualTo(1);
        open(1, MethodClass.BYE, 1);
        assertThat(call()).isEqualTo(0);
        answers(2, 2, 1);
        assertThat(call()).isEqualTo(2);
    }

    @Test
    void aSlowedNodeGetsLess() {
        answers(1, 1, 10);
        final Map<Integer, Integer> shares = new HashMap<>();
        for (int i = 0; i < 210; i++) {
            shares.merge(call(), 1, Integer::sum);
            table.open(placement.entry(), MethodClass.INVITE);
        }
        assertThat(shares.get(2)).isBetween(8, 12);
        assertThat(shares.get(0)).isBetween(98, 102);
    }

    @Test
    void responseTimeAloneDoesNotSendAllToTheFastestUntilItIsMeasuredAgain() {
        start(PlacementConfig.of(Policy.LEAST_LOADED, Map.of(Criterion.RESPONSE_TIME, 1.0)));
        answers(1, 2, 4);
        final Map<Integer, Integer> shares = shares(70);
        assertThat(shares.get(0)).isBetween(38, 42);
        assertThat(shares.get(1)).isBetween(18, 22);
        assertThat(shares.get(2)).isBetween(8, 12);
        nodes.node(2).answeredAfter(1_000);
        assertThat(call()).isEqualTo(2);
    }

    @Test
    void criteriaAreCombinedByTheirWeights() {
        final var both = Map.of(Criterion.RESPONSE_TIME, 1.0, Criterion.CONNECTIONS, 1.0);
        start(PlacementConfig.of(Policy.LEAST_LOADED, both));
        for (int i = 0; i < 40; i++) {
            table.add(-1 - i, 5, tuple, 0, now);
        }
        answers(1, 4, 100);
        // Relative load: 0 has all connections, 1 is faster than 2.
        assertThat(call()).isEqualTo(1);
        start(
                PlacementConfig.of(
                        Policy.LEAST_LOADED,
                        Map.of(Criterion.RESPONSE_TIME, 100.0, Criterion.CONNECTIONS, 1.0)));
        answers(1, 4, 100);
        assertThat(call()).isEqualTo(0);
    }

    @Test
    void byHashANodeThatGoesAwayMovesOnlyWhatWasItsOwn() {
        start(PlacementConfig.of(Policy.HASH, Map.of()));
        final int[] before = new int[3_000];
        final var sharing = LoadSharing.of(PlacementConfig.of(Policy.HASH, Map.of()), nodes);
        final Map<Integer, Integer> shares = new HashMap<>();
        for (int i = 0; i < before.length; i++) {
            before[i] = byHash(sharing, i);
            shares.merge(before[i], 1, Integer::sum);
        }
        assertThat(shares.values()).allSatisfy(share -> assertThat(share).isBetween(900, 1100));
        away(1);
        for (int i = 0; i < before.length; i++) {
            final int after = byHash(sharing, i);
            assertThat(after).isNotEqualTo(1);
            assertThat(before[i] == 1 || after == before[i]).isTrue();
        }
    }

    private int byHash(final LoadSharing sharing, final int i) {
        final SwitchedMessage message = read(request("INVITE", "hash-" + i, branch(i)));
        return sharing.choose(
                Fitness.ALL, message.callIdHigh(), message.callIdLow(), MethodClass.INVITE, now);
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void aNodeThatReturnsIsRampedUp(final Policy policy) {
        final var config =
                PlacementConfig.of(
                        policy,
                        policy == Policy.LEAST_LOADED
                                ? Map.of(Criterion.RESPONSE_TIME, 1.0)
                                : Map.of());
        start(config);
        away(2);
        now += 100 * SECOND;
        nodes.node(2).fitness(Fitness.ALL, now);
        // A share of 0.1 beside two whole ones is 1 of 21, of 0.55 it is 11 of 51.
        assertThat(shares(2_100).getOrDefault(2, 0)).isBetween(80, 120);
        answers(1, 1, 1);
        now += 5 * SECOND;
        assertThat(shares(5_100).get(2)).isBetween(1_000, 1_200);
        answers(1, 1, 1);
        now += 5 * SECOND;
        final Map<Integer, Integer> whole = shares(3_000);
        assertThat(whole.get(2)).isBetween(900, 1_100);
        nodes.node(2).fitness(Fitness.KNOWN, now);
        nodes.node(2).fitness(Fitness.ALL, now);
        assertThat(nodes.node(2).share(now)).isEqualTo(1);
    }

    @Test
    void aNodeThatIsDrainedKeepsWhatItHasAndGetsNoNewCallId() {
        assertThat(shares(30).keySet()).contains(1);
        nodes.node(1).fitness(Fitness.KNOWN, now);
        final int before = table.entriesAtNode(1);
        assertThat(shares(100)).doesNotContainKey(1);
        for (int i = 1; i <= 30; i++) {
            assertThat(place(inDialog("BYE", "call-" + i, branch(i)))).isEqualTo(Outcome.KNOWN);
        }
        assertThat(table.entriesAtNode(1)).isEqualTo(before);
    }

    @Test
    void whenNoNodeTakesNewOnesOnlyWhatBeginsSomethingIsRefused() {
        away(0);
        nodes.node(1).fitness(Fitness.KNOWN, now);
        away(2);
        assertThat(place(request("INVITE", "new", branch(1)))).isEqualTo(Outcome.OVERLOADED);
        assertThat(table.size()).isZero();
        assertThat(place(inDialog("BYE", "old", branch(2)))).isEqualTo(Outcome.PLACED);
        assertThat(placement.node()).isEqualTo(1);
        assertThat(place(response(200, "INVITE", "older", branch(3)))).isEqualTo(Outcome.PLACED);
        away(1);
        assertThat(place(inDialog("BYE", "old", branch(2)))).isEqualTo(Outcome.NO_NODE);
        assertThat(place(request("INVITE", "new", branch(1)))).isEqualTo(Outcome.NO_NODE);
    }

    @Test
    void oneMoreThanTheTableHoldsIsRefusedIfItBeginsSomething() {
        table = table(2);
        start(PlacementConfig.standard());
        for (int i = 0; i < 2; i++) {
            call();
            table.open(placement.entry(), MethodClass.INVITE);
        }
        assertThat(place(request("INVITE", "new", branch(9)))).isEqualTo(Outcome.TABLE_FULL);
        assertThat(place(inDialog("BYE", "other", branch(8)))).isEqualTo(Outcome.UNNOTED);
        assertThat(placement.node()).isBetween(0, 2);
        assertThat(Outcome.UNNOTED.hasNode()).isTrue();
        assertThat(Outcome.TABLE_FULL.hasNode()).isFalse();
    }

    @Test
    void impossibleConfigurationIsRefused() {
        assertThatThrownBy(() -> PlacementConfig.of(Policy.LEAST_LOADED, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                PlacementConfig.of(
                                        Policy.LEAST_LOADED, Map.of(Criterion.WORK_LEFT, -1.0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RampUp(0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RampUp(1, Duration.ofHours(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** All have answered within so many milliseconds, often enough for that to be the mean. */
    private void answers(final long... millis) {
        for (int i = 0; i < NODES; i++) {
            for (int times = 0; times < 100; times++) {
                nodes.node(i).answeredAfter(millis[i] * 1_000_000);
            }
        }
    }

    private void open(final int node, final MethodClass methodClass, final int many) {
        calls++;
        final int entry = table.add(-calls, 7, tuple, node, now);
        for (int i = 0; i < many; i++) {
            table.open(entry, methodClass);
        }
    }
}
