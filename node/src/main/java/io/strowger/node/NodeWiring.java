// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.authentication.Authenticator;
import io.strowger.location.client.LocationUpdates;
import io.strowger.proxy.FlowFinder;
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
import io.strowger.sip.transaction.MessageSender;
import io.strowger.sip.transaction.TimerWheel;
import io.strowger.sip.transaction.TransactionCounters;
import io.strowger.sip.transaction.TransactionLayer;
import java.security.SecureRandom;
import java.util.List;
import org.agrona.concurrent.status.CountersManager;

/**
 * A cluster node wired by hand. Read {@link #wire} upwards from the transports and you follow a
 * datagram: transports, intake, transactions, dispatcher, role, location replica. Nothing else names
 * more than one of these layers.
 */
final class NodeWiring {
    private static final long TIMER_TICK_NANOS = NodeClock.millis(10);
    private static final int TIMER_SLOTS = 4_096;

    private final NodeConfig config;
    private final NodeParts parts;
    private final NodeSecrets secrets;
    private final CountersManager counters;
    private final Edge edge;
    private final ServedDomains domains;
    private final OwnResponse response;

    NodeWiring(final NodeConfig config, final NodeParts parts, final Edge edge) {
        this.config = config;
        this.parts = parts;
        this.edge = edge;
        secrets = parts.secrets();
        counters = parts.counters();
        domains = new ServedDomains(config.domains(), edge.localPoints());
        response = new OwnResponse(secrets.branchKey());
    }

    /**
     * What meets the network.
     *
     * @param localPoints under which the node is reached
     * @param wakeUp makes the signaling thread turn, from any thread
     */
    record Edge(
            FlowFinder flows,
            MessageSender sender,
            NameService names,
            List<LocalPoint> localPoints,
            Runnable wakeUp) {}

    Signaling wire(final NodeClock clock, final NodeCounters nodeCounters) {
        final Gatekeeper gatekeeper =
                new Gatekeeper(authenticator(), parts.reader(), response, clock);
        final RequestDispatcher dispatcher =
                new RequestDispatcher(
                        new RequestDispatcher.DispatcherParts(
                                routeInformation(),
                                new Router(domains, config.service()),
                                parts.reader(),
                                clock,
                                nodeCounters,
                                response,
                                gatekeeper));
        final TransactionLayer transactions = transactions(dispatcher, clock);
        gatekeeper.join(transactions);
        final TimerWheel timers = new TimerWheel(TIMER_TICK_NANOS, TIMER_SLOTS, clock.nowNanos());
        final LocationUpdates updates = parts.updates().apply(edge.wakeUp());
        final Registrar registrar = registrar(transactions, updates);
        final NodeResolver resolver = new NodeResolver(edge.names(), clock::nowNanos);
        final Proxy proxy = proxy(transactions, timers, resolver);
        dispatcher.join(
                new RequestDispatcher.Roles(
                        transactions,
                        proxy,
                        new RedirectServer(transactions, response),
                        registrar));
        return new Signaling(
                transactions,
                timers,
                proxy,
                resolver,
                registrar,
                updates,
                parts.reader(),
                clock,
                nodeCounters);
    }

    private Authenticator authenticator() {
        return new Authenticator(
                new ServedHomes(domains), config.authentication(), secrets.nonceKey());
    }

    private RouteInformation routeInformation() {
        return new RouteInformation(domains, new DialogToken(secrets.branchKey()));
    }

    /** The key of the transaction table is this process's own: nobody else has to know it. */
    private TransactionLayer transactions(
            final RequestDispatcher dispatcher, final NodeClock clock) {
        final SecureRandom random = new SecureRandom();
        return new TransactionLayer(
                config.timers(),
                dispatcher,
                edge.sender(),
                config.transactions(),
                new KeyedHash(random.nextLong(), random.nextLong()),
                TransactionCounters.allocate(counters),
                clock.nowNanos());
    }

    private Proxy proxy(
            final TransactionLayer transactions,
            final TimerWheel timers,
            final NodeResolver resolver) {
        return new Proxy(
                config.proxy(),
                new ProxyParts(
                        transactions,
                        edge.sender(),
                        edge.flows(),
                        resolver,
                        parts.reader(),
                        timers,
                        config.timers(),
                        secrets.branchKey(),
                        this::routeInformation,
                        ProxyCounters.allocate(counters)));
    }

    private Registrar registrar(
            final TransactionLayer transactions, final LocationUpdates updates) {
        return new Registrar(
                transactions,
                response,
                new LocationDoor(updates),
                domains,
                config.registration(),
                RegistrarCounters.allocate(counters));
    }
}
