// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.bus.BusDriver;
import io.strowger.bus.BusFailure;
import io.strowger.bus.Sessions;
import io.strowger.bus.SessionsConfig;
import io.strowger.bus.StreamPublisher;
import io.strowger.bus.StreamRoute;
import io.strowger.bus.StreamSubscriber;
import io.strowger.cluster.transport.ClusterSecret;
import io.strowger.cluster.transport.ClusterSecrets;
import io.strowger.location.RecordChange;
import io.strowger.location.RecordTable;
import io.strowger.location.store.CommitOutcome;
import io.strowger.location.store.LocationStore;
import io.strowger.location.store.StoreConfig;
import io.strowger.location.store.StoreOpenFailure;
import io.strowger.replication.Message;
import io.strowger.replication.ReplicaConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.ConcurrentCountersManager;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/** A leader that a test commits to, and nodes with their replicas, each on a bus of its own. */
final class Cluster {
    static final Duration BEAT = Duration.ofMillis(50);
    private static final ClusterSecrets SECRETS =
            ClusterSecrets.of(
                    ClusterSecret.of(
                            "a secret that all processes of this test know"
                                    .getBytes(StandardCharsets.US_ASCII)));
    private static final long BIRTH_DATE = 4711L << 20;

    private final Path directory;
    private final int port;
    private final StoreConfig storeConfig;

    /** Of whoever leads; a test may begin another one. */
    volatile long term = 1;

    Cluster(final Path directory, final int port) {
        this(directory, port, 10_000);
    }

    Cluster(final Path directory, final int port, final long logEntries) {
        this.directory = directory;
        this.port = port;
        storeConfig = new StoreConfig(8L << 30, logEntries, 1L << 28, Duration.ofDays(1), false);
    }

    private StreamRoute route() {
        return new StreamRoute.Multicast("239.72.8.1:" + port, "127.0.0.1", 0);
    }

    private StreamRoute regionRoute() {
        return new StreamRoute.Multicast("239.72.8.3:" + (port + 1), "127.0.0.1", 0);
    }

    private String members() {
        return asked(1);
    }

    /** Where a process is asked. */
    private String asked(final long id) {
        return "127.0.0.1:" + (port + 9 + id);
    }

    private static CountersManager counters() {
        return new ConcurrentCountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(128 * CountersReader.METADATA_LENGTH)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(128 * CountersReader.COUNTER_LENGTH)));
    }

    /** The value of the counter with this label. */
    private static long counted(final CountersManager counters, final String label) {
        final long[] found = {-1};
        counters.forEach(
                (long counted, int _, String name) -> {
                    if (name.equals(label)) {
                        found[0] = counted;
                    }
                });
        return found[0];
    }

    Leader leader() throws StoreOpenFailure, BusFailure {
        return new Leader();
    }

    Node node(final long id) throws StoreOpenFailure, BusFailure {
        return new Node(id, route(), false, Map.of(1L, members()));
    }

    /** A designated receiver, which follows the leader and serves the region. */
    Node receiver(final long id) throws StoreOpenFailure, BusFailure {
        return new Node(id, route(), true, Map.of(1L, members()));
    }

    /** A node below two designated receivers, which can ask nobody else. */
    Node below(final long id, final long first, final long second)
            throws StoreOpenFailure, BusFailure {
        return new Node(
                id, regionRoute(), false, Map.of(first, asked(first), second, asked(second)));
    }

    /** Member 1: commits what the test asks for, publishes it and serves loads. */
    final class Leader implements AutoCloseable {
        final LocationStore store;
        private final MemberAgent agent;
        private final RecordChange change = new RecordChange();
        private long position;

        private Leader() throws StoreOpenFailure, BusFailure {
            final CountersManager counters = counters();
            store = LocationStore.open(directory.resolve("leader"), storeConfig, counters);
            if (!store.state().exists()) {
                store.writer().createDatabase(BIRTH_DATE);
            }
            position = store.appliedLogPosition();
            final BusDriver driver = BusDriver.launch(directory.resolve("bus1"), counters, SECRETS);
            agent =
                    MemberAgent.start(
                            ReplicaConfig.standard(1, "leader", Message.Role.ACTIVE),
                            BEAT,
                            store,
                            () -> new MemberAgent.Leadership(true, term),
                            new MemberAgent.Bus(
                                    driver,
                                    new StreamPublisher(driver, List.of(route()), counters),
                                    new StreamSubscriber(
                                            driver,
                                            List.of(route()),
                                            BEAT.multipliedBy(10),
                                            counters),
                                    new Sessions(
                                            driver,
                                            new SessionsConfig(
                                                    members(),
                                                    "127.0.0.1",
                                                    Map.of(),
                                                    false,
                                                    16,
                                                    Duration.ofSeconds(10)),
                                            1,
                                            counters),
                                    counters));
        }

        /** Commits records as one level. */
        void commit(final String... keys) {
            final byte[] value = ("value of level " + position).getBytes(StandardCharsets.US_ASCII);
            store.writer().beginBatch(1, ++position, System.currentTimeMillis());
            for (final String key : keys) {
                store.writer()
                        .apply(
                                change.reset(RecordTable.SECRET)
                                        .key(key.getBytes(StandardCharsets.US_ASCII))
                                        .value(new UnsafeBuffer(value), 0, value.length));
            }
            if (!(store.writer().commitBatch() instanceof CommitOutcome.Committed)) {
                throw new AssertionError("the leader's store is full");
            }
        }

        /** Commits a deletion. */
        void delete(final String key) {
            store.writer().beginBatch(1, ++position, System.currentTimeMillis());
            store.writer()
                    .apply(
                            change.reset(RecordTable.SECRET)
                                    .key(key.getBytes(StandardCharsets.US_ASCII)));
            store.writer().commitBatch();
        }

        /** What its replicas reported last, by their ids. */
        Map<Long, Message.ReplicaReport> reports() {
            final Map<Long, Message.ReplicaReport> byId = new HashMap<>();
            agent.reported().replicas().forEach(one -> byId.put(one.report().id(), one.report()));
            return byId;
        }

        /** What its regions reported last, by their designated receivers. */
        Map<Long, Message.RegionReport> regions() {
            final Map<Long, Message.RegionReport> byId = new HashMap<>();
            agent.reported().regions().forEach(one -> byId.put(one.sender(), one));
            return byId;
        }

        @Override
        public void close() {
            agent.close();
            store.close();
        }
    }

    /** A cluster node's replica. */
    final class Node implements AutoCloseable {
        final LocationStore store;
        private final CountersManager counters = counters();
        private final ReplicaAgent agent;

        private Node(
                final long id,
                final StreamRoute heard,
                final boolean receives,
                final Map<Long, String> asked)
                throws StoreOpenFailure, BusFailure {
            store =
                    LocationStore.openReplica(
                            directory.resolve("node" + id), storeConfig, counters);
            final BusDriver driver =
                    BusDriver.launch(directory.resolve("bus" + id), counters, SECRETS);
            agent =
                    ReplicaAgent.start(
                            ReplicaConfig.standard(
                                    id,
                                    "node" + id,
                                    receives
                                            ? Message.Role.DESIGNATED_RECEIVER
                                            : Message.Role.NODE),
                            store,
                            new ReplicaAgent.Bus(
                                    driver,
                                    new StreamSubscriber(
                                            driver,
                                            List.of(heard),
                                            BEAT.multipliedBy(10),
                                            counters),
                                    new Sessions(
                                            driver,
                                            new SessionsConfig(
                                                    receives ? asked(id) : null,
                                                    "127.0.0.1",
                                                    asked,
                                                    false,
                                                    4,
                                                    Duration.ofSeconds(10)),
                                            id,
                                            counters),
                                    receives ? below(driver) : null),
                            counters);
        }

        private ReplicaAgent.Below below(final BusDriver driver) {
            return new ReplicaAgent.Below(
                    new StreamPublisher(driver, List.of(regionRoute()), counters), BEAT);
        }

        /** For how long nothing has come by the stream. */
        Duration silence() {
            return agent.silence();
        }

        /** What was reported to it. */
        ReportedReplicas reported() {
            return agent.reported();
        }

        Message.ReplicaReport report() {
            return agent.progress().report();
        }

        long counter(final String label) {
            return counted(counters, label);
        }

        boolean isInStepWith(final Leader leader) {
            return store.state().equals(leader.store.state());
        }

        @Override
        public void close() {
            agent.close();
            store.close();
        }
    }
}
