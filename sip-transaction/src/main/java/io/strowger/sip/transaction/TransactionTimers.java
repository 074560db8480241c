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

    long t1Nanos() {
        return values.t1Nanos();
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

    void carryOut(final Transaction transaction, final TimerAction action, final long nowNanos) {
        final long last = transaction.repeatIntervalNanos;
        switch (action) {
            case STOP -> stop(transaction);
            case ARM_A -> repeat(transaction, action, last == 0 ? values.a() : 2 * last, nowNanos);
            case ARM_E, ARM_G -> {
                final long first = values.nanos(action.timer());
                final long interval = last == 0 ? first : values.doubledUpToT2(last);
                repeat(transaction, action, interval, nowNanos);
            }
            case ARM_E_AT_T2 -> repeat(transaction, action, values.t2Nanos(), nowNanos);
            case ARM_B, ARM_D, ARM_F, ARM_H, ARM_I, ARM_J, ARM_K, ARM_L, ARM_M, ARM_TRYING -> {
                transaction.stateTimer = action.timer();
                transaction.stateDeadlineNanos = nowNanos + values.nanos(action.timer());
            }
        }
    }

    private static void stop(final Transaction transaction) {
        transaction.repeatDeadlineNanos = Transaction.NEVER;
        transaction.repeatIntervalNanos = 0;
        transaction.stateDeadlineNanos = Transaction.NEVER;
    }

    private static void repeat(
            final Transaction transaction,
            final TimerAction action,
            final long intervalNanos,
            final long nowNanos) {
        transaction.repeatTimer = action.timer();
        transaction.repeatIntervalNanos = intervalNanos;
        transaction.repeatDeadlineNanos = nowNanos + intervalNanos;
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
