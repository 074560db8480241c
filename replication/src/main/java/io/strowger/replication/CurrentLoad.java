// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.replication.Message.Activity;
import io.strowger.replication.Message.LastLoad;

/** What a replica is doing, and of the load under way or the last one: why it was begun and how long it took. */
final class CurrentLoad {
    private static final long MILLI = 1_000_000;

    private Activity activity = Activity.WAITING;
    private LastLoad reason = LastLoad.NONE;
    private long beganAt;
    private long tookNanos = -1;

    Activity activity() {
        return activity;
    }

    boolean is(final Activity expected) {
        return activity == expected;
    }

    /** Whether a load is under way, of either kind. */
    boolean isUnderWay() {
        return activity == Activity.LOADING || activity == Activity.RELOADING;
    }

    /** The first announcement has come. */
    void announced() {
        if (activity == Activity.WAITING) {
            activity = Activity.IN_STEP;
        }
    }

    void begin(final Activity kind, final LastLoad why, final long now) {
        activity = kind;
        reason = why;
        beganAt = now;
        tookNanos = -1;
    }

    void end(final long now) {
        activity = Activity.IN_STEP;
        tookNanos = now - beganAt;
    }

    /** Why the load under way, or the last one, was begun. */
    LastLoad reason() {
        return reason;
    }

    /** How long the last load took; -1 unknown, or one is under way. */
    long tookMillis() {
        return tookNanos < 0 ? -1 : tookNanos / MILLI;
    }
}
