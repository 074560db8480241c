// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.replication.MemoryStore;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** One process: alive or not, with a clock of its own that can jump ahead, driven by frames and a beat. */
abstract class Machine {
    private static final long MICRO = 1_000;
    private static final long BEAT_NANOS = 20_000_000;

    /** What the operating system keeps for a process that does not take it. */
    private static final int WAITING_FRAMES = 256;

    private final long id;
    private final String name;
    protected final Schedule schedule;
    protected final Random chance;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private boolean alive = true;
    private long frozenUntil;
    private long clockOffset;
    private boolean wakes;
    private long received;

    Machine(final long id, final String name, final Schedule schedule, final Random chance) {
        this.id = id;
        this.name = name;
        this.schedule = schedule;
        this.chance = chance;
        schedule.after(chance.nextInt((int) BEAT_NANOS), this::beat);
    }

    final long id() {
        return id;
    }

    final String name() {
        return name;
    }

    final boolean isAlive() {
        return alive;
    }

    /** Whether it stands still. */
    final boolean isStill() {
        return schedule.now() < frozenUntil;
    }

    /** The newest term of a database that it has heard of since its start; 0 when of none. */
    abstract long newestTerm(long birthDate);

    /** Frames that it has taken. */
    final long received() {
        return received;
    }

    /** What this process's clock shows. */
    final long clock() {
        return schedule.now() + clockOffset;
    }

    private void beat() {
        schedule.after(BEAT_NANOS, this::beat);
        work();
    }

    private void work() {
        if (!alive || isStill()) {
            return;
        }
        while (alive && !waiting.isEmpty()) {
            take(waiting.remove());
        }
        if (alive) {
            guarded(this::doWork);
        }
    }

    /** A frame has arrived. */
    final void onFrame(final byte[] frame) {
        if (!alive) {
            return;
        }
        if (isStill()) {
            if (waiting.size() < WAITING_FRAMES) {
                waiting.add(frame);
            }
            return;
        }
        take(frame);
        if (!wakes) {
            wakes = true;
            schedule.after(
                    chance.nextInt(100) * MICRO,
                    () -> {
                        wakes = false;
                        work();
                    });
        }
    }

    private void take(final byte[] frame) {
        received++;
        guarded(() -> onFrame(new UnsafeBuffer(frame), frame.length));
    }

    private void guarded(final Runnable duty) {
        try {
            duty.run();
        } catch (final MemoryStore.Crash crash) {
            crash(crash.getMessage());
            schedule.after(500_000_000L + chance.nextInt(500_000_000), this::restart);
        }
    }

    /** Ends without warning. */
    final void crash(final String why) {
        if (alive) {
            alive = false;
            waiting.clear();
            onCrash(why);
        }
    }

    /** Starts again with what its store kept. */
    final void restart() {
        if (!alive) {
            alive = true;
            clockOffset = 0;
            frozenUntil = 0;
            onRestart();
        }
    }

    /** Does nothing for a while; afterwards its clock has gone on. */
    final void freeze(final long nanos) {
        frozenUntil = schedule.now() + nanos;
    }

    /** Its clock jumps ahead. */
    final void jump(final long nanos) {
        clockOffset += nanos;
    }

    protected abstract void onFrame(UnsafeBuffer frame, int length);

    protected abstract void doWork();

    protected abstract void onCrash(String why);

    protected abstract void onRestart();
}
