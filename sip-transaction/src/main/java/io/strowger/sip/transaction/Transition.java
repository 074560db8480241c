// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import java.util.List;

/**
 * Answer of a machine: the state it is in from now on and what is to be done, in order. Every
 * machine owns a fixed set of these, so that stepping allocates nothing.
 *
 * @param next state after the step
 * @param actions immutable, possibly empty
 */
public record Transition<S extends Enum<S>>(S next, List<Action> actions) {
    static <S extends Enum<S>> Transition<S> to(final S next, final Action... actions) {
        return new Transition<>(next, List.of(actions));
    }
}
