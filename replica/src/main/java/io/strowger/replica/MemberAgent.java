// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.bus.BusDriver;
import io.strowger.bus.FrameHandler;
import io.strowger.bus.Sessions;
import io.strowger.bus.StreamPublisher;
import io.strowger.bus.StreamSubscriber;
import io.strowger.location.DatabaseState;
import io.strowger.location.store.LocationStore;
import io.strowger.replication.FrameReader;
import io.strowger.replication.LoadServer;
import io.strowger.replication.LoadServerConfig;
import io.strowger.replication.Message;
import io.strowger.replication.Publisher;
import io.strowger.replication.ReplicaConfig;
import io.strowger.replication.ReplicaTable;
import io.strowger.replication.ReplicationCounters;
import io.strowger.replication.StandbyReporter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * A location server's side of replication: while it leads it publishes each level that its store commits, otherwise it
 * compares and reports; loads it serves in any case. It looks at the store from beside, so nothing here can hold up a
 * commit.
 */
public final class MemberAgent implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("strowger.replica");
    private static final int POLL = 256;
    private static final int MOST_LEVELS = 256;

    private static final long REPORT_NANOS = 50_000_000;
    private static final long SILENCE_NANOS = Duration.ofSeconds(4).toNanos();

    private final BusThread thread;
    private volatile ReportedReplicas reported = ReportedReplicas.NONE;
    private volatile @Nullable ReplicaProgress self;

    /**
     * What the agent uses and closes, all of one driver.
     *
     * @param counters where the metrics are made
     */
    public record Bus(
            BusDriver driver,
            StreamPublisher out,
            StreamSubscriber in,
            Sessions sessions,
            CountersManager counters) {}

    /**
     * Whether this member leads.
     *
     * @param term of its leadership
     */
    public record Leadership(boolean leads, long term) {}

    private MemberAgent(
            final ReplicaConfig config,
            final Duration beat,
            final LocationStore store,
            final Supplier<Leadership> leadership,
            final Bus bus) {
        thread = new BusThread("replication", new Rounds(config, beat, store, leadership, bus));
        store.onCommit(thread::wake);
    }

    /**
     * Starts the thread.
     *
     * @param config of this member
     * @param beat between two announcements
     * @param leadership of this member now; asked in each round
     */
    public static MemberAgent start(
            final ReplicaConfig config,
            final Duration beat,
            final LocationStore store,
            final Supplier<Leadership> leadership,
            final Bus bus) {
        final MemberAgent agent = new MemberAgent(config, beat, store, leadership, bus);
        agent.thread.start();
        return agent;
    }

    /** Where the replicas and regions stand that report to this member, as they said last. Any thread. */
    public ReportedReplicas reported() {
        return reported;
    }

    /** Where this member stands beside the leader, at most 100 ms old; null while it leads. Any thread. */
    public @Nullable ReplicaProgress self() {
        return self;
    }

    /** Why the thread stopped by itself, null while it works. Any thread. */
    public @Nullable String fault() {
        return thread.fault();
    }

    /** Ends the thread and the bus; the store stays open. */
    @Override
    public void close() {
        thread.close();
    }

    private final class Rounds implements BusThread.Work {
        private final Supplier<Leadership> leadership;
        private final Bus bus;
        private final StoredLoads source;
        private final ReplicaTable table =
                new ReplicaTable(SILENCE_NANOS, new ReplicationCounters());
        private final FrameReader reader = new FrameReader();
        private final Publisher publisher;
        private final LoadServer loads;
        private final StandbyReporter standby;
        private final long beatNanos;
        private long beatAt;
        private Leadership now = new Leadership(false, -1);
        private DatabaseState state;
        private long publishedLevel;
        private final ReplicationMetrics metrics;
        private long nowNanos;
        private long reportAt;

        Rounds(
                final ReplicaConfig config,
                final Duration beat,
                final LocationStore store,
                final Supplier<Leadership> leadership,
                final Bus bus) {
            this.leadership = leadership;
            this.bus = bus;
            beatNanos = beat.toNanos();
            source = new StoredLoads(store);
            state = source.state();
            publisher =
                    new Publisher(config.id(), beat.toNanos(), source, table, bus.out()::publish);
            loads =
                    new LoadServer(
                            LoadServerConfig.standard(config.id()), source, bus.sessions()::offer);
            standby =
                    new StandbyReporter(
                            config,
                            state,
                            bus.sessions()::offer,
                            () ->
                                    LOGGER.log(
                                            System.Logger.Level.ERROR,
                                            "this member's database differs from the leader's"));
            metrics =
                    new ReplicationMetrics(
                            bus.counters(),
                            List.of(publisher.counters(), loads.counters(), standby.counters()));
        }

        @Override
        public int round(final long roundNanos) {
            nowNanos = roundNanos;
            int work = bus.driver().doWork();
            lookAtLeadership();
            work += lookAtStore();
            work += bus.in().poll(fromStream, POLL, nowNanos);
            work += bus.sessions().poll(fromSessions, POLL, nowNanos);
            work += loads.doWork(nowNanos) + announce();
            work += now.leads() ? 0 : standby.doWork(nowNanos);
            if (nowNanos - reportAt >= 0) {
                reportAt = nowNanos + REPORT_NANOS;
                table.forgetSilent(nowNanos);
                look();
            }
            return work;
        }

        private void look() {
            reported = ReportedReplicas.of(state, table);
            self =
                    now.leads()
                            ? null
                            : ReplicaProgress.behind(
                                    standby.report(nowNanos), standby.knownLevel());
            metrics.update();
        }

        private int announce() {
            final int announced = publisher.doWork(nowNanos);
            if (announced > 0) {
                beatAt = nowNanos + beatNanos;
            }
            return announced;
        }

        private void lookAtLeadership() {
            final Leadership newest = leadership.get();
            if (newest.equals(now)) {
                return;
            }
            now = newest;
            if (now.leads()) {
                publishedLevel = source.state().level();
                publisher.lead(now.term(), nowNanos);
            } else {
                publisher.follow();
            }
        }

        private int lookAtStore() {
            final DatabaseState newest = source.state();
            final boolean isSame = newest.equals(state);
            state = newest;
            // A term may begin without a change; loads in the one before it would be refused.
            loads.term(state.birthDate(), now.term());
            standby.term(state.birthDate(), now.term());
            if (!isSame) {
                standby.onApplied(state);
            }
            return now.leads() ? publish() : 0;
        }

        private int publish() {
            int levels = 0;
            while (publishedLevel < state.level() && levels < MOST_LEVELS) {
                publishedLevel++;
                levels++;
                final DirectBuffer entry = source.entry(publishedLevel);
                if (entry != null) {
                    publisher.onCommitted(state.birthDate(), publishedLevel, entry, nowNanos);
                }
            }
            return levels;
        }

        private final FrameHandler fromStream =
                (buffer, offset, length) -> {
                    if (!now.leads()) {
                        onFrameOfLeader(buffer, offset, length);
                    }
                };

        private final FrameHandler fromSessions = this::onFrame;

        private void onFrameOfLeader(
                final DirectBuffer buffer, final int offset, final int length) {
            standby.onFrame(buffer, offset, length, nowNanos);
        }

        private void onFrame(final DirectBuffer buffer, final int offset, final int length) {
            switch (reader.read(buffer, offset, length)) {
                case Message.ReplicaReport report -> table.onReport(report, nowNanos);
                case Message.RegionReport report -> table.onReport(report, nowNanos);
                default -> loads.onFrame(buffer, offset, length, nowNanos);
            }
        }

        @Override
        public boolean isBusy() {
            return loads.requesters() > 0;
        }

        @Override
        public void await(final long nanos) {
            final long beatIn = now.leads() ? beatAt - System.nanoTime() : nanos;
            bus.driver().await(Math.clamp(beatIn, 0, nanos));
        }

        @Override
        public void wake() {
            bus.driver().wake();
        }

        @Override
        public void close() {
            CloseHelper.closeAll(source, bus.out(), bus.in(), bus.sessions(), bus.driver());
        }
    }
}
