// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.chassis.CardFacts.SeenNode;
import io.strowger.chassis.RollingRestart.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A router in memory is restarted card by card, on virtual time. */
class RollingRestartTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Map<Place, CardView> cards = new LinkedHashMap<>();
    private long now = 77;

    @BeforeEach
    void build() {
        for (int i = 0; i < 3; i++) {
            put(CardRole.LOCATION, i, i == 0, "", List.of());
        }
        for (int i = 0; i < 2; i++) {
            put(CardRole.SWITCH, i, i == 1, "", i == 1 ? up("n0", "n1", "n2") : List.of());
        }
        for (int i = 0; i < 3; i++) {
            put(CardRole.NODE, i, false, "n" + i, List.of());
        }
    }

    private void put(
            final CardRole role,
            final int number,
            final boolean active,
            final String id,
            final List<SeenNode> nodes) {
        final Place place = new Place(role, number);
        final CardFacts facts =
                new CardFacts(
                        true, active, role == CardRole.SWITCH ? -1 : 5, true, id, nodes, "ready");
        cards.put(place, new CardView(place, true, true, 1, facts));
    }

    private static List<SeenNode> up(final String... ids) {
        return List.of(ids).stream().map(id -> new SeenNode(id, true, false)).toList();
    }

    private RouterView view() {
        return new RouterView(List.copyOf(cards.values()));
    }

    private RollingRestart all() {
        return new RollingRestart(List.copyOf(cards.keySet()), now);
    }

    private void become(final Place place, final boolean ready, final int starts) {
        final CardView old = cards.get(place);
        cards.put(
                place,
                new CardView(place, ready, ready, starts, ready ? old.facts() : CardFacts.NONE));
    }

    private void drained(final String id) {
        final List<SeenNode> nodes =
                List.of("n0", "n1", "n2").stream()
                        .map(each -> new SeenNode(each, !each.equals(id), each.equals(id)))
                        .toList();
        put(CardRole.SWITCH, 1, true, "", nodes);
    }

    @Test
    void nodesThenSwitchesThenMembersTheActiveOnesLast() {
        final RollingRestart restart = all();
        final List<String> done = new ArrayList<>();
        while (!restart.isOver()) {
            now += SECOND;
            switch (restart.turn(view(), now)) {
                case Order.Wait _ -> {}
                case Order.Drain(Place node) -> {
                    done.add("drain " + node);
                    drained("n" + node.number());
                }
                case Order.Restart(Place place) -> {
                    done.add(place.name());
                    put(CardRole.SWITCH, 1, true, "", up("n0", "n1", "n2"));
                    final CardView old = cards.get(place);
                    cards.put(place, new CardView(place, true, true, 2, old.facts()));
                }
            }
        }
        assertThat(done)
                .containsExactly(
                        "drain node0",
                        "node0",
                        "drain node1",
                        "node1",
                        "drain node2",
                        "node2",
                        "switch0",
                        "switch1",
                        "location1",
                        "location2",
                        "location0");
        assertThat(restart.failure()).isEmpty();
        assertThat(restart.text()).isEqualTo("8 of 8 cards restarted, done");
    }

    @Test
    void aNodeThatDoesNotBecomeEmptyIsRestartedAllTheSame() {
        final RollingRestart restart = all();
        assertThat(restart.turn(view(), now))
                .isEqualTo(new Order.Drain(new Place(CardRole.NODE, 0)));
        now += RollingRestart.DRAIN_NANOS - 1;
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Wait());
        now++;
        assertThat(restart.turn(view(), now))
                .isEqualTo(new Order.Restart(new Place(CardRole.NODE, 0)));
    }

    @Test
    void theNextOneWaitsUntilTheRouterIsWhole() {
        final Place board = new Place(CardRole.SWITCH, 0);
        final RollingRestart restart = new RollingRestart(List.of(board, node(2)), now);
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Drain(node(2)));
        drained("n2");
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Restart(node(2)));
        // Still the former process, then none, then one that serves and is not up at the switch
        // yet.
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Wait());
        become(node(2), false, 1);
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Wait());
        put(CardRole.NODE, 2, false, "n2", List.of());
        become(node(2), true, 2);
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Wait());
        put(CardRole.SWITCH, 1, true, "", up("n0", "n1", "n2"));
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Restart(board));
        assertThat(restart.text()).isEqualTo("1 of 2 cards restarted, restarting switch0");
    }

    @Test
    void aNodeThatLacksLevelsIsWaitedFor() {
        final RollingRestart restart = new RollingRestart(List.of(node(0), node(1)), now);
        restart.turn(view(), now);
        drained("n0");
        restart.turn(view(), now);
        put(CardRole.SWITCH, 1, true, "", up("n0", "n1", "n2"));
        final CardFacts behind = new CardFacts(true, false, 4, true, "n0", List.of(), "");
        cards.put(node(0), new CardView(node(0), true, true, 2, behind));
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Wait());
        put(CardRole.NODE, 0, false, "n0", List.of());
        become(node(0), true, 2);
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Drain(node(1)));
    }

    @Test
    void whatDoesNotBecomeWholeIsLeftAsItIs() {
        final RollingRestart restart = all();
        restart.turn(view(), now);
        now += RollingRestart.DRAIN_NANOS;
        restart.turn(view(), now);
        become(node(0), false, 2);
        now += RollingRestart.WHOLE_NANOS - 1;
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Wait());
        assertThat(restart.isOver()).isFalse();
        now++;
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Wait());
        assertThat(restart.isOver()).isTrue();
        assertThat(restart.failure()).contains("after the restart of node0", "left as it is");
    }

    @Test
    void oneThatIsIllIsRestartedByItself() {
        become(node(1), false, 3);
        final RollingRestart restart = new RollingRestart(List.of(node(1)), now);
        assertThat(restart.turn(view(), now)).isEqualTo(new Order.Drain(node(1)));
    }

    @Test
    void whatStopsStopsNodesFirstAndTheLeaderLast() {
        assertThat(StopOrder.of(view()).toString())
                .isEqualTo(
                        "[[node0, node1, node2], [switch0], [switch1], [location1, location2],"
                                + " [location0]]");
    }

    private static Place node(final int number) {
        return new Place(CardRole.NODE, number);
    }
}
