// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.authentication.Authenticator;
import io.strowger.location.LocationReader;
import io.strowger.location.client.LocationUpdates;
import io.strowger.proxy.Proxy;
import io.strowger.proxy.ProxyCounters;
import io.strowger.proxy.ProxyParts;
import io.strowger.redirect.RedirectServer;
import io.strowger.registrar.Registrar;
import io.strowger.registrar.RegistrarCounters;
import io.strowger.routing.DialogToken;
import io.strowger.routing.OwnResponse;
import io.strowger.routing.RouteInformation;
import io.strowger.routing.Router;
import io.strowger.routing.ServedDomains;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.transaction.TimerWheel;
import io.strowger.sip.transaction.TransactionCounters;
import io.strowger.sip.transaction.TransactionLayer;
import io.strowger.sip.transport.TransportLayer;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;

/**
 * One cluster node, wired by hand. Read {@link #launch} upwards from the transports and you follow a
 * datagram: transports, intake, transactions, dispatcher, role, location replica. Nothing else names
 * more than one of these layers.
 */
public final class ClusterNode implements AutoCloseable {
    private static final long TIMER_TICK_NANOS = NodeClock.millis(10);
    private static final int TIMER_SLOTS = 4_096;

    private final TransportLayer transports;
    private final SignalingAgent agent;
    private final LocationReader reader;

    private ClusterNode(
            final TransportLayer transports,
            final SignalingAgent agent,
            final LocationReader reader) {
        this.transports = transports;
        this.agent = agent;
        this.reader = reader;
    }

    /**
     * Opens the listening points and starts the signaling thread.
     *
     * @throws java.io.UncheckedIOException naming the point that could not be opened
     */
    public static ClusterNode launch(final NodeConfig config, final NodeParts parts) {
        final NodeClock clock = new NodeClock();
        final NodeCounters counters = NodeCounters.allocate(parts.counters());
        final NodeFlows flows = new NodeFlows();
        final MessageIntake intake =
                new MessageIntake(flows, parts.secrets().branchKey(), counters);
        final TransportLayer transports =
                TransportLayer.open(config.transport(), intake, parts.counters());
        flows.join(transports);
        try {
            final SignalingAgent agent =
                    wire(config, parts, new Wiring(clock, counters, flows, intake, transports));
            Thread.ofPlatform().name("signaling").start(agent);
            return new ClusterNode(transports, agent, parts.reader());
        } catch (final RuntimeException failed) {
            transports.close();
            throw failed;
        }
    }

    /** What exists before the transaction layer. */
    private record Wiring(
            NodeClock clock,
            NodeCounters counters,
            NodeFlows flows,
            MessageIntake intake,
            TransportLayer transports) {}

    private static SignalingAgent wire(
            final NodeConfig config, final NodeParts parts, final Wiring wiring) {
        final NodeSecrets secrets = parts.secrets();
        final NodeClock clock = wiring.clock();
        final ServedDomains domains =
                new ServedDomains(config.domains(), wiring.transports().localPoints());
        final OwnResponse response = new OwnResponse(secrets.branchKey());
        final Supplier<RouteInformation> routes =
                () -> new RouteInformation(domains, new DialogToken(secrets.branchKey()));
        final Authenticator authenticator =
                new Authenticator(
                        new ServedHomes(domains), config.authentication(), secrets.nonceKey());
        final Gatekeeper gatekeeper =
                new Gatekeeper(authenticator, parts.reader(), response, clock);
        final RequestDispatcher dispatcher =
                new RequestDispatcher(
                        new RequestDispatcher.DispatcherParts(
                                routes.get(),
                                new Router(domains, config.service()),
                                parts.reader(),
                                clock,
                                wiring.counters(),
                                response,
                                gatekeeper));
        final SecureRandom random = new SecureRandom();
        final TransactionLayer transactions =
                new TransactionLayer(
                        config.timers(),
                        dispatcher,
                        wiring.flows(),
                        config.transactions(),
                        new KeyedHash(random.nextLong(), random.nextLong()),
                        TransactionCounters.allocate(parts.counters()),
                        clock.nowNanos());
        wiring.intake().join(transactions);
        gatekeeper.join(transactions);
        final TimerWheel proxyTimers =
                new TimerWheel(TIMER_TICK_NANOS, TIMER_SLOTS, clock.nowNanos());
        final Proxy proxy =
                new Proxy(
                        config.proxy(),
                        new ProxyParts(
                                transactions,
                                wiring.flows(),
                                wiring.flows(),
                                new NodeResolver(),
                                parts.reader(),
                                proxyTimers,
                                config.timers(),
                                secrets.branchKey(),
                                routes,
                                ProxyCounters.allocate(parts.counters())));
        final LocationUpdates updates = parts.updates().apply(wiring.transports()::wakeUp);
        final Registrar registrar =
                new Registrar(
                        transactions,
                        response,
                        new LocationDoor(updates),
                        domains,
                        config.registration(),
                        RegistrarCounters.allocate(parts.counters()));
        dispatcher.join(
                new RequestDispatcher.Roles(
                        transactions,
                        proxy,
                        new RedirectServer(transactions, response),
                        registrar));
        return new SignalingAgent(
                new Signaling(
                        wiring.transports(),
                        transactions,
                        proxyTimers,
                        registrar,
                        updates,
                        parts.reader(),
                        clock,
                        wiring.counters()));
    }

    /** Addresses and ports under which the node is reached. */
    public List<LocalPoint> localPoints() {
        return transports.localPoints();
    }

    /** New calls are refused from now on, what is in progress goes on. */
    public void drain() {
        agent.drain();
    }

    /** Sends what is waiting and closes everything; transactions in progress end with it. */
    @Override
    public void close() {
        agent.stop();
        transports.close();
        reader.close();
    }
}
