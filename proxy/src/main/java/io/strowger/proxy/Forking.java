// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.location.LocationReader;
import io.strowger.routing.RouteInformation;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TimerWheel;
import io.strowger.sip.transaction.TransactionLayer;
import org.jspecify.annotations.Nullable;

/** The branches of requests: which are launched, cancelled, ended, and what is left at the end. */
final class Forking {
    private static final int TIMEOUT = 408;
    private static final int MAX_BREADTH_EXCEEDED = 440;
    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    private static final int TERMINATED = 487;

    private final TransactionLayer transactions;
    private final TimerWheel timers;
    private final ProxyCounters counters;
    private final BranchSender sender;
    private final BranchLauncher launcher;
    private final Upstream upstream;
    private final OwnAnswers answers;
    private final LocationReader reader;
    private final RouteInformation keptRoute;
    private final SipMessage kept = new SipMessage();
    private final SipMessage sent = new SipMessage();
    private final ContextPool<ResponseContext> contexts;
    private final ContextPool<BestResponse> bestResponses;
    private final ContextPool<TargetSet> targetSets;
    private final long cancelPatienceNanos;

    Forking(
            final ProxyConfig config,
            final ProxyParts parts,
            final Proxy proxy,
            final BranchSender sender,
            final Upstream upstream,
            final OwnAnswers answers) {
        this.transactions = parts.transactions();
        this.timers = parts.timers();
        this.counters = parts.counters();
        this.sender = sender;
        this.launcher = new BranchLauncher(config, parts, proxy, sender);
        this.upstream = upstream;
        this.answers = answers;
        this.reader = parts.reader();
        this.keptRoute = parts.newRouteInformation().get();
        this.cancelPatienceNanos = parts.timerValues().b();
        this.contexts =
                new ContextPool<>(
                        config.maxContexts(), () -> new ResponseContext(config.maxBranches()));
        this.bestResponses = new ContextPool<>(config.maxContexts(), BestResponse::new);
        this.targetSets = new ContextPool<>(config.maxContexts(), TargetSet::new);
    }

    boolean isLooped(final SipMessage request) {
        return sender.isLooped(request);
    }

    void begin(
            final ServerTransaction server,
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets,
            final long nowNanos) {
        final ResponseContext context = contexts.take();
        if (context == null) {
            answers.answer(server, request, UNAVAILABLE, nowNanos);
            return;
        }
        context.reset();
        context.server = server;
        server.context(context);
        counters.forwarded.incrementRelease();
        launch(context, request, route, targets, nowNanos);
        if (context.pending > 0 && sender.mayTryAgain(context, targets)) {
            final TargetSet copy = targetSets.take();
            if (copy != null) {
                copy.copyFrom(targets, 0);
                context.targets = copy;
            }
        }
    }

    /** Sends to the next group of targets; when none of it can be reached, to the one after it. */
    private void launch(
            final ResponseContext context,
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets,
            final long nowNanos) {
        while (context.pending == 0 && !context.closed && context.nextTarget < targets.size()) {
            final int from = context.nextTarget;
            final int to = groupEnd(request, targets, from);
            context.nextTarget = to;
            if (sender.shareBreadth(context, request, to - from)) {
                for (int target = from; target < to; target++) {
                    launchBranch(context, request, route, targets, target, nowNanos);
                }
            } else {
                offer(context, MAX_BREADTH_EXCEEDED);
            }
        }
        if (context.pending == 0) {
            finish(context, request, nowNanos);
        }
    }

    /**
     * A CANCEL goes to all targets at once: who forwarded the INVITE elsewhere may be at any of them,
     * and who has not got it yet says 481.
     */
    private static int groupEnd(final SipMessage request, final TargetSet targets, final int from) {
        return request.method() == Method.CANCEL ? targets.size() : targets.groupEnd(from);
    }

    private void launchBranch(
            final ResponseContext context,
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets,
            final int target,
            final long nowNanos) {
        final int failure = launcher.launch(context, request, route, targets, target, nowNanos);
        if (failure != BranchLauncher.LAUNCHED) {
            offer(context, failure);
        }
    }

    /** A look-up has ended: what waited for it goes out, or not at all. */
    void onLookedUp(final long lookUp, final long nowNanos) {
        for (ClientBranch branch = launcher.takeParked(lookUp);
                branch != null;
                branch = launcher.takeParked(lookUp)) {
            final ResponseContext context = branch.context;
            if (context != null) {
                resume(branch, context, nowNanos);
            }
        }
    }

    private void resume(
            final ClientBranch branch, final ResponseContext context, final long nowNanos) {
        final ServerTransaction server = context.server;
        final TargetSet targets = context.targets;
        int failure = UNAVAILABLE;
        if (server != null && targets != null && server.request(kept)) {
            final Malformation _ = keptRoute.read(kept, reader);
            failure = launcher.resume(branch, kept, server.flow(), keptRoute, targets, nowNanos);
        }
        if (failure != BranchLauncher.LAUNCHED) {
            onNoAddress(branch, context, failure, nowNanos);
        }
    }

    /** §16.9: a next hop that has no address counts as one that answered 503. */
    void onNoAddress(
            final ClientBranch branch,
            final ResponseContext context,
            final int status,
            final long nowNanos) {
        launcher.drop(branch);
        offer(context, status);
        goOn(context, nowNanos);
    }

    /** §16.7 step 2: 101 to 199 give an INVITE another stretch of timer C. */
    void onProvisional(final ClientBranch branch, final int status, final long nowNanos) {
        if (branch.cancelWanted && !branch.cancelSent) {
            sendCancel(branch, nowNanos);
        } else if (status > 100 && !branch.ended && !branch.cancelSent) {
            launcher.armTimerC(branch, nowNanos);
        }
    }

    /** The branch has its final response, or will have none. */
    void end(final ClientBranch branch) {
        launcher.end(branch);
    }

    void offer(final ResponseContext context, final int status) {
        final BestResponse best = best(context);
        if (best != null) {
            best.offer(status);
        }
    }

    void offer(
            final ResponseContext context, final SipMessage response, final SipWriter forwarded) {
        final BestResponse best = best(context);
        if (best != null) {
            best.offer(response, forwarded);
        }
    }

    private @Nullable BestResponse best(final ResponseContext context) {
        if (context.best == null) {
            context.best = bestResponses.take();
            if (context.best != null) {
                context.best.reset();
            }
        }
        return context.best;
    }

    /** After the end of a branch: the next targets, or the best response when there are none. */
    void goOn(final ResponseContext context, final long nowNanos) {
        final ServerTransaction server = context.server;
        if (context.pending > 0 || context.answered || server == null) {
            return;
        }
        if (!server.request(kept)) {
            return; // no final response was sent, so the request is kept: memory ran out
        }
        final TargetSet targets = context.targets;
        if (context.hasMoreTargets() && targets != null) {
            final Malformation _ = keptRoute.read(kept, reader);
            launch(context, kept, keptRoute, targets, nowNanos);
        } else {
            finish(context, kept, nowNanos);
        }
    }

    /** §16.7 steps 6 to 9: all branches have ended, the best of what they brought goes back. */
    private void finish(
            final ResponseContext context, final SipMessage request, final long nowNanos) {
        final ServerTransaction server = context.server;
        final BestResponse best = context.best;
        if (server != null && !context.answered) {
            context.answered = true;
            if (best == null || best.isEmpty()) {
                answers.answer(server, request, TIMEOUT, nowNanos);
            } else if (best.statusCode() == UNAVAILABLE) {
                // §16.7 step 6: a 503 is about one server, not about all that we could ask.
                answers.answer(server, request, SERVER_ERROR, nowNanos);
            } else if (best.hasBytes()) {
                upstream.forward(server, best, nowNanos);
            } else {
                answers.answer(server, request, best.statusCode(), nowNanos);
            }
        }
        releaseTargets(context);
    }

    /** What is needed only while targets may still be tried. */
    void releaseTargets(final ResponseContext context) {
        if (context.targets != null) {
            targetSets.give(context.targets);
            context.targets = null;
        }
        if (context.best != null) {
            bestResponses.give(context.best);
            context.best = null;
        }
    }

    void cancel(final ResponseContext context, final long nowNanos) {
        context.closed = true;
        cancelPending(context, nowNanos);
        if (context.pending == 0) {
            offer(context, TERMINATED);
            goOn(context, nowNanos);
        }
    }

    void cancelPending(final ResponseContext context, final long nowNanos) {
        int i = 0;
        while (i < context.branchCount()) {
            final ClientBranch branch = context.branch(i);
            if (branch.isParked()) {
                launcher.drop(branch); // another one stands in its place now
            } else {
                cancelBranch(branch, nowNanos);
                i++;
            }
        }
    }

    private void cancelBranch(final ClientBranch branch, final long nowNanos) {
        final ClientTransaction transaction = branch.transaction;
        if (branch.ended || branch.cancelWanted || transaction == null) {
            return;
        }
        if (transaction.isInvite()) {
            branch.cancelWanted = true;
            if (transaction.isProceeding()) {
                sendCancel(branch, nowNanos);
            }
        }
    }

    private void sendCancel(final ClientBranch branch, final long nowNanos) {
        final ClientTransaction transaction = branch.transaction;
        if (transaction != null && transaction.request(sent)) {
            branch.cancelSent = true;
            sender.sendCancel(sent, transaction.flow(), nowNanos);
            timers.arm(branch, nowNanos + cancelPatienceNanos);
        }
    }

    /** §16.8: a branch that rings too long is cancelled, one that never answered has timed out. */
    void onTimerC(final ClientBranch branch, final ResponseContext context, final long nowNanos) {
        final ClientTransaction transaction = branch.transaction;
        if (transaction == null) {
            return;
        }
        if (transaction.isProceeding() && !branch.cancelSent) {
            branch.cancelWanted = true;
            sendCancel(branch, nowNanos);
        } else {
            transactions.abandon(transaction, nowNanos);
            onSilence(branch, context, branch.cancelSent ? TERMINATED : TIMEOUT, nowNanos);
        }
    }

    /** A branch ends without a final response of its own. */
    void onSilence(
            final ClientBranch branch,
            final ResponseContext context,
            final int status,
            final long nowNanos) {
        final ServerTransaction server = context.server;
        final TargetSet targets = context.targets;
        if (status == UNAVAILABLE
                && branch.switchedToTcp
                && targets != null
                && server != null
                && !context.closed
                && server.request(kept)) {
            branch.switchedToTcp = false;
            final Malformation _ = keptRoute.read(kept, reader);
            if (sender.sendByUdp(branch, kept, server.flow(), keptRoute, targets, nowNanos)) {
                context.liveBranches++;
                return;
            }
        }
        end(branch);
        if (!context.answered) {
            offer(context, status);
            goOn(context, nowNanos);
        }
    }

    void onServerTerminated(final ResponseContext context, final long nowNanos) {
        context.server = null;
        context.answered = true;
        context.closed = true;
        if (context.pending > 0) {
            cancelPending(context, nowNanos);
        }
        recycleIfOver(context);
    }

    void onClientTerminated(final ClientTransaction client, final ClientBranch branch) {
        final ResponseContext context = branch.context;
        if (context == null) {
            return;
        }
        context.liveBranches--;
        if (branch.transaction == client) {
            end(branch);
            launcher.release(branch);
        }
        recycleIfOver(context);
    }

    private void recycleIfOver(final ResponseContext context) {
        if (context.isOver()) {
            releaseTargets(context);
            contexts.give(context);
        }
    }

    int parked() {
        return launcher.parked();
    }

    int active() {
        return contexts.inUse();
    }
}
