// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A whole router on one host, a process for each card. Cards that die are started again; those that a former supervisor has left
 * running are taken over as they are. One thread decides; what cards say comes from one thread for each of them. Public methods may
 * be called on any thread.
 */
public final class Chassis implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("strowger.chassis");

    /** All of it ends within the 5 s that a process has. */
    private static final long STOP_NANOS = TimeUnit.MILLISECONDS.toNanos(4_300);

    /** Longest that the cards of one kind are waited for until the next kind is ended, too: nodes drain for 2 s. */
    private static final long GROUP_NANOS = TimeUnit.MILLISECONDS.toNanos(2_600);

    private static final long NEXT_GROUP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long TURN_MILLIS = 250;
    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long ASK_SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long START_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int INBOX = 1024;

    private final BlockingQueue<Runnable> inbox = new ArrayBlockingQueue<>(INBOX);
    private final List<Card> cards = new ArrayList<>();
    private final CardProbe probe;
    private final Thread thread;
    private volatile boolean isClosed;
    private volatile boolean isHurried = true;
    private volatile boolean isReady;
    private volatile List<ShownCard> shown = List.of();
    private volatile String restartText = "none";
    private @Nullable RollingRestart restart;
    private boolean isStopping;

    private Chassis(CardProbe probe) {
        this.probe = probe;
        thread = Thread.ofPlatform().name("chassis").unstarted(this::run);
    }

    /**
     * Finds the cards that run, starts the others, and ends those that are no longer in the plan.
     *
     * @param directory in which each card has its directory, held by this process alone
     * @param plans in the order in which cards are started
     */
    public static Chassis launch(Path directory, List<CardPlan> plans, CardProbe probe)
            throws IOException {
        Chassis chassis = new Chassis(probe);
        endOthers(directory, plans);
        long now = System.nanoTime();
        for (CardPlan plan : plans) {
            // Not all at once: a start costs half a second of a core.
            long due = now + chassis.cards.size() * START_NANOS;
            chassis.cards.add(new Card(plan, chassis::wake, due));
        }
        chassis.shown = chassis.cards.stream().map(card -> card.shown(now)).toList();
        chassis.thread.start();
        chassis.cards.forEach(
                card ->
                        Thread.ofVirtual()
                                .name("ask-" + card.plan().place())
                                .start(() -> chassis.ask(card)));
        return chassis;
    }

    /** Has the thread take a turn at once. What does not fit says that it is awake. */
    private void wake() {
        inbox.offer(() -> {});
    }

    private static void endOthers(Path directory, List<CardPlan> plans) throws IOException {
        Set<String> names =
                plans.stream().map(plan -> plan.place().name()).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String place = CardRecord.place(file);
                if (place != null && !names.contains(place)) {
                    endOther(file, place);
                }
            }
        }
    }

    private static void endOther(Path file, String place) throws IOException {
        CardRecord written = CardRecord.read(file);
        if (written != null && written.process().isAlive()) {
            LOG.log(System.Logger.Level.INFO, "{0} is no longer in the plan and ends", place);
            ProcessHandle.of(written.process().pid()).ifPresent(ProcessHandle::destroy);
        }
        Files.delete(file);
    }

    private void ask(Card card) {
        while (!isClosed) {
            if (card.isAsked()) {
                CardFacts said = probe.ask(card.plan());
                try {
                    inbox.put(() -> card.answered(said, System.nanoTime()));
                } catch (InterruptedException ends) {
                    return;
                }
            }
            LockSupport.parkNanos(isHurried ? ASK_SOON_NANOS : ASK_NANOS);
        }
    }

    private void run() {
        try {
            while (!isClosed) {
                Runnable event = inbox.poll(TURN_MILLIS, TimeUnit.MILLISECONDS);
                while (event != null) {
                    event.run();
                    event = inbox.poll();
                }
                turn(System.nanoTime());
            }
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn(long now) {
        cards.forEach(card -> card.turn(now));
        RollingRestart going = restart;
        if (going != null && !isStopping) {
            carryOut(going, now);
        }
        isReady = !isStopping && cards.stream().allMatch(Card::isReady);
        isHurried = !isReady || restart != null;
        shown = cards.stream().map(card -> card.shown(now)).toList();
    }

    private void carryOut(RollingRestart going, long now) {
        switch (going.turn(view(), now)) {
            case RollingRestart.Order.Wait _ -> {}
            case RollingRestart.Order.Drain(Place node) -> drain(node);
            case RollingRestart.Order.Restart(Place place) -> card(place).restart(now);
        }
        restartText = going.text();
        if (going.isOver()) {
            LOG.log(System.Logger.Level.INFO, "rolling restart: {0}", restartText);
            restart = null;
        }
    }

    /** The switch is asked on a thread of its own: this one waits for nobody. */
    private void drain(Place node) {
        String id = card(node).view().facts().id();
        view().active(CardRole.SWITCH)
                .map(board -> card(board.place()).plan())
                .ifPresent(
                        board ->
                                Thread.ofVirtual()
                                        .name("drain-" + node)
                                        .start(() -> probe.drain(board, id)));
    }

    private Card card(Place place) {
        return cards.stream()
                .filter(card -> card.plan().place().equals(place))
                .findFirst()
                .orElseThrow();
    }

    private RouterView view() {
        return new RouterView(cards.stream().map(Card::view).toList());
    }

    /** Whether all cards serve. */
    public boolean isReady() {
        return isReady;
    }

    /** All cards, as they were a moment ago. */
    public List<ShownCard> shown() {
        return shown;
    }

    /** What a rolling restart does, or how the last one ended; "none" when there was none. */
    public String restartText() {
        return restartText;
    }

    /**
     * Begins to restart cards, one after the other.
     *
     * @param place a card's, or null for all of them
     * @return why not, or null
     */
    public @Nullable String restart(@Nullable String place) {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        if (!inbox.offer(() -> answer.complete(Optional.ofNullable(begin(place))))) {
            return "too much is going on";
        }
        try {
            return answer.get(5, TimeUnit.SECONDS).orElse(null);
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
            return "it is ending";
        } catch (ExecutionException | TimeoutException ends) {
            return "it is ending";
        }
    }

    private @Nullable String begin(@Nullable String place) {
        if (restart != null) {
            return "a restart is going on: " + restartText;
        }
        if (isStopping) {
            return "it is ending";
        }
        List<Place> places =
                cards.stream()
                        .map(card -> card.plan().place())
                        .filter(each -> place == null || each.name().equals(place))
                        .toList();
        if (places.isEmpty()) {
            return "there is no card " + place;
        }
        RollingRestart begun = new RollingRestart(places, System.nanoTime());
        restart = begun;
        restartText = begun.text();
        return null;
    }

    /** Ends all cards in order, and those that do not end by force. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + STOP_NANOS;
        CompletableFuture<List<List<Place>>> order = new CompletableFuture<>();
        inbox.add(
                () -> {
                    isStopping = true;
                    order.complete(StopOrder.of(view()));
                });
        long limit = GROUP_NANOS;
        for (List<Place> group : order.join()) {
            inbox.add(() -> group.forEach(place -> card(place).stop(System.nanoTime())));
            awaitStopped(group, Math.min(deadline, System.nanoTime() + limit));
            limit = NEXT_GROUP_NANOS;
        }
        awaitStopped(cards.stream().map(card -> card.plan().place()).toList(), deadline);
        isClosed = true;
        wake();
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        cards.stream().filter(card -> !card.isStopped()).forEach(Card::kill);
    }

    private void awaitStopped(List<Place> group, long deadline) {
        Set<String> names = group.stream().map(Place::name).collect(Collectors.toSet());
        while (System.nanoTime() - deadline < 0
                && shown.stream()
                        .anyMatch(
                                card ->
                                        names.contains(card.place())
                                                && !card.state().equals("stopped"))) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
