// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.bus.BusDriver;
import io.strowger.bus.FrameHandler;
import io.strowger.bus.Sessions;
import io.strowger.bus.StreamPublisher;
import io.strowger.bus.StreamSubscriber;
import io.strowger.location.DatabaseState;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.ReplicaWriter;
import io.strowger.replication.DesignatedReceiver;
import io.strowger.replication.DesignatedReceiverConfig;
import io.strowger.replication.LoadServerConfig;
import io.strowger.replication.Message;
import io.strowger.replication.Replica;
import io.strowger.replication.ReplicaConfig;
import io.strowger.replication.ReplicaListener;
import io.strowger.replication.SessionOutput;
import java.time.Duration;
import org.agrona.CloseHelper;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a cluster node's replica in step: hears the stream, asks for loads, writes the store, and says where it stands.
 * As a designated receiver it also passes the stream on to its region, serves loads there and reports for it. Calls are
 * routed from the store meanwhile, whatever it does.
 */
public final class ReplicaAgent implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("strowger.replica");
    private static final int POLL = 256;
    private static final long REPORT_NANOS = 50_000_000;

    private final BusThread thread;
    private volatile ReplicaProgress progress;
    private volatile ReportedReplicas reported = ReportedReplicas.NONE;
    private volatile long heardAtNanos = System.nanoTime();

    /**
     * What the agent uses and closes, all of one driver.
     *
     * @param below null when nobody is
     */
    public record Bus(
            BusDriver driver, StreamSubscriber stream, Sessions sessions, @Nullable Below below) {}

    /**
     * Of a designated receiver.
     *
     * @param stream of its region
     * @param beat of the leader's announcements
     */
    public record Below(StreamPublisher stream, Duration beat) {}

    private ReplicaAgent(
            final ReplicaConfig config,
            final LocationStore store,
            final Bus bus,
            final CountersManager counters) {
        final ReplicaMachine machine = machine(config, store, bus);
        progress = ReplicaProgress.behind(machine.replica().report(System.nanoTime()), 0);
        thread = new BusThread("replica", new Rounds(machine, store, bus, counters));
    }

    private static ReplicaMachine machine(
            final ReplicaConfig config, final LocationStore store, final Bus bus) {
        final StoredReplica stored = new StoredReplica(store.replicaWriter());
        final SessionOutput sessions = bus.sessions()::offer;
        final Below below = bus.below();
        if (below == null) {
            return new ReplicaMachine.Alone(new Replica(config, stored, sessions, new Reporter()));
        }
        final StoredLoads source = new StoredLoads(store);
        return new ReplicaMachine.Receiving(
                new DesignatedReceiver(
                        new DesignatedReceiverConfig(
                                config,
                                LoadServerConfig.standard(config.id()),
                                below.beat().toNanos()),
                        stored,
                        source,
                        sessions,
                        below.stream()::publish,
                        new Reporter()),
                source);
    }

    /**
     * Starts the thread.
     *
     * @param counters where the metrics are made
     */
    public static ReplicaAgent start(
            final ReplicaConfig config,
            final LocationStore store,
            final Bus bus,
            final CountersManager counters) {
        final ReplicaAgent agent = new ReplicaAgent(config, store, bus, counters);
        agent.thread.start();
        return agent;
    }

    /** Where the replica stands, at most 100 ms old. Any thread. */
    public ReplicaProgress progress() {
        return progress;
    }

    /** Where the replicas and regions below stand, as they said last. Any thread. */
    public ReportedReplicas reported() {
        return reported;
    }

    /** For how long nothing has come by the stream, which says something at each beat. Any thread. */
    public Duration silence() {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - heardAtNanos));
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
        private final ReplicaMachine machine;
        private final LocationStore store;
        private final Bus bus;
        private final FrameHandler frames;
        private final ReplicaWriter writer;
        private final Scrub scrub;
        private final ReplicationMetrics metrics;
        private long reportAt;

        Rounds(
                final ReplicaMachine machine,
                final LocationStore store,
                final Bus bus,
                final CountersManager counters) {
            this.machine = machine;
            this.store = store;
            metrics = new ReplicationMetrics(counters, machine.counters());
            writer = store.replicaWriter();
            scrub = new Scrub(store, System.nanoTime());
            this.bus = bus;
            // Many chunks may wait, and who is patient must not count the time that they take.
            frames =
                    (buffer, offset, length) ->
                            machine.onFrame(buffer, offset, length, System.nanoTime());
        }

        @Override
        public int round(final long nowNanos) {
            int work = bus.driver().doWork();
            final int heard = bus.stream().poll(frames, POLL, nowNanos);
            if (heard > 0) {
                heardAtNanos = nowNanos;
            }
            work += heard;
            work += bus.sessions().poll(frames, POLL, nowNanos);
            work += machine.doWork(System.nanoTime());
            if (scrub.findsDamage(nowNanos)) {
                writer.distrust();
            }
            if (nowNanos - reportAt >= 0) {
                reportAt = nowNanos + REPORT_NANOS;
                final Replica replica = machine.replica();
                progress = ReplicaProgress.behind(replica.report(nowNanos), replica.knownLevel());
                reported = machine.reported(store.state());
                metrics.update();
            }
            return work;
        }

        @Override
        public boolean isBusy() {
            final Replica replica = machine.replica();
            return machine.isServing()
                    || switch (replica.activity()) {
                        case LOADING, RELOADING -> true;
                        case WAITING, IN_STEP -> replica.knownLevel() > store.state().level();
                    };
        }

        @Override
        public void await(final long nanos) {
            bus.driver().await(nanos);
        }

        @Override
        public void wake() {
            bus.driver().wake();
        }

        @Override
        public void close() {
            writer.abandon();
            final Below below = bus.below();
            CloseHelper.closeAll(
                    scrub,
                    machine,
                    below == null ? null : below.stream(),
                    bus.stream(),
                    bus.sessions(),
                    bus.driver());
        }
    }

    /** Says what an operator should know, once each time. */
    private static final class Reporter implements ReplicaListener {
        @Override
        public void onLoad(final Message.LastLoad kind) {
            if (kind != Message.LastLoad.INCREMENTAL) {
                LOGGER.log(
                        System.Logger.Level.INFO,
                        "the replica is loaded anew: {0}",
                        describe(kind));
            }
        }

        private static String describe(final Message.LastLoad kind) {
            return switch (kind) {
                case NONE -> "at the start";
                case INCREMENTAL -> "levels are missing";
                case NOT_COHERENT -> "it is new, or a load was cut off";
                case OTHER_BIRTH_DATE -> "the location server has another database";
                case AHEAD_OF_LOCATION_SERVER -> "it is ahead of the location server";
                case DIGEST_DIFFERS -> "its digest is another than the location server's";
                case LOG_NO_LONGER_REACHES_BACK -> "no log reaches back to its level";
            };
        }

        @Override
        public void onDigestDiffers(final DatabaseState own, final Message.Announcement announced) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "the replica differs from the location server at level "
                            + own.level()
                            + ": digest "
                            + own.digest()
                            + "; it reloads itself");
        }
    }
}
