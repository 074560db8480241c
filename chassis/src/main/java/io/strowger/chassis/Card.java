// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A card: what is decided about it, and its process. The thread of the chassis, but for {@link #isAsked}. */
final class Card {
    private static final System.Logger LOG = System.getLogger("strowger.chassis");

    private final CardPlan plan;
    private final Runnable onEnd;
    private Supervision supervision;
    private @Nullable CardProcess process;
    private CardFacts facts = CardFacts.NONE;
    private boolean isOtherwise;
    private volatile boolean isAsked;

    /**
     * Finds the process that runs in the place, or leaves it to {@link #turn} to start one.
     *
     * @param onEnd called on any thread when a process may have ended, which {@link #turn} will see
     * @param due when one is started
     */
    Card(CardPlan plan, Runnable onEnd, long due) throws IOException {
        this.plan = plan;
        this.onEnd = onEnd;
        CardRecord written = CardRecord.found(plan);
        CardProcess found = written == null ? null : CardProcess.found(plan, written);
        if (written == null || found == null) {
            supervision = new Supervision(due);
            return;
        }
        long now = System.nanoTime();
        isOtherwise = written.command() != plan.command().hashCode();
        long lived = TimeUnit.MILLISECONDS.toNanos(found.uptimeMillis());
        supervision = Supervision.adopted(written.starts(), now - lived, now);
        watch(found);
        LOG.log(
                System.Logger.Level.INFO,
                "{0} runs already, process {1}{2}",
                plan.place(),
                Long.toString(found.pid()),
                isOtherwise ? ", with another configuration until it is restarted" : "");
    }

    private void watch(CardProcess fresh) {
        process = fresh;
        isAsked = true;
        fresh.onEnd(onEnd);
    }

    /** Time passes. Whether its process has ended is asked each time: who waited to be told could miss it. */
    void turn(long now) {
        CardProcess running = process;
        if (running != null && running.hasEnded()) {
            ended(running.how(), now);
        }
        carryOut(supervision.turn(now), now);
    }

    void restart(long now) {
        carryOut(supervision.restart(now), now);
    }

    void stop(long now) {
        carryOut(supervision.stop(now), now);
    }

    private void carryOut(Supervision.Action action, long now) {
        CardProcess running = process;
        switch (action) {
            case NONE -> {}
            case START -> start(now);
            case TERMINATE -> {
                if (running != null) {
                    running.terminate();
                }
            }
            case KILL -> kill();
        }
    }

    void kill() {
        CardProcess running = process;
        if (running != null) {
            running.kill();
        }
    }

    private void start(long now) {
        try {
            isOtherwise = false;
            watch(CardProcess.start(plan, supervision.starts()));
        } catch (IOException failure) {
            supervision.ended("cannot be started: " + failure.getMessage(), now);
            tell();
        }
    }

    private void ended(String how, long now) {
        process = null;
        isAsked = false;
        facts = CardFacts.NONE;
        boolean isExpected = supervision.phase() == Supervision.Phase.STOPPING;
        supervision.ended(how, now);
        if (!isExpected) {
            tell();
        }
    }

    private void tell() {
        long rest = TimeUnit.NANOSECONDS.toSeconds(supervision.due() - System.nanoTime());
        LOG.log(
                System.Logger.Level.WARNING,
                "{0}: {1}; it is started again {2}",
                plan.place(),
                supervision.reason(),
                rest <= 0 ? "now" : "in " + (rest + 1) + " s");
    }

    /** What it said, null when it did not answer. */
    void answered(@Nullable CardFacts said, long now) {
        if (process == null) {
            return;
        }
        if (said != null) {
            facts = said;
            supervision.answered(said.ready(), now);
        } else {
            carryOut(supervision.unanswered(now), now);
        }
    }

    CardPlan plan() {
        return plan;
    }

    /** Whether there is somebody to ask. Any thread. */
    boolean isAsked() {
        return isAsked;
    }

    boolean isReady() {
        return supervision.isReady();
    }

    boolean isStopped() {
        return supervision.phase() == Supervision.Phase.STOPPED;
    }

    CardView view() {
        return new CardView(
                plan.place(),
                supervision.isAlive(),
                supervision.isReady(),
                supervision.starts(),
                facts);
    }

    ShownCard shown(long now) {
        CardProcess running = process;
        return new ShownCard(
                plan.place().name(),
                plan.place().role().word(),
                running == null ? 0 : running.pid(),
                state(now),
                facts.active(),
                Math.max(0, supervision.starts() - 1),
                running == null ? 0 : running.uptimeMillis(),
                plan.url(),
                supervision.reason());
    }

    private String state(long now) {
        String word = supervision.phase().name().toLowerCase(Locale.ROOT);
        return switch (supervision.phase()) {
            case RESTING -> {
                long rest = Duration.ofNanos(Math.max(0, supervision.due() - now)).toSeconds();
                yield "starts in " + rest + " s";
            }
            case READY, UNREADY, STARTING ->
                    isOtherwise ? word + ", with another configuration" : word;
            case STOPPING, STOPPED -> word;
        };
    }
}
