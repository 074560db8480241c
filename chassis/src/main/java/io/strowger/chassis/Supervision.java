// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.time.Duration;

/**
 * When a card is started, ended, ended by force and started again. Decisions only: whoever owns it does what it answers and tells
 * what came of it. Times are nanoseconds of one clock that does not jump.
 */
public final class Supervision {
    /** A card that lived so long has not failed at its start. */
    static final long LONG_LIFE_NANOS = Duration.ofSeconds(10).toNanos();

    /** Before the second start in a row that fails; doubled with each further one. */
    static final long FIRST_REST_NANOS = Duration.ofSeconds(1).toNanos();

    /** The longest rest. */
    static final long LONGEST_REST_NANOS = Duration.ofSeconds(30).toNanos();

    /** A process ends within 5 s of SIGTERM. */
    static final long STOP_NANOS = Duration.ofSeconds(6).toNanos();

    /** So long and so often without an answer is not chance, nor a pause of this process. */
    static final long HUNG_NANOS = Duration.ofSeconds(10).toNanos();

    /** See {@link #HUNG_NANOS}. */
    static final int HUNG_QUESTIONS = 5;

    /** A card is called unready when so many questions in a row have no answer. */
    static final int UNREADY_QUESTIONS = 2;

    private Phase phase = Phase.RESTING;
    private boolean wanted = true;
    private boolean isKilled;
    private int starts;
    private int failures;
    private int unanswered;
    private long startedAt;
    private long answeredAt;
    private long due;
    private String reason = "";

    /** Where a card is in its life. */
    public enum Phase {
        /** There is no process; one is started when its rest is over. */
        RESTING,
        /** The process has not been ready yet. */
        STARTING,
        /** It serves. */
        READY,
        /** It has served, and says that it does not, or says nothing. */
        UNREADY,
        /** It was told to end. */
        STOPPING,
        /** There is no process, and there will be none. */
        STOPPED
    }

    /** What is to be done. */
    public enum Action {
        /** Nothing. */
        NONE,
        /** Start a process. */
        START,
        /** SIGTERM. */
        TERMINATE,
        /** SIGKILL. */
        KILL
    }

    /** A card to be started at once. */
    Supervision(long now) {
        due = now;
    }

    /** A card that was found running. */
    static Supervision adopted(int starts, long startedAt, long now) {
        Supervision found = new Supervision(now);
        found.phase = Phase.UNREADY;
        found.answeredAt = now;
        found.starts = Math.max(1, starts);
        found.startedAt = startedAt;
        return found;
    }

    /** Time passes. */
    Action turn(long now) {
        if (phase == Phase.RESTING && wanted && now - due >= 0) {
            phase = Phase.STARTING;
            isKilled = false;
            starts++;
            startedAt = now;
            unanswered = 0;
            return Action.START;
        }
        if (phase == Phase.STOPPING && now - due >= 0) {
            return kill("it did not end", now);
        }
        return Action.NONE;
    }

    private Action kill(String why, long now) {
        phase = Phase.STOPPING;
        isKilled = true;
        reason = why + ", killed";
        due = now + STOP_NANOS;
        return Action.KILL;
    }

    /** The process has ended, or could not be started. */
    void ended(String how, long now) {
        if (!wanted) {
            phase = Phase.STOPPED;
            return;
        }
        if (phase == Phase.STOPPING) {
            failures = 0;
            due = now;
            reason = isKilled ? reason : "restarted";
        } else {
            failures = now - startedAt >= LONG_LIFE_NANOS ? 1 : failures + 1;
            due = now + rest(failures);
            reason = how;
        }
        phase = Phase.RESTING;
    }

    private static long rest(int failures) {
        if (failures <= 1) {
            return 0;
        }
        int doublings = Math.min(failures - 2, 10);
        return Math.min(LONGEST_REST_NANOS, FIRST_REST_NANOS << doublings);
    }

    /** It has answered. */
    void answered(boolean isReady, long now) {
        unanswered = 0;
        answeredAt = now;
        if (isReady && isAlive() && phase != Phase.STOPPING) {
            phase = Phase.READY;
        } else if (phase == Phase.READY) {
            phase = Phase.UNREADY;
        }
    }

    /** It has not answered. One that starts may take its time. */
    Action unanswered(long now) {
        if (phase != Phase.READY && phase != Phase.UNREADY) {
            return Action.NONE;
        }
        unanswered++;
        if (unanswered >= UNREADY_QUESTIONS) {
            phase = Phase.UNREADY;
        }
        return unanswered >= HUNG_QUESTIONS && now - answeredAt >= HUNG_NANOS
                ? kill("it did not answer", now)
                : Action.NONE;
    }

    /** An operator wants it to be started anew. */
    Action restart(long now) {
        if (phase == Phase.RESTING) {
            due = now;
        }
        return isAlive() && phase != Phase.STOPPING ? terminate(now) : Action.NONE;
    }

    /** It is to end and to stay so. */
    Action stop(long now) {
        wanted = false;
        if (phase == Phase.RESTING) {
            phase = Phase.STOPPED;
        }
        return isAlive() && phase != Phase.STOPPING ? terminate(now) : Action.NONE;
    }

    private Action terminate(long now) {
        phase = Phase.STOPPING;
        due = now + STOP_NANOS;
        return Action.TERMINATE;
    }

    /** Where it is. */
    public Phase phase() {
        return phase;
    }

    /** Whether there is a process. */
    boolean isAlive() {
        return phase != Phase.RESTING && phase != Phase.STOPPED;
    }

    boolean isReady() {
        return phase == Phase.READY;
    }

    /** How often it was started. */
    int starts() {
        return starts;
    }

    long startedAt() {
        return startedAt;
    }

    /** When it is started, or killed. */
    long due() {
        return due;
    }

    /** What became of the process before this one; empty at first. */
    String reason() {
        return reason;
    }
}
