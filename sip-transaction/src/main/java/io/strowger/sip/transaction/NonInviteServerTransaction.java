// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static io.strowger.sip.transaction.Transition.to;

/**
 * Non-INVITE server transaction: RFC 3261 §17.2.2 as corrected by RFC 4320 §4. A function of state
 * and event; it owns nothing.
 */
public final class NonInviteServerTransaction {
    /** States of RFC 3261 figure 8. */
    public enum State {
        TRYING,
        PROCEEDING,
        COMPLETED,
        TERMINATED
    }

    public enum Event {
        REQUEST_REPEATED,
        /** The user's 100. */
        USER_TRYING,
        /** Any other provisional response of the user. */
        USER_PROVISIONAL,
        USER_FINAL,
        /** The user's 408. */
        USER_TIMEOUT,
        /** The user will never answer. */
        ABANDONED,
        /** The client's timer E stands at T2 by now. */
        TIMER_TRYING,
        TIMER_J,
        TRANSPORT_FAILED
    }

    private static final Transition<State> START =
            to(State.TRYING, TimerAction.ARM_TRYING, ServerAction.PASS_REQUEST);
    private static final Transition<State> TRYING = to(State.TRYING);
    private static final Transition<State> EARLY_TRYING =
            to(State.PROCEEDING, TimerAction.STOP, ServerAction.SEND_RESPONSE);
    private static final Transition<State> DUE_TRYING =
            to(State.PROCEEDING, ServerAction.SEND_TRYING);
    private static final Transition<State> PROCEEDING = to(State.PROCEEDING);
    private static final Transition<State> FURTHER_TRYING =
            to(State.PROCEEDING, ServerAction.SEND_RESPONSE);
    private static final Transition<State> REPEAT_TRYING =
            to(State.PROCEEDING, ServerAction.REPEAT_RESPONSE);
    private static final Transition<State> FINAL_UNRELIABLE =
            to(State.COMPLETED, TimerAction.STOP, ServerAction.SEND_RESPONSE, TimerAction.ARM_J);
    private static final Transition<State> FINAL_RELIABLE =
            to(State.TERMINATED, ServerAction.SEND_RESPONSE);
    private static final Transition<State> COMPLETED = to(State.COMPLETED);
    private static final Transition<State> REPEAT_FINAL =
            to(State.COMPLETED, ServerAction.REPEAT_RESPONSE);
    private static final Transition<State> UNREACHABLE =
            to(State.TERMINATED, ServerAction.INFORM_TRANSPORT_FAILURE);
    private static final Transition<State> TERMINATED = to(State.TERMINATED);

    private NonInviteServerTransaction() {}

    /** What a new transaction does first. */
    public static Transition<State> start() {
        return START;
    }

    /** The event that a response of the user is. */
    static Event response(final int statusCode) {
        if (statusCode < 200) {
            return statusCode == 100 ? Event.USER_TRYING : Event.USER_PROVISIONAL;
        }
        return statusCode == 408 ? Event.USER_TIMEOUT : Event.USER_FINAL;
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
            // §17.2.2: nothing to repeat yet, and the user knows the request already.
            case REQUEST_REPEATED -> TRYING;
            // RFC 4320 §4.1: over unreliable transports a 100 only when the client's timer E has
            // reached T2, and then without being asked for.
            case USER_TRYING -> reliable ? EARLY_TRYING : TRYING;
            case TIMER_TRYING -> DUE_TRYING;
            // RFC 4320 §4.1: no provisional response but 100.
            case USER_PROVISIONAL -> TRYING;
            case USER_FINAL -> reliable ? FINAL_RELIABLE : FINAL_UNRELIABLE;
            // RFC 4320 §4.2: the client gives up by itself at the same time; a 408 comes too late.
            case USER_TIMEOUT, ABANDONED -> TERMINATED;
            // Figure 8: only what was sent can have failed; the answer may find another connection.
            case TRANSPORT_FAILED, TIMER_J -> TRYING;
        };
    }

    private static Transition<State> proceeding(final Event event, final boolean reliable) {
        return switch (event) {
            case REQUEST_REPEATED -> REPEAT_TRYING;
            case USER_TRYING -> FURTHER_TRYING;
            case USER_FINAL -> reliable ? FINAL_RELIABLE : FINAL_UNRELIABLE;
            case USER_TIMEOUT, ABANDONED -> TERMINATED;
            case TRANSPORT_FAILED -> UNREACHABLE;
            case USER_PROVISIONAL, TIMER_TRYING, TIMER_J -> PROCEEDING;
        };
    }

    private static Transition<State> completed(final Event event) {
        return switch (event) {
            case REQUEST_REPEATED -> REPEAT_FINAL;
            case TIMER_J -> TERMINATED;
            case TRANSPORT_FAILED -> UNREACHABLE;
            // §17.2.2: any other final response of the user is discarded.
            case USER_FINAL, USER_TRYING, USER_PROVISIONAL, USER_TIMEOUT, ABANDONED, TIMER_TRYING ->
                    COMPLETED;
        };
    }
}
