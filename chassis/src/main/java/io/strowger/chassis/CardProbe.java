// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import org.jspecify.annotations.Nullable;

/** How cards are spoken to. Called on many threads at once; each call ends within some seconds, whatever the card does. */
public interface CardProbe {
    /** What a card says, null when it does not answer. */
    @Nullable CardFacts ask(CardPlan card);

    /** Has a switch give a node no new calls; false when it did not take it. */
    boolean drain(CardPlan board, String node);
}
