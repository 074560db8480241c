// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static io.strowger.sip.transaction.Transition.to;

/**
 * INVITE client transaction: RFC 3261 §17.1.1 as corrected by RFC 6026 §7.2. A function of state
 * and event; it owns nothing.
 */
public final class InviteClientTransaction {
    /** States of RFC 6026 figure 4. */
    public enum State {
        CALLING,
        PROCEEDING,
        ACCEPTED,
        COMPLETED,
        TERMINATED
    }

    public enum Event {
        PROVISIONAL_RECEIVED,
        SUCCESS_RECEIVED,
        /** A final response from 300 to 699. */
        FAILURE_RECEIVED,
        TIMER_A,
        TIMER_B,
        TIMER_D,
        TIMER_M,
        TRANSPORT_FAILED,
        /** The user lost interest (RFC 3261 §9.1: 64*T1 after a CANCEL). */
        ABANDONED
    }

    private static final Transition<State> START_UNRELIABLE =
            to(State.CALLING, ClientAction.SEND_REQUEST, TimerAction.ARM_A, TimerAction.ARM_B);
    private static final Transition<State> START_RELIABLE =
            to(State.CALLING, ClientAction.SEND_REQUEST, TimerAction.ARM_B);
    private static final Transition<State> CALLING = to(State.CALLING);
    private static final Transition<State> REPEAT =
            to(State.CALLING, ClientAction.REPEAT_REQUEST, TimerAction.ARM_A);
    private static final Transition<State> PROCEEDING = to(State.PROCEEDING);
    private static final Transition<State> FIRST_PROVISIONAL =
            to(State.PROCEEDING, TimerAction.STOP, ClientAction.PASS_RESPONSE);
    private static final Transition<State> PROVISIONAL =
            to(State.PROCEEDING, ClientAction.PASS_RESPONSE);
    private static final Transition<State> SUCCESS =
            to(State.ACCEPTED, TimerAction.STOP, TimerAction.ARM_M, ClientAction.PASS_RESPONSE);
    private static final Transition<State> FAILURE_UNRELIABLE =
            to(
                    State.COMPLETED,
                    TimerAction.STOP,
                    ClientAction.SEND_ACK,
                    TimerAction.ARM_D,
                    ClientAction.PASS_RESPONSE);
    private static final Transition<State> FAILURE_RELIABLE =
            to(State.TERMINATED, ClientAction.SEND_ACK, ClientAction.PASS_RESPONSE);
    private static final Transition<State> ACCEPTED = to(State.ACCEPTED);
    private static final Transition<State> REPEATED_SUCCESS =
            to(State.ACCEPTED, ClientAction.PASS_RESPONSE);
    private static final Transition<State> COMPLETED = to(State.COMPLETED);
    private static final Transition<State> REPEATED_FAILURE =
            to(State.COMPLETED, ClientAction.REPEAT_ACK);
    private static final Transition<State> LATE_SUCCESS =
            to(State.COMPLETED, ClientAction.PASS_RESPONSE);
    private static final Transition<State> TIMEOUT =
            to(State.TERMINATED, ClientAction.INFORM_TIMEOUT);
    private static final Transition<State> UNREACHABLE =
            to(State.TERMINATED, ClientAction.INFORM_TRANSPORT_FAILURE);
    private static final Transition<State> TERMINATED = to(State.TERMINATED);

    private InviteClientTransaction() {}

    /** What a new transaction does first. */
    public static Transition<State> start(final boolean reliable) {
        return reliable ? START_RELIABLE : START_UNRELIABLE;
    }

    public static Transition<State> step(
            final State state, final Event event, final boolean reliable) {
        return switch (state) {
            case CALLING -> calling(event, reliable);
            case PROCEEDING -> proceeding(event, reliable);
            case ACCEPTED -> accepted(event);
            case COMPLETED -> completed(event);
            case TERMINATED -> TERMINATED;
        };
    }

    private static Transition<State> calling(final Event event, final boolean reliable) {
        return switch (event) {
            case PROVISIONAL_RECEIVED -> FIRST_PROVISIONAL;
            case SUCCESS_RECEIVED -> SUCCESS;
            case FAILURE_RECEIVED -> reliable ? FAILURE_RELIABLE : FAILURE_UNRELIABLE;
            case TIMER_A -> reliable ? CALLING : REPEAT;
            case TIMER_B -> TIMEOUT;
            case TRANSPORT_FAILED -> UNREACHABLE;
            case ABANDONED -> TERMINATED;
            case TIMER_D, TIMER_M -> CALLING;
        };
    }

    private static Transition<State> proceeding(final Event event, final boolean reliable) {
        return switch (event) {
            case PROVISIONAL_RECEIVED -> PROVISIONAL;
            case SUCCESS_RECEIVED -> SUCCESS;
            case FAILURE_RECEIVED -> reliable ? FAILURE_RELIABLE : FAILURE_UNRELIABLE;
            // §17.1.4 knows only failures of sending. Over a connection that is gone no response
            // comes back either, and waiting for timer C would only hide that from the caller.
            case TRANSPORT_FAILED -> UNREACHABLE;
            case ABANDONED -> TERMINATED;
            case TIMER_A, TIMER_B, TIMER_D, TIMER_M -> PROCEEDING;
        };
    }

    private static Transition<State> accepted(final Event event) {
        return switch (event) {
            // RFC 6026 §7.2: every 2xx goes to the user, repeated ones and those of other forks.
            case SUCCESS_RECEIVED -> REPEATED_SUCCESS;
            case TIMER_M, ABANDONED -> TERMINATED;
            case PROVISIONAL_RECEIVED,
                    FAILURE_RECEIVED,
                    TIMER_A,
                    TIMER_B,
                    TIMER_D,
                    TRANSPORT_FAILED ->
                    ACCEPTED;
        };
    }

    private static Transition<State> completed(final Event event) {
        return switch (event) {
            // §17.1.1.2: acknowledged again, but not passed to the user a second time.
            case FAILURE_RECEIVED -> REPEATED_FAILURE;
            case TIMER_D, ABANDONED -> TERMINATED;
            case TRANSPORT_FAILED -> UNREACHABLE;
            // §16.7 step 5: a proxy below that forked may send a 2xx even after its failure, and
            // the
            // call it belongs to exists; the figure has no row for it.
            case SUCCESS_RECEIVED -> LATE_SUCCESS;
            case PROVISIONAL_RECEIVED, TIMER_A, TIMER_B, TIMER_M -> COMPLETED;
        };
    }
}
