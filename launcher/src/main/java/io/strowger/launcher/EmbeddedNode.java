// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.SipConfig;
import io.strowger.location.LocationReader;
import io.strowger.node.ClusterNode;
import io.strowger.node.NodeConfig;
import io.strowger.node.NodeParts;
import io.strowger.node.NodeSecrets;
import io.strowger.protection.Protection;
import io.strowger.protection.ProtectionConfig;
import io.strowger.protection.ProtectionCounters;
import io.strowger.trunk.NodeTrunk;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/** The cluster node in this process: it reads the very store that the location server writes. */
final class EmbeddedNode implements SipSide {
    private final ClusterNode node;
    private final CountersManager counters;
    private final List<Integer> calls;
    private final List<Integer> transactions;
    private final List<Integer> connections;

    private EmbeddedNode(ClusterNode node, CountersManager counters) {
        this.node = node;
        this.counters = counters;
        calls = series("strowger_sip_transactions_total{type=\"invite_server\"}");
        transactions = series("strowger_sip_transactions{");
        connections = series("strowger_transport_connections");
    }

    /** Opens the listening points and starts the signaling thread. */
    static EmbeddedNode launch(
            SipConfig config,
            StoredLocation location,
            ProtectionDesk desk,
            CountersManager counters)
            throws CommandFailure {
        EmbeddedNode embedded =
                launch(
                        location,
                        desk.protection(),
                        counters,
                        parts -> ClusterNode.launch(NodeConfig.of(config), parts));
        desk.join(embedded.node::order);
        return embedded;
    }

    /** Starts the signaling thread behind a switch, which protects all of its nodes. */
    static EmbeddedNode launchBehind(
            NodeTrunk trunk, SipConfig config, StoredLocation location, CountersManager counters)
            throws CommandFailure {
        return launch(
                location,
                new Protection(
                        ProtectionConfig.ofNobody(),
                        ProtectionCounters.allocate(counters),
                        System.nanoTime()),
                counters,
                parts -> ClusterNode.launchBehind(trunk, NodeConfig.of(config), parts));
    }

    private static EmbeddedNode launch(
            StoredLocation location,
            Protection protection,
            CountersManager counters,
            Function<NodeParts, ClusterNode> launching)
            throws CommandFailure {
        LocationReader reader = location.store().reader();
        try {
            NodeParts parts =
                    new NodeParts(
                            reader,
                            location::connect,
                            NodeSecrets.read(reader),
                            protection,
                            counters);
            return new EmbeddedNode(launching.apply(parts), counters);
        } catch (UncheckedIOException failure) {
            reader.close();
            throw new CommandFailure(String.valueOf(failure.getCause().getMessage()));
        } catch (IllegalStateException failure) {
            reader.close();
            throw new CommandFailure(String.valueOf(failure.getMessage()));
        }
    }

    private List<Integer> series(String prefix) {
        List<Integer> ids = new ArrayList<>();
        counters.forEach(
                (id, label) -> {
                    if (label.equals(prefix)
                            || (prefix.endsWith("{") && label.startsWith(prefix))) {
                        ids.add(id);
                    }
                });
        return ids;
    }

    private long sum(List<Integer> ids) {
        return ids.stream().mapToLong(counters::getCounterValue).sum();
    }

    @Override
    public List<String> listening() {
        return node.localPoints().stream().map(Object::toString).toList();
    }

    @Override
    public long calls() {
        return sum(calls);
    }

    @Override
    public long transactions() {
        return sum(transactions);
    }

    @Override
    public long connections() {
        return sum(connections);
    }

    @Override
    public @Nullable String complaint() {
        return node.complaint();
    }

    @Override
    public void drain() {
        node.drain();
    }

    @Override
    public void close() {
        node.close();
    }
}
