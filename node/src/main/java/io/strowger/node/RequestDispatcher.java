// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.location.LocationReader;
import io.strowger.node.NodeCounters.Outcome;
import io.strowger.proxy.Proxy;
import io.strowger.routing.OwnResponse;
import io.strowger.routing.RequestValidation;
import io.strowger.routing.RouteDecision;
import io.strowger.routing.RouteInformation;
import io.strowger.routing.Router;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TransactionLayer;
import io.strowger.sip.transaction.TransactionUser;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The transaction user of a cluster node: checks each request, asks who sends it and where it goes,
 * and hands it to the role that serves it. Read {@link #onRequest} downwards and you read RFC 3261
 * §16.3 to §16.6. All in the signaling thread.
 */
final class RequestDispatcher implements TransactionUser {
    private static final byte[] CAPABILITIES =
            ("Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, PRACK, UPDATE, SUBSCRIBE, NOTIFY,"
                            + " REFER, MESSAGE, INFO, PUBLISH\r\n"
                            + "Accept: application/sdp\r\n"
                            + "Supported: path, outbound\r\n")
                    .getBytes(StandardCharsets.US_ASCII);

    private final RequestValidation validation = new RequestValidation();
    private final TargetSet targets = new TargetSet();
    private final RouteInformation route;
    private final Router router;
    private final LocationReader reader;
    private final NodeClock clock;
    private final NodeCounters counters;
    private final OwnResponse response;
    private final Gatekeeper gatekeeper;
    private @Nullable Roles roles;

    RequestDispatcher(final DispatcherParts parts) {
        route = parts.route();
        router = parts.router();
        reader = parts.reader();
        clock = parts.clock();
        counters = parts.counters();
        response = parts.response();
        gatekeeper = parts.gatekeeper();
    }

    /** The roles need the transaction layer, which needs its user first. */
    void join(final Roles nodeRoles) {
        roles = nodeRoles;
    }

    private Roles roles() {
        final Roles joined = roles;
        if (joined == null) {
            throw new IllegalStateException("a message before the wiring was complete");
        }
        return joined;
    }

    @Override
    public void onRequest(
            final ServerTransaction transaction, final SipMessage request, final long nowNanos) {
        final int defect = validation.check(request);
        if (defect != RequestValidation.VALID) {
            reject(transaction, request, defect, nowNanos);
            return;
        }
        if (route.read(request, reader) != Malformation.NONE) {
            reject(transaction, request, 400, nowNanos);
            return;
        }
        if (!gatekeeper.admits(transaction, request, route, nowNanos)) {
            counters.request(Outcome.CHALLENGED);
            return;
        }
        final RouteDecision decision =
                router.route(
                        request,
                        route,
                        reader,
                        targets,
                        gatekeeper.mayCallOut(),
                        clock.nowMillis());
        switch (decision.kind()) {
            case FORWARD, FOREIGN -> {
                counters.request(Outcome.FORWARDED);
                roles().proxy().forward(transaction, request, route, targets, nowNanos);
            }
            case REDIRECT -> {
                counters.request(Outcome.REDIRECTED);
                roles().redirect().redirect(transaction, request, targets, nowNanos);
            }
            case REJECT -> reject(transaction, request, decision.statusCode(), nowNanos);
            case FOR_US -> serveOurselves(transaction, request, nowNanos);
        }
    }

    private void serveOurselves(
            final ServerTransaction transaction, final SipMessage request, final long nowNanos) {
        if (request.method() == Method.REGISTER) {
            counters.request(Outcome.REGISTER);
            roles().registrar()
                    .onRegister(transaction, request, reader, nowNanos, clock.nowMillis());
            return;
        }
        counters.request(Outcome.OPTIONS);
        final SipWriter headers = response.begin(request, transaction.flow(), 200);
        headers.put(CAPABILITIES);
        respond(transaction, nowNanos);
    }

    private void reject(
            final ServerTransaction transaction,
            final SipMessage request,
            final int statusCode,
            final long nowNanos) {
        counters.request(Outcome.REJECTED);
        final SipWriter headers = response.begin(request, transaction.flow(), statusCode);
        if (statusCode == 420) {
            validation.writeUnsupported(request, headers);
        }
        respond(transaction, nowNanos);
    }

    private void respond(final ServerTransaction transaction, final long nowNanos) {
        if (response.end()) {
            roles().transactions()
                    .respond(
                            transaction,
                            response.statusCode(),
                            response.buffer(),
                            response.offset(),
                            response.length(),
                            nowNanos);
        }
    }

    /**
     * The ACK of a 2xx goes its own way (§13.2.2.4), that of a failure which no transaction here has
     * sent goes the way of its INVITE; one that leads nowhere is dropped.
     */
    @Override
    public void onAck(final SipMessage ack, final Flow flow, final long nowNanos) {
        if (validation.check(ack) == RequestValidation.VALID && isForwarded(ack, flow)) {
            roles().proxy().forwardAck(ack, flow, route, targets);
        }
    }

    /** A CANCEL for an INVITE of another node goes the way of that INVITE (§16.10). */
    @Override
    public void onCancel(
            final ServerTransaction cancel,
            final @Nullable ServerTransaction invite,
            final SipMessage request,
            final long nowNanos) {
        final Proxy proxy = roles().proxy();
        if (invite != null) {
            proxy.onCancel(cancel, invite, request, nowNanos);
            return;
        }
        final int defect = validation.check(request);
        if (defect != RequestValidation.VALID) {
            reject(cancel, request, defect, nowNanos);
        } else if (isForwarded(request, cancel.flow())) {
            proxy.forwardCancel(cancel, request, route, targets, nowNanos);
        } else {
            proxy.refuseCancel(cancel, request, nowNanos);
        }
    }

    /** Whether an INVITE like this, without credentials, would be forwarded; then the targets are set. */
    private boolean isForwarded(final SipMessage request, final Flow flow) {
        if (route.read(request, reader) != Malformation.NONE
                || !gatekeeper.letsPass(request, flow, route)) {
            return false;
        }
        final RouteDecision decision =
                router.route(
                        request,
                        route,
                        reader,
                        targets,
                        gatekeeper.mayCallOut(),
                        clock.nowMillis());
        return decision.kind() == RouteDecision.Kind.FORWARD
                || decision.kind() == RouteDecision.Kind.FOREIGN;
    }

    @Override
    public void onResponse(
            final ClientTransaction transaction, final SipMessage received, final long nowNanos) {
        roles().proxy().onResponse(transaction, received, nowNanos);
    }

    @Override
    public void onUnmatchedResponse(
            final SipMessage received, final Flow flow, final long nowNanos) {
        roles().proxy().forwardUnmatched(received);
    }

    @Override
    public void onTimeout(final ClientTransaction transaction, final long nowNanos) {
        roles().proxy().onTimeout(transaction, nowNanos);
    }

    /** No ACK came for a failure response: there is nobody to tell. */
    @Override
    public void onTimeout(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTransportFailure(final ClientTransaction transaction, final long nowNanos) {
        roles().proxy().onTransportFailure(transaction, nowNanos);
    }

    @Override
    public void onTransportFailure(final ServerTransaction transaction, final long nowNanos) {}

    @Override
    public void onTerminated(final ServerTransaction transaction, final long nowNanos) {
        final Proxy proxy = roles().proxy();
        proxy.onTerminated(transaction, nowNanos);
        roles().registrar().onTerminated(transaction);
    }

    @Override
    public void onTerminated(final ClientTransaction transaction, final long nowNanos) {
        roles().proxy().onTerminated(transaction);
    }

    /** What the dispatcher is made of. */
    record DispatcherParts(
            RouteInformation route,
            Router router,
            LocationReader reader,
            NodeClock clock,
            NodeCounters counters,
            OwnResponse response,
            Gatekeeper gatekeeper) {}

    /** The roles and the layer through which they answer. */
    record Roles(
            TransactionLayer transactions,
            Proxy proxy,
            io.strowger.redirect.RedirectServer redirect,
            io.strowger.registrar.Registrar registrar) {}
}
