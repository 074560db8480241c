// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may send to the listening points of this process, seen and changed. Called on many threads at once; waits a moment. */
public interface SourceProtection {
    /** Most bans that are shown. */
    int MOST_SHOWN = 10_000;

    /**
     * A ban or suspicion in force.
     *
     * @param network as it is written
     * @param reason in lower case
     * @param slowed whether the source is only held to a low rate
     * @param secondsLeft null = for good
     */
    record ShownBan(String network, String reason, boolean slowed, @Nullable Long secondsLeft) {}

    /** What an order came to. */
    enum Outcome {
        DONE,
        NO_NETWORK,
        NOT_THERE,
        TRUSTED,
        NO_ROOM,
        /** No listening point is open, or its thread does not answer. */
        NOT_SERVING
    }

    /** Null when that is not known now. */
    @Nullable List<ShownBan> bans();

    /**
     * Bans a network.
     *
     * @param seconds 0 = for good
     */
    Outcome ban(String network, long seconds);

    /** Lifts the ban or suspicion of exactly this network. */
    Outcome lift(String network);

    /** All that may be changed. */
    record Limits(SourceLimits sources, AdmissionLimits admission) {}

    /** Null when they are not known now. */
    @Nullable Limits limits();

    Outcome limit(Limits changed);
}
