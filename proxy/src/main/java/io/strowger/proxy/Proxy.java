// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.routing.RouteInformation;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.ServerTransaction;
import org.jspecify.annotations.Nullable;

/**
 * The stateful proxy of RFC 3261 §16: forks a request to its targets and brings the best response
 * back. A transaction user without clock and sockets; owned by the signaling thread, which hands it
 * the events of those transactions whose context is a context of the proxy.
 */
public final class Proxy {
    private static final int LOOP_DETECTED = 482;
    private static final int NO_TRANSACTION = 481;
    private static final int OK = 200;

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
        stateless = new StatelessForwarder(parts, sender);
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

    /** Forwards the ACK of a 2xx: no transaction, no answer (§16.11). */
    public void forwardAck(
            final SipMessage ack,
            final io.strowger.sip.message.Flow flow,
            final RouteInformation route,
            final TargetSet targets) {
        stateless.forwardRequest(ack, flow, route, targets);
    }

    /** A response without client transaction here: a 2xx goes on by its Via (§16.7 step 1). */
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
            forking.offer(context, response, upstream.strip(response));
            forking.goOn(context, nowNanos);
        }
    }

    /**
     * A CANCEL (§16.10): answered on its own transaction, then passed on to every branch.
     *
     * @param invite the transaction that it names, or null when there is none here
     */
    public void onCancel(
            final ServerTransaction cancel,
            final @Nullable ServerTransaction invite,
            final SipMessage request,
            final long nowNanos) {
        if (invite == null) {
            answers.answer(cancel, request, NO_TRANSACTION, nowNanos);
            return;
        }
        answers.answer(cancel, request, OK, nowNanos);
        if (invite.context() instanceof ResponseContext context && !context.answered) {
            counters.cancelled.incrementRelease();
            forking.cancel(context, nowNanos);
        }
    }

    /** Timer B or F: as if a 408 had come (§16.8). */
    public void onTimeout(final ClientTransaction client, final long nowNanos) {
        onSilence(client, 408, nowNanos);
    }

    /** As if a 503 had come (§16.9), unless UDP is left to try. */
    public void onTransportFailure(final ClientTransaction client, final long nowNanos) {
        onSilence(client, 503, nowNanos);
    }

    private void onSilence(final ClientTransaction client, final int status, final long nowNanos) {
        if (client.context() instanceof ClientBranch branch
                && branch.context != null
                && !branch.ended) {
            forking.onSilence(branch, branch.context, status, nowNanos);
        }
    }

    void onTimerC(final ClientBranch branch, final long nowNanos) {
        if (branch.context != null && !branch.ended) {
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

    /** Requests in progress. */
    public int active() {
        return forking.active();
    }
}
