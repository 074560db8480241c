// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All cards are restarted, one after the other, and no call fails: nodes, each drained first; then switches, the active one last;
 * then the location server, its leader last. None is taken before the router is whole again. When it does not become whole, the
 * rest stays as it is. Decisions only, in nanoseconds of one clock.
 */
final class RollingRestart {
    /** What is open at a node goes to others after this; most of it has ended by itself. */
    static final long DRAIN_NANOS = Duration.ofSeconds(15).toNanos();

    /** The router has to be whole by then. */
    static final long WHOLE_NANOS = Duration.ofMinutes(2).toNanos();

    private final List<Place> left;
    private final int all;
    private Stage stage = Stage.WAITING;
    private @Nullable Place current;
    private int startsBefore;
    private long level;
    private long since;
    private String failure = "";

    private enum Stage {
        WAITING,
        DRAINING,
        RESTARTING,
        OVER
    }

    /** What is to be done. */
    sealed interface Order {
        /** Nothing yet. */
        record Wait() implements Order {}

        /** Have the active switch give it no new calls. */
        record Drain(Place node) implements Order {}

        /** End its process and start another one. */
        record Restart(Place card) implements Order {}
    }

    private static final Order WAIT = new Order.Wait();

    /**
     * Begins.
     *
     * @param cards those that are to be restarted
     */
    RollingRestart(List<Place> cards, long now) {
        left = new ArrayList<>(cards);
        all = cards.size();
        since = now;
    }

    /** What is to be done now. */
    Order turn(RouterView router, long now) {
        return switch (stage) {
            case WAITING -> waiting(router, now);
            case DRAINING -> draining(router, now);
            case RESTARTING -> restarting(router, now);
            case OVER -> WAIT;
        };
    }

    private Order waiting(RouterView router, long now) {
        if (left.isEmpty()) {
            stage = Stage.OVER;
            return WAIT;
        }
        // Of the switches, and of the members, the active one is the last: who that is, is known
        // now.
        Place next = next(router);
        if (!router.isWhole(level) && !(all == 1 && !router.at(next).ready())) {
            return waitFor("", now);
        }
        level = router.highestLevel();
        current = next;
        left.remove(next);
        since = now;
        if (next.role() == CardRole.NODE && router.of(CardRole.NODE).count() > 1) {
            stage = Stage.DRAINING;
            return new Order.Drain(next);
        }
        return restart(router, next, now);
    }

    private Place next(RouterView router) {
        return left.stream()
                .min(
                        Comparator.comparingInt((Place place) -> order(place.role()))
                                .thenComparing(place -> router.at(place).facts().active())
                                .thenComparingInt(Place::number))
                .orElseThrow();
    }

    private static int order(CardRole role) {
        return switch (role) {
            case NODE -> 0;
            case SWITCH -> 1;
            case LOCATION -> 2;
        };
    }

    private Order draining(RouterView router, long now) {
        Place node = place();
        return router.isDrained(router.at(node)) || now - since >= DRAIN_NANOS
                ? restart(router, node, now)
                : WAIT;
    }

    private Order restart(RouterView router, Place card, long now) {
        startsBefore = router.at(card).starts();
        stage = Stage.RESTARTING;
        since = now;
        return new Order.Restart(card);
    }

    private Order restarting(RouterView router, long now) {
        CardView card = router.at(place());
        if (card.starts() == startsBefore || !router.isWhole(level)) {
            return waitFor(" after the restart of " + card.place(), now);
        }
        stage = Stage.WAITING;
        since = now;
        return waiting(router, now);
    }

    private Order waitFor(String when, long now) {
        if (now - since >= WHOLE_NANOS) {
            failure = "the router has not become whole" + when + "; left as it is: " + left;
            stage = Stage.OVER;
        }
        return WAIT;
    }

    private Place place() {
        Place place = current;
        if (place == null) {
            throw new IllegalStateException("no card was chosen");
        }
        return place;
    }

    boolean isOver() {
        return stage == Stage.OVER;
    }

    /** Why it ended early, empty when it did not. */
    String failure() {
        return failure;
    }

    /** How far it is, for people. */
    String text() {
        int done = all - left.size() - (stage == Stage.WAITING || stage == Stage.OVER ? 0 : 1);
        String what =
                switch (stage) {
                    case WAITING -> "waiting until the router is whole";
                    case DRAINING -> "draining " + place();
                    case RESTARTING -> "restarting " + place();
                    case OVER -> failure.isEmpty() ? "done" : failure;
                };
        return "%d of %d cards restarted, %s".formatted(done, all, what);
    }
}
