// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static io.strowger.sip.transaction.Transition.to;

/**
 * Non-INVITE client transaction: RFC 3261 §17.1.2. A function of state and event; it owns nothing.
 */
public final class NonInviteClientTransaction {
    /** States of RFC 3261 figure 6. */
    public enum State {
        TRYING,
        PROCEEDING,
        COMPLETED,
        TERMINATED
    }

    public enum Event {
        PROVISIONAL_RECEIVED,
        FINAL_RECEIVED,
        TIMER_E,
        TIMER_F,
        TIMER_K,
        TRANSPORT_FAILED,
        /** The user lost interest. */
        ABANDONED
    }

    private static final Transition<State> START_UNRELIABLE =
            to(State.TRYING, ClientAction.SEND_REQUEST, TimerAction.ARM_E, TimerAction.ARM_F);
    private static final Transition<State> START_RELIABLE =
            to(State.TRYING, ClientAction.SEND_REQUEST, TimerAction.ARM_F);
    private static final Transition<State> TRYING = to(State.TRYING);
    private static final Transition<State> REPEAT_TRYING =
            to(State.TRYING, ClientAction.REPEAT_REQUEST, TimerAction.ARM_E);
    private static final Transition<State> PROCEEDING = to(State.PROCEEDING);
    private static final Transition<State> PROVISIONAL =
            to(State.PROCEEDING, ClientAction.PASS_RESPONSE);
    private static final Transition<State> REPEAT_PROCEEDING =
            to(State.PROCEEDING, ClientAction.REPEAT_REQUEST, TimerAction.ARM_E_AT_T2);
    private static final Transition<State> FINAL_UNRELIABLE =
            to(State.COMPLETED, TimerAction.STOP, TimerAction.ARM_K, ClientAction.PASS_RESPONSE);
    private static final Transition<State> FINAL_RELIABLE =
            to(State.TERMINATED, ClientAction.PASS_RESPONSE);
    private static final Transition<State> COMPLETED = to(State.COMPLETED);
    private static final Transition<State> TIMEOUT =
            to(State.TERMINATED, ClientAction.INFORM_TIMEOUT);
    private static final Transition<State> UNREACHABLE =
            to(State.TERMINATED, ClientAction.INFORM_TRANSPORT_FAILURE);
    private static final Transition<State> TERMINATED = to(State.TERMINATED);

    private NonInviteClientTransaction() {}

    /** What a new transaction does first. */
    public static Transition<State> start(final boolean reliable) {
        return reliable ? START_RELIABLE : START_UNRELIABLE;
    }

    public static Transition<State> step(
            final State state, final Event event, final boolean reliable) {
        return switch (state) {
            case TRYING -> trying(event, reliable);
            case PROCEEDING -> proceeding(event, reliable);
            case COMPLETED -> completed(event);
            case TERMINATED -> TERMINATED;
        };
    }

    private static Transition<State> trying(final Event event, final boolean reliable) {
        return switch (event) {
            case PROVISIONAL_RECEIVED -> PROVISIONAL;
            case FINAL_RECEIVED -> reliable ? FINAL_RELIABLE : FINAL_UNRELIABLE;
            case TIMER_E -> reliable ? TRYING : REPEAT_TRYING;
            case TIMER_F -> TIMEOUT;
            case TRANSPORT_FAILED -> UNREACHABLE;
            case ABANDONED -> TERMINATED;
            case TIMER_K -> TRYING;
        };
    }

    private static Transition<State> proceeding(final Event event, final boolean reliable) {
        return switch (event) {
            case PROVISIONAL_RECEIVED -> PROVISIONAL;
            case FINAL_RECEIVED -> reliable ? FINAL_RELIABLE : FINAL_UNRELIABLE;
            // §17.1.2.2: a provisional response slows the repetition down but does not end it.
            case TIMER_E -> reliable ? PROCEEDING : REPEAT_PROCEEDING;
            case TIMER_F -> TIMEOUT;
            case TRANSPORT_FAILED -> UNREACHABLE;
            case ABANDONED -> TERMINATED;
            case TIMER_K -> PROCEEDING;
        };
    }

    private static Transition<State> completed(final Event event) {
        return switch (event) {
            case TIMER_K, ABANDONED -> TERMINATED;
            case PROVISIONAL_RECEIVED, FINAL_RECEIVED, TIMER_E, TIMER_F, TRANSPORT_FAILED ->
                    COMPLETED;
        };
    }
}
