// SPDX-License-Identifier: Apache-2.0
package io.strowger.simulation;

import io.strowger.replication.FrameReader;
import io.strowger.replication.LoadServer;
import io.strowger.replication.MemoryStore;
import io.strowger.replication.Message;
import io.strowger.replication.Message.Role;
import io.strowger.replication.Publisher;
import io.strowger.replication.ReplicaConfig;
import io.strowger.replication.ReplicaTable;
import io.strowger.replication.ReplicationCounters;
import io.strowger.replication.StandbyReporter;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** A member of the location server group. What the group's own log does is a model; what it says is the real thing. */
final class Member extends Machine {
    private static final long ANNOUNCE_NANOS = 100_000_000;

    private final Network network;
    private final Ladder ladder;
    private final Truth truth;
    private final int logLimit;
    private final FrameReader reader = new FrameReader();
    private MemoryStore store;
    private ReplicaTable table;
    private Publisher publisher;
    private LoadServer loads;
    private StandbyReporter reporter;
    private final Map<Long, Long> newestTerms = new HashMap<>();
    private boolean cutOff;
    private boolean leads;
    private long ledTerm;

    Member(
            final long id,
            final Schedule schedule,
            final Random chance,
            final Network network,
            final Ladder ladder,
            final Truth truth,
            final int logLimit) {
        super(id, "member" + id, schedule, chance);
        this.network = network;
        this.ladder = ladder;
        this.truth = truth;
        this.logLimit = logLimit;
        store = new MemoryStore(false, logLimit).create(truth.birthDate());
        table = new ReplicaTable(5_000_000_000L, new ReplicationCounters());
        publisher = newPublisher();
        loads = newLoads();
        reporter = newReporter();
    }

    private Publisher newPublisher() {
        return new Publisher(
                id(), ANNOUNCE_NANOS, store, table, (b, o, n) -> network.publish(id(), b, o, n));
    }

    private LoadServer newLoads() {
        return new LoadServer(
                Loads.config(id()), store, (to, b, o, n) -> network.send(id(), to, b, o, n));
    }

    private StandbyReporter newReporter() {
        final StandbyReporter made =
                new StandbyReporter(
                        ReplicaConfig.standard(id(), name(), Role.STANDBY),
                        store.state(),
                        (to, b, o, n) -> network.send(id(), to, b, o, n),
                        () -> {
                            throw new AssertionError(name() + " differs from its leader");
                        });
        made.term(store.state().birthDate(), store.term());
        return made;
    }

    /** Whether it cannot reach the other members. */
    boolean isCutOff() {
        return cutOff;
    }

    /** Whether it takes part in the group. */
    boolean isReached() {
        return isAlive() && !cutOff && !isStill();
    }

    void cutOff(final boolean isCut) {
        cutOff = isCut;
    }

    /** Applies what the group has committed. */
    void follow() {
        if (!isReached()) {
            return;
        }
        if (store.state().birthDate() != truth.birthDate()) {
            startOver();
            return;
        }
        while (store.state().level() < truth.level()) {
            apply(truth.entry(store.state().level() + 1));
        }
    }

    private void apply(final byte[] entry) {
        store.apply(entry);
        if (leads && store.term() > ledTerm) {
            stepDown();
        }
        reporter.term(store.state().birthDate(), store.term());
        reporter.onApplied(store.state());
    }

    /** Begins again from what the group still has. */
    void startOver() {
        store = new MemoryStore(false, logLimit).create(truth.birthDate());
        onRestart();
        follow();
    }

    void lead(final long term) {
        follow();
        leads = true;
        ledTerm = term;
        newestTerms.merge(truth.birthDate(), term, Math::max);
        ladder.note(() -> name() + " ** leads term " + term + " level " + store.state().level());
        loads.term(truth.birthDate(), term);
        reporter.term(truth.birthDate(), term);
        publisher.lead(term, clock());
    }

    void stepDown() {
        leads = false;
        publisher.follow();
        ladder.note(() -> name() + " ** follows");
    }

    boolean leads() {
        return leads;
    }

    /** As the leader: a level is committed. Whether it still publishes it is its luck. */
    void committed(final byte[] entry, final boolean publishes) {
        apply(entry);
        if (publishes) {
            publisher.onCommitted(
                    store.state().birthDate(),
                    store.state().level(),
                    new UnsafeBuffer(entry),
                    clock());
        }
    }

    MemoryStore store() {
        return store;
    }

    Publisher publisher() {
        return publisher;
    }

    LoadServer loads() {
        return loads;
    }

    ReplicaTable table() {
        return table;
    }

    @Override
    protected void onFrame(final UnsafeBuffer frame, final int length) {
        switch (reader.read(frame, 0, length)) {
            case Message.ReplicaReport report -> table.onReport(report, clock());
            case Message.RegionReport report -> table.onReport(report, clock());
            case Message.LoadRequest _ -> loads.onFrame(frame, 0, length, clock());
            case Message.Announcement announcement -> {
                newestTerms.merge(announcement.birthDate(), announcement.term(), Math::max);
                loads.term(announcement.birthDate(), announcement.term());
                reporter.onFrame(frame, 0, length, clock());
            }
            default -> {}
        }
    }

    @Override
    protected void doWork() {
        table.forgetSilent(clock());
        publisher.doWork(clock());
        loads.doWork(clock());
        if (!leads) {
            reporter.doWork(clock());
        }
    }

    @Override
    long newestTerm(final long birthDate) {
        return newestTerms.getOrDefault(birthDate, 0L);
    }

    @Override
    protected void onCrash(final String why) {
        ladder.note(() -> name() + " ** crashes: " + why);
        leads = false;
        store.crash();
    }

    @Override
    protected void onRestart() {
        ladder.note(() -> name() + " ** starts");
        leads = false;
        newestTerms.clear();
        table = new ReplicaTable(5_000_000_000L, new ReplicationCounters());
        publisher = newPublisher();
        loads = newLoads();
        reporter = newReporter();
    }
}
