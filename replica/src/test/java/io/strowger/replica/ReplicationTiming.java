// SPDX-License-Identifier: Apache-2.0
package io.strowger.replica;

import io.strowger.replica.Cluster.Leader;
import io.strowger.replica.Cluster.Node;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures, on this machine and by hand: a new node with many records in step while updates go on, four of them at once,
 * and how long after its commit a level is at every node. Arguments: directory, records.
 */
final class ReplicationTiming {
    private static final int BATCH = 1000;

    private final PrintStream out;
    private final Cluster cluster;
    private final int records;

    private ReplicationTiming(final PrintStream out, final Path directory, final int records) {
        this.out = out;
        this.records = records;
        cluster = new Cluster(directory, 18_501, 200_000);
    }

    @SuppressWarnings("SystemOut")
    public static void main(final String[] arguments) throws Exception {
        new ReplicationTiming(System.out, Path.of(arguments[0]), Integer.parseInt(arguments[1]))
                .run();
    }

    private void run() throws Exception {
        try (Leader leader = cluster.leader()) {
            final long start = System.nanoTime();
            for (int from = 0; from < records; from += BATCH) {
                final String[] keys = new String[BATCH];
                for (int i = 0; i < BATCH; i++) {
                    keys[i] = String.format("user%08d@bench.example.org", from + i);
                }
                leader.commit(keys);
            }
            out.printf("leader has %d records after %d ms%n", records, millisSince(start));
            load(leader, 1, 2);
            load(leader, 4, 10);
            propagation(leader, 0);
            propagation(leader, 1_000);
        }
    }

    private static long millisSince(final long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    /** New nodes at once, with 500 updates a second meanwhile. */
    private void load(final Leader leader, final int count, final long firstId) throws Exception {
        final List<Node> nodes = new ArrayList<>();
        final long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            nodes.add(cluster.node(firstId + i));
        }
        int updates = 0;
        while (!nodes.stream().allMatch(node -> isNear(node, leader))) {
            leader.commit("live" + updates++ % 1000);
            LockSupport.parkNanos(2_000_000);
        }
        out.printf(
                "%d new nodes in step after %d ms, %d updates meanwhile%n",
                count, millisSince(start), updates);
        for (final Node node : nodes) {
            node.close();
        }
    }

    private static boolean isNear(final Node node, final Leader leader) {
        return node.store.state().coherent()
                && node.store.state().level() >= leader.store.state().level() - 5;
    }

    private void propagation(final Leader leader, final int perSecond) throws Exception {
        try (Node two = cluster.node(2);
                Node three = cluster.node(3)) {
            while (!isNear(two, leader) || !isNear(three, leader)) {
                LockSupport.parkNanos(1_000_000);
            }
            final int commits = perSecond == 0 ? 300 : perSecond * 8;
            final long[] nanos = new long[commits];
            final long begin = System.nanoTime();
            for (int i = 0; i < commits; i++) {
                final long due = begin + i * 1_000_000_000L / Math.max(perSecond, 60);
                while (System.nanoTime() - due < 0) {
                    LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
                }
                leader.commit("live" + i % 1000);
                final long level = leader.store.state().level();
                final long committed = System.nanoTime();
                while (two.store.state().level() < level || three.store.state().level() < level) {
                    LockSupport.parkNanos(20_000);
                }
                nanos[i] = System.nanoTime() - committed;
            }
            final long[] sorted = Arrays.copyOfRange(nanos, commits / 4, commits);
            Arrays.sort(sorted);
            out.printf(
                    "%d updates/s: at both nodes after p50 %d us, p99 %d us, max %d us%n",
                    perSecond,
                    sorted[sorted.length / 2] / 1000,
                    sorted[(int) (sorted.length * 0.99)] / 1000,
                    sorted[sorted.length - 1] / 1000);
        }
    }
}
