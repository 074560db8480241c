// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.Method;
import org.jspecify.annotations.Nullable;

/**
 * What the two sides of a transaction have in common. Objects are used again for later
 * transactions: hold one until its {@code onTerminated} and not longer. One thread.
 */
public abstract sealed class Transaction extends TimerNode
        permits ServerTransaction, ClientTransaction {
    static final long NEVER = Long.MAX_VALUE;

    /** Place in the pool, for good. */
    int place;

    long keyHigh;
    long keyLow;
    Method method = Method.EXTENSION;
    @Nullable Flow flow;
    boolean reliable;
    boolean terminated = true;

    /** The timer that repeats a message: A, E or G. */
    TimerName repeatTimer = TimerName.A;

    long repeatDeadlineNanos = NEVER;
    long repeatIntervalNanos;

    /** The timer that ends a state: any other. */
    TimerName stateTimer = TimerName.B;

    long stateDeadlineNanos = NEVER;

    /** Where the wheel has this node; it may be earlier than any deadline, see TransactionTimers. */
    long armedDeadlineNanos = NEVER;

    @Nullable Transaction flowPrevious;
    @Nullable Transaction flowNext;
    int flowBucket = -1;
    @Nullable Transaction nextTerminated;

    private @Nullable Object context;

    /** Method of the request. */
    public final Method method() {
        return method;
    }

    public final boolean isInvite() {
        return method == Method.INVITE;
    }

    /** Where the request came from, or where it went. */
    public final Flow flow() {
        final Flow current = flow;
        if (current == null) {
            throw new IllegalStateException("transaction used after its end");
        }
        return current;
    }

    /** Whether it takes part in nothing any more and waits for its {@code onTerminated}. */
    public final boolean isTerminated() {
        return terminated;
    }

    /** Whatever the user has attached. */
    public final @Nullable Object context() {
        return context;
    }

    /** Attaches the user's own object; it is let go after {@code onTerminated}. */
    public final void context(final @Nullable Object attachment) {
        context = attachment;
    }

    public abstract TransactionType type();

    abstract void onTimer(TimerName timer, long nowNanos);

    /** Puts the node back into the wheel for the deadline that remains. */
    abstract void reschedule();

    @Override
    protected final void onExpiry(final long nowNanos) {
        armedDeadlineNanos = NEVER;
        if (repeatDeadlineNanos <= nowNanos && repeatDeadlineNanos <= stateDeadlineNanos) {
            repeatDeadlineNanos = NEVER;
            onTimer(repeatTimer, nowNanos);
        }
        if (!terminated && stateDeadlineNanos <= nowNanos) {
            stateDeadlineNanos = NEVER;
            onTimer(stateTimer, nowNanos);
        }
        if (!terminated) {
            reschedule();
        }
    }

    final void reset() {
        method = Method.EXTENSION;
        flow = null;
        repeatDeadlineNanos = NEVER;
        repeatIntervalNanos = 0;
        stateDeadlineNanos = NEVER;
        armedDeadlineNanos = NEVER;
        context = null;
    }
}
