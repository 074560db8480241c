// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.routing.RouteInformation;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.ServerTransaction;
import io.strowger.sip.transaction.TimerWheel;
import org.jspecify.annotations.Nullable;

/**
 * Branches from their launch to their end: sent at once, or parked until the name of the next hop has
 * an address. Their objects are used again.
 */
final class BranchLauncher {
    /** The branch is on its way, or will be. */
    static final int LAUNCHED = BranchSender.SENT;

    private static final int UNAVAILABLE = 503;

    private final BranchSender sender;
    private final TimerWheel timers;
    private final ProxyCounters counters;
    private final ParkedBranches parked;
    private final ContextPool<ClientBranch> branches;
    private final long timerCNanos;
    private final long namePatienceNanos;

    BranchLauncher(
            final ProxyConfig config,
            final ProxyParts parts,
            final Proxy proxy,
            final BranchSender sender) {
        this.sender = sender;
        timers = parts.timers();
        counters = parts.counters();
        parked = new ParkedBranches(config.maxParked());
        branches = new ContextPool<>(Integer.MAX_VALUE, () -> new ClientBranch(proxy));
        timerCNanos = parts.timerValues().c();
        namePatienceNanos = config.namePatienceNanos();
    }

    /** {@link #LAUNCHED}, or the status that stands for the failure of this branch. */
    int launch(
            final ResponseContext context,
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets,
            final int target,
            final long nowNanos) {
        final ServerTransaction server = context.server;
        final ClientBranch branch = context.isFull() || server == null ? null : branches.take();
        if (branch == null || server == null) {
            return UNAVAILABLE;
        }
        branch.reset();
        branch.target = target;
        context.add(branch);
        final int result = sender.send(branch, request, server.flow(), route, targets, nowNanos);
        if (result == BranchSender.PENDING && parked.park(branch, sender.lookUp())) {
            counters.parked.incrementRelease();
            timers.arm(branch, nowNanos + namePatienceNanos);
            return LAUNCHED;
        }
        if (result == BranchSender.SENT) {
            onSent(branch, nowNanos);
            return LAUNCHED;
        }
        drop(branch);
        return result == BranchSender.PENDING ? UNAVAILABLE : result;
    }

    int parked() {
        return parked.size();
    }

    /** The next of those that wait for a look-up, to be given to {@link #resume}; null = no more. */
    @Nullable ClientBranch takeParked(final long lookUp) {
        return parked.take(lookUp);
    }

    /** Sends a branch that was parked; one whose name has to be looked up again waits on. */
    int resume(
            final ClientBranch branch,
            final SipMessage request,
            final Flow from,
            final RouteInformation route,
            final TargetSet targets,
            final long nowNanos) {
        final int result = sender.send(branch, request, from, route, targets, nowNanos);
        if (result == BranchSender.SENT) {
            timers.cancel(branch);
            onSent(branch, nowNanos);
            return LAUNCHED;
        }
        if (result == BranchSender.PENDING && parked.park(branch, sender.lookUp())) {
            return LAUNCHED;
        }
        return result == BranchSender.PENDING ? UNAVAILABLE : result;
    }

    private void onSent(final ClientBranch branch, final long nowNanos) {
        counters.branches.incrementRelease();
        armTimerC(branch, nowNanos);
    }

    void armTimerC(final ClientBranch branch, final long nowNanos) {
        final ClientTransaction transaction = branch.transaction;
        if (transaction != null && transaction.isInvite()) {
            timers.arm(branch, nowNanos + timerCNanos);
        }
    }

    /** The branch has its final response, or will have none. */
    void end(final ClientBranch branch) {
        final ResponseContext context = branch.context;
        if (!branch.ended && context != null) {
            branch.ended = true;
            context.pending--;
            timers.cancel(branch);
        }
    }

    /** Ends a branch that has never been sent: no transaction will tell of its end. */
    void drop(final ClientBranch branch) {
        parked.unpark(branch);
        end(branch);
        final ResponseContext context = branch.context;
        if (context != null) {
            context.liveBranches--;
        }
        release(branch);
    }

    /** Takes the branch from its context; the object is used again. */
    void release(final ClientBranch branch) {
        final ResponseContext context = branch.context;
        if (context != null) {
            context.remove(branch);
        }
        branch.reset();
        branches.give(branch);
    }
}
