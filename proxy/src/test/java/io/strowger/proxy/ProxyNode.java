// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.Binding;
import io.strowger.location.BindingSetEncoder;
import io.strowger.location.BindingSetView;
import io.strowger.location.BindingView;
import io.strowger.location.Limits;
import io.strowger.routing.DialogToken;
import io.strowger.routing.FlowToken;
import io.strowger.routing.NextHopResolver;
import io.strowger.routing.RouteInformation;
import io.strowger.routing.ServedDomains;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.MessageSender;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TimerValues;
import io.strowger.sip.transaction.TimerWheel;
import io.strowger.sip.transaction.TransactionCounters;
import io.strowger.sip.transaction.TransactionLayer;
import io.strowger.sip.transaction.TransactionLimits;
import io.strowger.sip.transaction.TransactionUser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * One node of a ladder: the proxy on the real transaction layer. All nodes have the address, the key
 * and the targets of their cluster in common, and nothing else.
 */
final class ProxyNode implements TransactionUser, FlowFinder {
    static final LocalPoint UDP = new LocalPoint(TransportProtocol.UDP, "192.0.2.1", 5060, 0);
    static final LocalPoint TCP = new LocalPoint(TransportProtocol.TCP, "192.0.2.1", 5060, 1);

    static final long NET = 0xFFFF_C000_0200L;

    private static final long TICK_NANOS = 10_000_000;

    private final List<Target> targetList;
    private final TransactionLayer layer;
    private final Proxy proxy;
    private final TimerWheel timers = new TimerWheel(TICK_NANOS, 1024, 0);
    private final RouteInformation route;
    private final TargetSet targets = new TargetSet();
    private long now;

    /**
     * Where requests go that name no Route beyond this cluster.
     *
     * @param flow last byte of the address that it registered from, 0 when that is what the URI says
     * @param connection number of its connection, which is gone when that is odd; 0 for UDP. All that
     *     have one are flows of one phone
     */
    record Target(String uri, int q, int flow, int connection) {
        Target(final String uri, final int q) {
            this(uri, q, 0, 0);
        }
    }

    ProxyNode(
            final List<Target> targetList,
            final ProxyConfig config,
            final MessageSender network,
            final NextHopResolver resolver) {
        this.targetList = targetList;
        final KeyedHash key = new KeyedHash(7, 8);
        final ServedDomains domains = new ServedDomains(List.of("example.org"), List.of(UDP, TCP));
        route = new RouteInformation(domains, new DialogToken(key.copy()));
        layer =
                new TransactionLayer(
                        TimerValues.standard(),
                        this,
                        network,
                        new TransactionLimits(64, 64, 8 << 20, 100, 5),
                        new KeyedHash(1, 2),
                        TransactionCounters.allocate(counters()),
                        now);
        proxy =
                new Proxy(
                        config,
                        new ProxyParts(
                                layer,
                                network,
                                this,
                                resolver,
                                new EmptyReader(),
                                timers,
                                TimerValues.standard(),
                                key,
                                () -> new RouteInformation(domains, new DialogToken(key.copy())),
                                ProxyCounters.allocate(counters())));
    }

    private static CountersManager counters() {
        return new CountersManager(
                new UnsafeBuffer(ByteBuffer.allocateDirect(64 * 1024)),
                new UnsafeBuffer(ByteBuffer.allocateDirect(16 * 1024)));
    }

    void pass(final long nanos) {
        final long end = now + nanos;
        while (now < end) {
            now += TICK_NANOS;
            layer.doTimers(now);
            timers.expire(now, 100);
        }
    }

    void receive(final SipMessage message, final Flow flow) {
        layer.onMessage(message, flow, now);
    }

    void forget() {
        layer.forget(now);
        isClean();
    }

    void unreachable(final Flow flow) {
        layer.onFlowFailed(flow, now);
    }

    void lookedUp(final long lookUp) {
        proxy.onLookedUp(lookUp, now);
    }

    /** Everything has timed out: no context, no transaction, no timer is left. */
    void isClean() {
        assertThat(layer.active()).isZero();
        assertThat(proxy.active()).isZero();
        assertThat(proxy.parked()).isZero();
        assertThat(timers.armed()).isZero();
    }

    @Override
    public Flow flowTo(
            final TransportProtocol protocol, final long high, final long low, final int port) {
        return protocol == TransportProtocol.TCP
                ? new Flow(TCP, high, low, port, 1)
                : new Flow(UDP, high, low, port, 0);
    }

    @Override
    public @Nullable Flow connection(final long number) {
        return number % 2 == 0 ? new Flow(TCP, 0, NET + number, 5060, number) : null;
    }

    @Override
    public void onRequest(
            final ServerTransaction transaction, final SipMessage request, final long nowNanos) {
        fillTargets(request);
        proxy.forward(transaction, request, route, targets, nowNanos);
    }

    /** Where the router would send it: in a dialog to the Request-URI, else to all targets. */
    private void fillTargets(final SipMessage request) {
        assertThat(route.read(request, new EmptyReader())).isEqualTo(Malformation.NONE);
        targets.reset();
        if (route.isInKnownDialog(request)) {
            add(request.string(route.requestUri().span()), TargetSet.Q_MAX);
        } else {
            targetList.forEach(this::add);
        }
    }

    private void add(final Target target) {
        if (target.flow() == 0) {
            add(target.uri(), target.q());
            return;
        }
        final UnsafeBuffer token = new UnsafeBuffer(new byte[FlowToken.LENGTH]);
        final int connection = target.connection();
        final Flow flow =
                new Flow(connection > 0 ? TCP : UDP, 0, NET + target.flow(), 5060, connection);
        FlowToken.write(flow, token, 0);
        final UnsafeBuffer uri = new UnsafeBuffer(target.uri().getBytes(StandardCharsets.US_ASCII));
        final UnsafeBuffer record = new UnsafeBuffer(new byte[Limits.VALUE]);
        final BindingSetEncoder encoder = new BindingSetEncoder().wrap(record, 0);
        final Binding registered =
                new Binding()
                        .contact(uri, 0, uri.capacity())
                        .flowToken(token, 0, FlowToken.LENGTH)
                        .registeredAtMillis(1_000 - connection)
                        .expiresAtMillis(Long.MAX_VALUE);
        if (connection > 0) {
            registered.regId(connection).instance(uri, 0, uri.capacity());
        }
        encoder.add(registered);
        final BindingSetView set = new BindingSetView();
        final BindingView binding = new BindingView();
        assertThat(set.wrap(record, 0, encoder.length(), 1)).isTrue();
        set.binding(0, binding);
        assertThat(targets.add(binding, target.q())).isTrue();
    }

    private void add(final String target, final int q) {
        final byte[] uri = target.getBytes(StandardCharsets.US_ASCII);
        assertThat(targets.add(new UnsafeBuffer(uri), 0, uri.length, q)).isTrue();
    }

    @Override
    public void onAck(final SipMessage ack, final Flow flow, final long nowNanos) {
        fillTargets(ack);
        proxy.forwardAck(ack, flow, route, targets);
    }

    @Override
    public void onCancel(
            final ServerTransaction cancel,
            final @Nullable ServerTransaction invite,
            final SipMessage request,
            final long nowNanos) {
        if (invite != null) {
            proxy.onCancel(cancel, invite, request, nowNanos);
        } else if (targetList.isEmpty()) {
            proxy.refuseCancel(cancel, request, nowNanos);
        } else {
            fillTargets(request);
            proxy.forwardCancel(cancel, request, route, targets, nowNanos);
        }
    }

    @Override
    public void onResponse(
            final ClientTransaction transaction, final SipMessage response, final long nowNanos) {
        proxy.onResponse(transaction, response, nowNanos);
    }

    @Override
    public void onUnmatchedResponse(
            final SipMessage response, final Flow flow, final long nowNanos) {
        proxy.forwardUnmatched(response);
    }

    @Override
    public void onTimeout(final ClientTransaction transaction, final long nowNanos) {
        proxy.onTimeout(transaction, nowNanos);
    }

    @Override
    public void onTimeout(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTransportFailure(final ClientTransaction transaction, final long nowNanos) {
        proxy.onTransportFailure(transaction, nowNanos);
    }

    @Override
    public void onTransportFailure(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTerminated(final ServerTransaction transaction, final long nowNanos) {
        proxy.onTerminated(transaction, nowNanos);
    }

    @Override
    public void onTerminated(final ClientTransaction transaction, final long nowNanos) {
        proxy.onTerminated(transaction);
    }
}
