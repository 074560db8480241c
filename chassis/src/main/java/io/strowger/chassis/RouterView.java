// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All cards at one moment. */
record RouterView(List<CardView> cards) {
    Stream<CardView> of(CardRole role) {
        return cards.stream().filter(card -> card.place().role() == role);
    }

    CardView at(Place place) {
        return cards.stream().filter(card -> card.place().equals(place)).findFirst().orElseThrow();
    }

    /** The active one of a role, if one says that it is. */
    Optional<CardView> active(CardRole role) {
        return of(role).filter(card -> card.ready() && card.facts().active()).findFirst();
    }

    /** The highest level that a card has told of. */
    long highestLevel() {
        return cards.stream().mapToLong(card -> card.facts().level()).max().orElse(-1);
    }

    /** Whether the active switch gives a node everything. */
    boolean isUp(CardView node) {
        return active(CardRole.SWITCH).stream()
                .flatMap(board -> board.facts().nodes().stream())
                .anyMatch(seen -> seen.id().equals(node.facts().id()) && seen.up());
    }

    boolean isDrained(CardView node) {
        return active(CardRole.SWITCH).stream()
                .flatMap(board -> board.facts().nodes().stream())
                .anyMatch(seen -> seen.id().equals(node.facts().id()) && seen.drained());
    }

    /**
     * Whether any card may be taken away without loss: all serve, are in step, and have at least a level; one switch is active
     * and gives each node everything, one member leads.
     */
    boolean isWhole(long level) {
        return cards.stream().allMatch(card -> card.ready() && card.facts().inStep())
                && cards.stream()
                        .filter(card -> card.place().role() != CardRole.SWITCH)
                        .allMatch(card -> card.facts().level() >= level)
                && active(CardRole.SWITCH).isPresent()
                && active(CardRole.LOCATION).isPresent()
                && of(CardRole.NODE).allMatch(this::isUp);
    }
}
