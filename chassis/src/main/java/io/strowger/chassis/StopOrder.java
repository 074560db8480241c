// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.util.ArrayList;
import java.util.List;

/**
 * In which order the cards of a router end, so that what is in hand ends well: nodes while a switch still carries their answers, the
 * standby before the active switch, so that nothing is taken over, and the location server, which nobody needs any more, leader last.
 */
final class StopOrder {
    private StopOrder() {}

    /** Groups, one after the other; those of a group end together. */
    static List<List<Place>> of(RouterView router) {
        List<List<Place>> groups = new ArrayList<>();
        groups.add(router.of(CardRole.NODE).map(CardView::place).toList());
        for (CardRole role : List.of(CardRole.SWITCH, CardRole.LOCATION)) {
            for (boolean active : List.of(false, true)) {
                groups.add(
                        router.of(role)
                                .filter(card -> card.facts().active() == active)
                                .map(CardView::place)
                                .toList());
            }
        }
        groups.removeIf(List::isEmpty);
        return groups;
    }
}
