// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.location.LocationReader;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.transport.MessageReceiver;
import io.strowger.sip.transport.TransportLayer;
import io.strowger.sip.transport.Transports;
import io.strowger.trunk.NodeTrunk;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One cluster node: its sockets and its signaling thread. {@link NodeWiring} puts it together. */
public final class ClusterNode implements AutoCloseable {
    private final Transports transports;
    private final NameService names;
    private final SignalingAgent agent;
    private final LocationReader reader;

    private ClusterNode(
            final Transports transports,
            final NameService names,
            final SignalingAgent agent,
            final LocationReader reader) {
        this.transports = transports;
        this.names = names;
        this.agent = agent;
        this.reader = reader;
    }

    /**
     * Opens the listening points and starts the signaling thread.
     *
     * @throws java.io.UncheckedIOException naming the point that could not be opened
     */
    public static ClusterNode launch(final NodeConfig config, final NodeParts parts) {
        return launch(
                config,
                parts,
                intake ->
                        TransportLayer.open(
                                config.transport(), intake, parts.protection(), parts.counters()));
    }

    /**
     * Starts the signaling thread behind a switch, which has the listening points.
     *
     * @param trunk closed with the node
     */
    public static ClusterNode launchBehind(
            final NodeTrunk trunk, final NodeConfig config, final NodeParts parts) {
        return launch(
                config, parts, intake -> new TrunkTransports(config.transport(), trunk, intake));
    }

    private static ClusterNode launch(
            final NodeConfig config,
            final NodeParts parts,
            final Function<MessageReceiver, Transports> opening) {
        final NodeClock clock = new NodeClock();
        final NodeCounters counters = NodeCounters.allocate(parts.counters());
        final NodeFlows flows = new NodeFlows();
        final MessageIntake intake =
                new MessageIntake(flows, parts.secrets().branchKey(), parts.protection(), counters);
        final Transports transports = opening.apply(intake);
        flows.join(transports);
        final NameService names = new SystemNameService(transports::wakeUp);
        try {
            final NodeWiring.Edge edge =
                    new NodeWiring.Edge(
                            flows, flows, names, transports.localPoints(), transports::wakeUp);
            final Signaling signaling = new NodeWiring(config, parts, edge).wire(clock, counters);
            intake.join(signaling.transactions());
            final SignalingAgent agent = new SignalingAgent(transports, signaling);
            Thread.ofPlatform().name("signaling").start(agent);
            return new ClusterNode(transports, names, agent, parts.reader());
        } catch (final RuntimeException failed) {
            names.close();
            transports.close();
            throw failed;
        }
    }

    /** Addresses and ports under which the node is reached. */
    public List<LocalPoint> localPoints() {
        return transports.localPoints();
    }

    /** Why nothing can come in, null when it can. */
    public @Nullable String complaint() {
        return transports.complaint();
    }

    /** Has something done by the signaling thread. Any thread. */
    public void order(final Runnable order) {
        agent.order(order);
    }

    /** New calls go to others, or are refused, from now on; what is in progress goes on. */
    public void drain() {
        agent.drain();
    }

    /** Sends what is waiting and closes everything; transactions in progress end with it. */
    @Override
    public void close() {
        agent.stop();
        names.close();
        transports.close();
        reader.close();
    }
}
