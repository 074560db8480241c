// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.routing.RouteInformation;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.ServerTransaction;

/**
 * The stateful proxy of RFC 3261 §16: forks a request to its targets and brings the best response
 * back. A transaction user without clock and sockets; owned by the signaling thread, which hands it
 * the events of those transactions whose context is a context of the proxy.
 */
public final class Proxy {
    private static final int LOOP_DETECTED = 482;
    private static final int NO_TRANSACTION = 481;
    private static final int OK = 200;
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;

    private final OwnAnswers answers;
    private final ProxyCounters counters;
    private final Upstream upstream;
    private final Forking forking;
    private final StatelessForwarder stateless;

    public Proxy(final ProxyConfig config, final ProxyParts parts) {
        answers = new OwnAnswers(parts);
        counters = parts.counters();
        upstream = new Upstream(parts.transactions());
        final BranchSender sender = new BranchSender(config, parts);
        forking = new Forking(config, parts, this, sender, upstream, answers);
        stateless = new StatelessForwarder(config, parts, sender);
    }

    /**
     * Forwards a request that has been validated, authenticated and routed. Answers it at once where
     * that cannot be done.
     *
     * @param route what its Route headers said
     * @param targets where it goes, best first; copied where further targets may have to be tried
     */
    public void forward(
            final ServerTransaction server,
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets,
            final long nowNanos) {
        if (forking.isLooped(request)) {
            counters.loops.incrementRelease();
            answers.answer(server, request, LOOP_DETECTED, nowNanos);
        } else {
            forking.begin(server, request, route, targets, nowNanos);
        }
    }

    /** Forwards an ACK that ends no transaction here: no transaction, no answer (§16.11). */
    public void forwardAck(
            final SipMessage ack,
            final io.strowger.sip.message.Flow flow,
            final RouteInformation route,
            final TargetSet targets) {
        stateless.forwardAck(ack, flow, route, targets);
    }

    /**
     * A response to an INVITE or CANCEL without client transaction here, because another node has
     * forwarded the request: it goes on by its Via (§16.7 step 1).
     */
    public void forwardUnmatched(final SipMessage response) {
        stateless.forwardResponse(response);
    }

    public void onResponse(
            final ClientTransaction client, final SipMessage response, final long nowNanos) {
        if (!(client.context() instanceof ClientBranch branch) || branch.context == null) {
            return; // the answer to our CANCEL is of no interest (§16.10)
        }
        final int status = response.statusCode();
        if (status < 200) {
            onProvisional(branch, branch.context, response, nowNanos);
        } else if (!upstream.isForSomebodyElse(response)) {
            // §16.7 step 3: one that is for us goes no further, and whose it was nobody can tell.
            onSilence(client, BAD_GATEWAY, nowNanos);
        } else if (status < 300) {
            onSuccess(branch, branch.context, response, nowNanos);
        } else {
            onFailure(branch, branch.context, response, nowNanos);
        }
    }

    private void onProvisional(
            final ClientBranch branch,
            final ResponseContext context,
            final SipMessage response,
            final long nowNanos) {
        forking.onProvisional(branch, response.statusCode(), nowNanos);
        final ServerTransaction server = context.server;
        // §16.7 step 5: 100 is between neighbours; after a final response nothing provisional goes.
        if (response.statusCode() != 100
                && server != null
                && !context.answered
                && upstream.isForSomebodyElse(response)) {
            upstream.forward(server, response, nowNanos);
        }
    }

    /** Every 2xx to an INVITE goes through, also the second and the late one (§16.7 step 5). */
    private void onSuccess(
            final ClientBranch branch,
            final ResponseContext context,
            final SipMessage response,
            final long nowNanos) {
        final boolean invite = isInvite(branch);
        forking.end(branch);
        context.closed = true;
        final ServerTransaction server = context.server;
        if (server != null && (invite || !context.answered)) {
            context.answered = true;
            upstream.forward(server, response, nowNanos);
        } else if (invite) {
            stateless.forwardResponse(response);
        }
        forking.releaseTargets(context);
        if (context.pending > 0) {
            forking.cancelPending(context, nowNanos);
        }
    }

    private static boolean isInvite(final ClientBranch branch) {
        final ClientTransaction transaction = branch.transaction;
        return transaction != null && transaction.isInvite();
    }

    private void onFailure(
            final ClientBranch branch,
            final ResponseContext context,
            final SipMessage response,
            final long nowNanos) {
        if (branch.ended) {
            return;
        }
        forking.end(branch);
        if (context.answered) {
            return;
        }
        if (response.statusCode() >= 600) {
            // §16.7 step 5: nobody else is to be asked; 2xx of the others are still waited for.
            context.closed = true;
            forking.cancelPending(context, nowNanos);
        }
        final ServerTransaction server = context.server;
        final boolean last = context.pending == 0 && !context.hasMoreTargets();
        if (last && context.best == null && server != null && response.statusCode() != 503) {
            context.answered = true;
            upstream.forward(server, response, nowNanos);
            forking.releaseTargets(context);
        } else {
            forking.offer(context, response, upstream.strip(server, response));
            forking.goOn(context, nowNanos);
        }
    }

    /** A CANCEL (§16.10): answered on its own transaction, then passed on to every branch. */
    public void onCancel(
            final ServerTransaction cancel,
            final ServerTransaction invite,
            final SipMessage request,
            final long nowNanos) {
        answers.answer(cancel, request, OK, nowNanos);
        if (invite.context() instanceof ResponseContext context && !context.answered) {
            counters.cancelled.incrementRelease();
            forking.cancel(context, nowNanos);
        }
    }

    /**
     * A CANCEL whose INVITE is not known here (§16.10): another node may have forwarded it. The same
     * targets get it with the same branches. Unlike a stateless element we repeat it on each branch
     * until it is answered, and give back one answer: 200 if any branch knew the INVITE.
     *
     * @param targets to whom the INVITE would go now
     */
    public void forwardCancel(
            final ServerTransaction cancel,
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets,
            final long nowNanos) {
        counters.cancelsForwarded.incrementRelease();
        forward(cancel, request, route, targets, nowNanos);
    }

    /** A CANCEL for nothing that could be here or elsewhere. */
    public void refuseCancel(
            final ServerTransaction cancel, final SipMessage request, final long nowNanos) {
        answers.answer(cancel, request, NO_TRANSACTION, nowNanos);
    }

    /** The address of a host name is known now, or that it has none. */
    public void onLookedUp(final long lookUp, final long nowNanos) {
        forking.onLookedUp(lookUp, nowNanos);
    }

    /** Timer B or F: as if a 408 had come (§16.8). */
    public void onTimeout(final ClientTransaction client, final long nowNanos) {
        onSilence(client, 408, nowNanos);
    }

    /** As if a 503 had come (§16.9), unless UDP is left to try. */
    public void onTransportFailure(final ClientTransaction client, final long nowNanos) {
        onSilence(client, UNAVAILABLE, nowNanos);
    }

    private void onSilence(final ClientTransaction client, final int status, final long nowNanos) {
        if (client.context() instanceof ClientBranch branch
                && branch.context != null
                && !branch.ended) {
            forking.onSilence(branch, branch.context, status, nowNanos);
        }
    }

    void onTimerC(final ClientBranch branch, final long nowNanos) {
        if (branch.context == null || branch.ended) {
            return;
        }
        if (branch.isParked()) {
            forking.onNoAddress(branch, branch.context, UNAVAILABLE, nowNanos);
        } else {
            counters.timerC.incrementRelease();
            forking.onTimerC(branch, branch.context, nowNanos);
        }
    }

    public void onTerminated(final ServerTransaction server, final long nowNanos) {
        if (server.context() instanceof ResponseContext context) {
            forking.onServerTerminated(context, nowNanos);
        }
    }

    public void onTerminated(final ClientTransaction client) {
        if (client.context() instanceof ClientBranch branch) {
            forking.onClientTerminated(client, branch);
        }
    }

    /** Branches that wait for the address of their next hop. */
    public int parked() {
        return forking.parked();
    }

    /** Requests in progress. */
    public int active() {
        return forking.active();
    }
}
