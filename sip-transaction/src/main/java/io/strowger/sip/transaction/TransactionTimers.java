// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/**
 * Deadlines of transactions. Each has two, one that repeats a message and one that ends a state,
 * and one place in the wheel, at the earlier of both.
 *
 * <p>A deadline that moves away leaves the node where it is; it finds nothing due there and moves on
 * then. Most timers are stopped long before they fire, and this way their neighbours in the wheel
 * are not touched.
 */
final class TransactionTimers {
    private static final long TICK_NANOS = 10_000_000;
    private static final int SLOTS = 4096;

    private final TimerValues values;
    private final TimerWheel wheel;

    TransactionTimers(final TimerValues values, final long nowNanos) {
        this.values = values;
        this.wheel = new TimerWheel(TICK_NANOS, SLOTS, nowNanos);
    }

    int expire(final long nowNanos, final int limit) {
        return wheel.expire(nowNanos, limit);
    }

    long nextDeadlineNanos() {
        return wheel.nextDeadlineNanos();
    }

    int armed() {
        return wheel.armed();
    }

    /** Carries out an action that is about a timer. */
    void carryOut(final Transaction transaction, final Action action, final long nowNanos) {
        final long last = transaction.repeatIntervalNanos;
        switch (action) {
            case STOP_TIMERS -> stop(transaction);
            case ARM_A ->
                    repeat(transaction, TimerName.A, last == 0 ? values.a() : 2 * last, nowNanos);
            case ARM_E ->
                    repeat(
                            transaction,
                            TimerName.E,
                            last == 0 ? values.e() : values.doubledUpToT2(last),
                            nowNanos);
            case ARM_E_AT_T2 -> repeat(transaction, TimerName.E, values.t2Nanos(), nowNanos);
            case ARM_G ->
                    repeat(
                            transaction,
                            TimerName.G,
                            last == 0 ? values.g() : values.doubledUpToT2(last),
                            nowNanos);
            case ARM_B -> end(transaction, TimerName.B, nowNanos + values.b());
            case ARM_D -> end(transaction, TimerName.D, nowNanos + values.d());
            case ARM_F -> end(transaction, TimerName.F, nowNanos + values.f());
            case ARM_H -> end(transaction, TimerName.H, nowNanos + values.h());
            case ARM_I -> end(transaction, TimerName.I, nowNanos + values.i());
            case ARM_J -> end(transaction, TimerName.J, nowNanos + values.j());
            case ARM_K -> end(transaction, TimerName.K, nowNanos + values.k());
            case ARM_L -> end(transaction, TimerName.L, nowNanos + values.l());
            case ARM_M -> end(transaction, TimerName.M, nowNanos + values.m());
            case ARM_TRYING -> end(transaction, TimerName.TRYING, nowNanos + values.trying());
            case PASS_REQUEST,
                    PASS_RESPONSE,
                    PASS_ACK,
                    SEND_REQUEST,
                    REPEAT_REQUEST,
                    SEND_RESPONSE,
                    REPEAT_RESPONSE,
                    SEND_TRYING,
                    SEND_ACK,
                    REPEAT_ACK,
                    INFORM_TIMEOUT,
                    INFORM_TRANSPORT_FAILURE ->
                    throw new AssertionError(action + " is not about a timer");
        }
    }

    private static void stop(final Transaction transaction) {
        transaction.repeatDeadlineNanos = Transaction.NEVER;
        transaction.repeatIntervalNanos = 0;
        transaction.stateDeadlineNanos = Transaction.NEVER;
    }

    private static void repeat(
            final Transaction transaction,
            final TimerName timer,
            final long intervalNanos,
            final long nowNanos) {
        transaction.repeatTimer = timer;
        transaction.repeatIntervalNanos = intervalNanos;
        transaction.repeatDeadlineNanos = nowNanos + intervalNanos;
    }

    private static void end(
            final Transaction transaction, final TimerName timer, final long deadlineNanos) {
        transaction.stateTimer = timer;
        transaction.stateDeadlineNanos = deadlineNanos;
    }

    /** Sees to it that the wheel expires the transaction at its earlier deadline or before. */
    void schedule(final Transaction transaction) {
        final long earlier =
                Math.min(transaction.repeatDeadlineNanos, transaction.stateDeadlineNanos);
        if (earlier < transaction.armedDeadlineNanos) {
            transaction.armedDeadlineNanos = earlier;
            wheel.arm(transaction, earlier);
        }
    }

    void cancel(final Transaction transaction) {
        wheel.cancel(transaction);
        transaction.armedDeadlineNanos = Transaction.NEVER;
    }
}
