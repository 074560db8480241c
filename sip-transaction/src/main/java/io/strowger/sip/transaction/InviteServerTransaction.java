// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static io.strowger.sip.transaction.Transition.to;

/**
 * INVITE server transaction: RFC 3261 §17.2.1 as corrected by RFC 6026 §7.1. A function of state
 * and event; it owns nothing.
 */
public final class InviteServerTransaction {
    /** States of RFC 6026 figure 5. */
    public enum State {
        PROCEEDING,
        ACCEPTED,
        COMPLETED,
        CONFIRMED,
        TERMINATED
    }

    public enum Event {
        INVITE_REPEATED,
        ACK_RECEIVED,
        /** The user has the request and has not answered it at once. */
        UNANSWERED,
        USER_PROVISIONAL,
        USER_SUCCESS,
        /** A final response from 300 to 699. */
        USER_FAILURE,
        /** The user will never answer. */
        ABANDONED,
        TIMER_G,
        TIMER_H,
        TIMER_I,
        TIMER_L,
        TRANSPORT_FAILED
    }

    private static final Transition<State> START = to(State.PROCEEDING, ServerAction.PASS_REQUEST);
    private static final Transition<State> PROCEEDING = to(State.PROCEEDING);
    private static final Transition<State> REPEAT_PROVISIONAL =
            to(State.PROCEEDING, ServerAction.REPEAT_RESPONSE);
    private static final Transition<State> TRYING = to(State.PROCEEDING, ServerAction.SEND_TRYING);
    private static final Transition<State> PROVISIONAL =
            to(State.PROCEEDING, ServerAction.SEND_RESPONSE);
    private static final Transition<State> PROCEEDING_UNREACHABLE =
            to(State.PROCEEDING, ServerAction.INFORM_TRANSPORT_FAILURE);
    private static final Transition<State> SUCCESS =
            to(State.ACCEPTED, ServerAction.SEND_RESPONSE, TimerAction.ARM_L);
    private static final Transition<State> FAILURE_UNRELIABLE =
            to(State.COMPLETED, ServerAction.SEND_RESPONSE, TimerAction.ARM_G, TimerAction.ARM_H);
    private static final Transition<State> FAILURE_RELIABLE =
            to(State.COMPLETED, ServerAction.SEND_RESPONSE, TimerAction.ARM_H);
    private static final Transition<State> ACCEPTED = to(State.ACCEPTED);
    private static final Transition<State> FURTHER_SUCCESS =
            to(State.ACCEPTED, ServerAction.SEND_RESPONSE);
    private static final Transition<State> ACK_OF_SUCCESS =
            to(State.ACCEPTED, ServerAction.PASS_ACK);
    private static final Transition<State> ACCEPTED_UNREACHABLE =
            to(State.ACCEPTED, ServerAction.INFORM_TRANSPORT_FAILURE);
    private static final Transition<State> COMPLETED = to(State.COMPLETED);
    private static final Transition<State> REPEAT_FAILURE =
            to(State.COMPLETED, ServerAction.REPEAT_RESPONSE);
    private static final Transition<State> REPEAT_FAILURE_ON_TIMER =
            to(State.COMPLETED, ServerAction.REPEAT_RESPONSE, TimerAction.ARM_G);
    private static final Transition<State> COMPLETED_UNREACHABLE =
            to(State.COMPLETED, ServerAction.INFORM_TRANSPORT_FAILURE);
    private static final Transition<State> CONFIRM =
            to(State.CONFIRMED, TimerAction.STOP, TimerAction.ARM_I);
    private static final Transition<State> CONFIRMED = to(State.CONFIRMED);
    private static final Transition<State> TIMEOUT =
            to(State.TERMINATED, ServerAction.INFORM_TIMEOUT);
    private static final Transition<State> TERMINATED = to(State.TERMINATED);

    private InviteServerTransaction() {}

    /** What a new transaction does first. */
    public static Transition<State> start() {
        return START;
    }

    /** The event that a response of the user is. */
    static Event response(final int statusCode) {
        if (statusCode < 200) {
            return Event.USER_PROVISIONAL;
        }
        return statusCode < 300 ? Event.USER_SUCCESS : Event.USER_FAILURE;
    }

    public static Transition<State> step(
            final State state, final Event event, final boolean reliable) {
        return switch (state) {
            case PROCEEDING -> proceeding(event, reliable);
            case ACCEPTED -> accepted(event);
            case COMPLETED -> completed(event, reliable);
            case CONFIRMED -> confirmed(event);
            case TERMINATED -> TERMINATED;
        };
    }

    private static Transition<State> proceeding(final Event event, final boolean reliable) {
        return switch (event) {
            case INVITE_REPEATED -> REPEAT_PROVISIONAL;
            // §17.2.1: a 100 unless the user answers within 200 ms; a proxy cannot know, so at
            // once.
            case UNANSWERED -> TRYING;
            case USER_PROVISIONAL -> PROVISIONAL;
            case USER_SUCCESS -> SUCCESS;
            case USER_FAILURE -> reliable ? FAILURE_RELIABLE : FAILURE_UNRELIABLE;
            case ABANDONED -> TERMINATED;
            // RFC 6026 §7.1: it must stay as it is. Forgetting it would turn the next repetition
            // of the INVITE into a second call.
            case TRANSPORT_FAILED -> PROCEEDING_UNREACHABLE;
            case ACK_RECEIVED, TIMER_G, TIMER_H, TIMER_I, TIMER_L -> PROCEEDING;
        };
    }

    private static Transition<State> accepted(final Event event) {
        return switch (event) {
            // RFC 6026 §7.1: only the user repeats a 2xx, so a repeated INVITE is swallowed.
            case INVITE_REPEATED -> ACCEPTED;
            case ACK_RECEIVED -> ACK_OF_SUCCESS;
            case USER_SUCCESS -> FURTHER_SUCCESS;
            case TIMER_L -> TERMINATED;
            case TRANSPORT_FAILED -> ACCEPTED_UNREACHABLE;
            // Abandoning it would also let the next repetition of the INVITE in as a new call.
            case UNANSWERED, USER_PROVISIONAL, USER_FAILURE, ABANDONED, TIMER_G, TIMER_H, TIMER_I ->
                    ACCEPTED;
        };
    }

    private static Transition<State> completed(final Event event, final boolean reliable) {
        return switch (event) {
            case INVITE_REPEATED -> REPEAT_FAILURE;
            case ACK_RECEIVED -> reliable ? TERMINATED : CONFIRM;
            case TIMER_G -> reliable ? COMPLETED : REPEAT_FAILURE_ON_TIMER;
            case TIMER_H -> TIMEOUT;
            case TRANSPORT_FAILED -> COMPLETED_UNREACHABLE;
            case UNANSWERED,
                    USER_PROVISIONAL,
                    USER_SUCCESS,
                    USER_FAILURE,
                    ABANDONED,
                    TIMER_I,
                    TIMER_L ->
                    COMPLETED;
        };
    }

    private static Transition<State> confirmed(final Event event) {
        return switch (event) {
            case TIMER_I -> TERMINATED;
            case INVITE_REPEATED,
                    ACK_RECEIVED,
                    UNANSWERED,
                    USER_PROVISIONAL,
                    USER_SUCCESS,
                    USER_FAILURE,
                    ABANDONED,
                    TIMER_G,
                    TIMER_H,
                    TIMER_L,
                    TRANSPORT_FAILED ->
                    CONFIRMED;
        };
    }
}
