// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The four figures as tables: state, event, next state, actions. What has no row stays and does
 * nothing; every pair of state and event is looked at, over both kinds of transport.
 */
class MachineTablesTest {
    private interface Machine<S extends Enum<S>, E extends Enum<E>> {
        Transition<S> step(S state, E event, boolean reliable);
    }

    @Test
    void inviteClientIsFigure4OfRfc6026() {
        check(
                """
                CALLING    PROVISIONAL_RECEIVED     PROCEEDING STOP PASS_RESPONSE
                CALLING    SUCCESS_RECEIVED         ACCEPTED   STOP ARM_M PASS_RESPONSE
                CALLING    FAILURE_RECEIVED     UDP COMPLETED  STOP SEND_ACK ARM_D PASS_RESPONSE
                CALLING    FAILURE_RECEIVED     TCP TERMINATED SEND_ACK PASS_RESPONSE
                CALLING    TIMER_A              UDP CALLING    REPEAT_REQUEST ARM_A
                CALLING    TIMER_B                  TERMINATED INFORM_TIMEOUT
                CALLING    TRANSPORT_FAILED         TERMINATED INFORM_TRANSPORT_FAILURE
                CALLING    ABANDONED                TERMINATED
                PROCEEDING PROVISIONAL_RECEIVED     PROCEEDING PASS_RESPONSE
                PROCEEDING SUCCESS_RECEIVED         ACCEPTED   STOP ARM_M PASS_RESPONSE
                PROCEEDING FAILURE_RECEIVED     UDP COMPLETED  STOP SEND_ACK ARM_D PASS_RESPONSE
                PROCEEDING FAILURE_RECEIVED     TCP TERMINATED SEND_ACK PASS_RESPONSE
                PROCEEDING TRANSPORT_FAILED         TERMINATED INFORM_TRANSPORT_FAILURE
                PROCEEDING ABANDONED                TERMINATED
                ACCEPTED   SUCCESS_RECEIVED         ACCEPTED   PASS_RESPONSE
                ACCEPTED   TIMER_M                  TERMINATED
                ACCEPTED   ABANDONED                TERMINATED
                COMPLETED  FAILURE_RECEIVED         COMPLETED  REPEAT_ACK
                COMPLETED  SUCCESS_RECEIVED         COMPLETED  PASS_RESPONSE
                COMPLETED  TIMER_D                  TERMINATED
                COMPLETED  TRANSPORT_FAILED         TERMINATED INFORM_TRANSPORT_FAILURE
                COMPLETED  ABANDONED                TERMINATED
                """,
                InviteClientTransaction.State.values(),
                InviteClientTransaction.Event.values(),
                InviteClientTransaction::step);
        assertThat(text(InviteClientTransaction.start(false)))
                .isEqualTo("CALLING SEND_REQUEST ARM_A ARM_B");
        assertThat(text(InviteClientTransaction.start(true)))
                .isEqualTo("CALLING SEND_REQUEST ARM_B");
    }

    @Test
    void nonInviteClientIsFigure6OfRfc3261() {
        check(
                """
                TRYING     PROVISIONAL_RECEIVED     PROCEEDING PASS_RESPONSE
                TRYING     FINAL_RECEIVED       UDP COMPLETED  STOP ARM_K PASS_RESPONSE
                TRYING     FINAL_RECEIVED       TCP TERMINATED PASS_RESPONSE
                TRYING     TIMER_E              UDP TRYING     REPEAT_REQUEST ARM_E
                TRYING     TIMER_F                  TERMINATED INFORM_TIMEOUT
                TRYING     TRANSPORT_FAILED         TERMINATED INFORM_TRANSPORT_FAILURE
                TRYING     ABANDONED                TERMINATED
                PROCEEDING PROVISIONAL_RECEIVED     PROCEEDING PASS_RESPONSE
                PROCEEDING FINAL_RECEIVED       UDP COMPLETED  STOP ARM_K PASS_RESPONSE
                PROCEEDING FINAL_RECEIVED       TCP TERMINATED PASS_RESPONSE
                PROCEEDING TIMER_E              UDP PROCEEDING REPEAT_REQUEST ARM_E_AT_T2
                PROCEEDING TIMER_F                  TERMINATED INFORM_TIMEOUT
                PROCEEDING TRANSPORT_FAILED         TERMINATED INFORM_TRANSPORT_FAILURE
                PROCEEDING ABANDONED                TERMINATED
                COMPLETED  TIMER_K                  TERMINATED
                COMPLETED  ABANDONED                TERMINATED
                """,
                NonInviteClientTransaction.State.values(),
                NonInviteClientTransaction.Event.values(),
                NonInviteClientTransaction::step);
        assertThat(text(NonInviteClientTransaction.start(false)))
                .isEqualTo("TRYING SEND_REQUEST ARM_E ARM_F");
        assertThat(text(NonInviteClientTransaction.start(true)))
                .isEqualTo("TRYING SEND_REQUEST ARM_F");
    }

    @Test
    void inviteServerIsFigure5OfRfc6026() {
        check(
                """
                PROCEEDING INVITE_REPEATED          PROCEEDING REPEAT_RESPONSE
                PROCEEDING UNANSWERED               PROCEEDING SEND_TRYING
                PROCEEDING USER_PROVISIONAL         PROCEEDING SEND_RESPONSE
                PROCEEDING USER_SUCCESS             ACCEPTED   SEND_RESPONSE ARM_L
                PROCEEDING USER_FAILURE         UDP COMPLETED  SEND_RESPONSE ARM_G ARM_H
                PROCEEDING USER_FAILURE         TCP COMPLETED  SEND_RESPONSE ARM_H
                PROCEEDING ABANDONED                TERMINATED
                PROCEEDING TRANSPORT_FAILED         PROCEEDING INFORM_TRANSPORT_FAILURE
                ACCEPTED   ACK_RECEIVED             ACCEPTED   PASS_ACK
                ACCEPTED   USER_SUCCESS             ACCEPTED   SEND_RESPONSE
                ACCEPTED   TIMER_L                  TERMINATED
                ACCEPTED   TRANSPORT_FAILED         ACCEPTED   INFORM_TRANSPORT_FAILURE
                COMPLETED  INVITE_REPEATED          COMPLETED  REPEAT_RESPONSE
                COMPLETED  ACK_RECEIVED         UDP CONFIRMED  STOP ARM_I
                COMPLETED  ACK_RECEIVED         TCP TERMINATED
                COMPLETED  TIMER_G              UDP COMPLETED  REPEAT_RESPONSE ARM_G
                COMPLETED  TIMER_H                  TERMINATED INFORM_TIMEOUT
                COMPLETED  TRANSPORT_FAILED         COMPLETED  INFORM_TRANSPORT_FAILURE
                CONFIRMED  TIMER_I                  TERMINATED
                """,
                InviteServerTransaction.State.values(),
                InviteServerTransaction.Event.values(),
                InviteServerTransaction::step);
        assertThat(text(InviteServerTransaction.start())).isEqualTo("PROCEEDING PASS_REQUEST");
    }

    @Test
    void nonInviteServerIsFigure8OfRfc3261WithRfc4320() {
        check(
                """
                TRYING     USER_TRYING          TCP PROCEEDING STOP SEND_RESPONSE
                TRYING     TIMER_TRYING             PROCEEDING SEND_TRYING
                TRYING     USER_FINAL           UDP COMPLETED  STOP SEND_RESPONSE ARM_J
                TRYING     USER_FINAL           TCP TERMINATED SEND_RESPONSE
                TRYING     USER_TIMEOUT             TERMINATED
                TRYING     ABANDONED                TERMINATED
                PROCEEDING REQUEST_REPEATED         PROCEEDING REPEAT_RESPONSE
                PROCEEDING USER_TRYING              PROCEEDING SEND_RESPONSE
                PROCEEDING USER_FINAL           UDP COMPLETED  STOP SEND_RESPONSE ARM_J
                PROCEEDING USER_FINAL           TCP TERMINATED SEND_RESPONSE
                PROCEEDING USER_TIMEOUT             TERMINATED
                PROCEEDING ABANDONED                TERMINATED
                PROCEEDING TRANSPORT_FAILED         TERMINATED INFORM_TRANSPORT_FAILURE
                COMPLETED  REQUEST_REPEATED         COMPLETED  REPEAT_RESPONSE
                COMPLETED  TIMER_J                  TERMINATED
                COMPLETED  TRANSPORT_FAILED         TERMINATED INFORM_TRANSPORT_FAILURE
                """,
                NonInviteServerTransaction.State.values(),
                NonInviteServerTransaction.Event.values(),
                NonInviteServerTransaction::step);
        assertThat(text(NonInviteServerTransaction.start()))
                .isEqualTo("TRYING ARM_TRYING PASS_REQUEST");
    }

    @Test
    void responsesOfTheUserAreEventsByTheirClass() {
        assertThat(InviteServerTransaction.response(100))
                .isEqualTo(InviteServerTransaction.Event.USER_PROVISIONAL);
        assertThat(InviteServerTransaction.response(299))
                .isEqualTo(InviteServerTransaction.Event.USER_SUCCESS);
        assertThat(InviteServerTransaction.response(300))
                .isEqualTo(InviteServerTransaction.Event.USER_FAILURE);
        assertThat(NonInviteServerTransaction.response(100))
                .isEqualTo(NonInviteServerTransaction.Event.USER_TRYING);
        assertThat(NonInviteServerTransaction.response(199))
                .isEqualTo(NonInviteServerTransaction.Event.USER_PROVISIONAL);
        assertThat(NonInviteServerTransaction.response(408))
                .isEqualTo(NonInviteServerTransaction.Event.USER_TIMEOUT);
        assertThat(NonInviteServerTransaction.response(200))
                .isEqualTo(NonInviteServerTransaction.Event.USER_FINAL);
    }

    private static <S extends Enum<S>, E extends Enum<E>> void check(
            final String table, final S[] states, final E[] events, final Machine<S, E> machine) {
        final Map<String, String> rows = new TreeMap<>();
        table.lines().forEach(line -> put(rows, line));
        final List<String> actual = new ArrayList<>();
        final List<String> expected = new ArrayList<>();
        for (final S state : states) {
            for (final E event : events) {
                for (final boolean reliable : new boolean[] {false, true}) {
                    final String cause = state + " " + event + (reliable ? " TCP" : " UDP");
                    final Transition<S> answer = machine.step(state, event, reliable);
                    actual.add(cause + " -> " + text(answer));
                    expected.add(cause + " -> " + rows.getOrDefault(cause, state.toString()));
                    rows.remove(cause);
                    assertThat(machine.step(state, event, reliable)).isSameAs(answer);
                }
            }
        }
        assertThat(String.join("\n", actual)).isEqualTo(String.join("\n", expected));
        assertThat(rows).isEmpty();
    }

    private static void put(final Map<String, String> rows, final String line) {
        final List<String> words = List.of(line.strip().split(" +", -1));
        final String cause = words.get(0) + " " + words.get(1);
        final String third = words.get(2);
        if (third.equals("UDP") || third.equals("TCP")) {
            rows.put(cause + " " + third, rest(words, 3));
        } else {
            rows.put(cause + " UDP", rest(words, 2));
            rows.put(cause + " TCP", rest(words, 2));
        }
    }

    private static String rest(final List<String> words, final int from) {
        return String.join(" ", words.subList(from, words.size()));
    }

    private static String text(final Transition<?> transition) {
        return (transition.next()
                        + " "
                        + transition.actions().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(" ")))
                .strip();
    }
}
