// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chassis: a whole router on this host, a process for each card. Called on many threads at once. */
public interface ChassisPort {
    /**
     * A card.
     *
     * @param place such as node0
     * @param role such as node
     * @param pid of its process, 0 when there is none
     * @param state in words
     * @param active whether it is the active one of its role
     * @param restarts since the chassis was first started
     * @param uptimeMillis of its process, 0 when there is none
     * @param url where it serves REST
     * @param reason what became of the process before this one, empty at first
     */
    record Card(
            String place,
            String role,
            long pid,
            String state,
            boolean active,
            int restarts,
            long uptimeMillis,
            String url,
            String reason) {}

    /** All cards. */
    List<Card> cards();

    /** What a rolling restart does, or how the last one ended; "none" when there was none. */
    String restartText();

    /**
     * Begins to restart cards, one after the other.
     *
     * @param place a card's, or null for all of them
     * @return why not, or null
     */
    @Nullable String restart(@Nullable String place);

    /** Where records of the location database are served; null when nowhere at the moment. */
    @Nullable String recordsUrl();
}
