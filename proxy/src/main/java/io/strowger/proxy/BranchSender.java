// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

import io.strowger.routing.NextHop;
import io.strowger.routing.RouteInformation;
import io.strowger.routing.TargetSet;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.HeaderName;
import io.strowger.sip.message.HopRequestWriter;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import io.strowger.sip.message.SipWriter;
import io.strowger.sip.message.Span;
import io.strowger.sip.message.TransportProtocol;
import io.strowger.sip.transaction.ClientTransaction;
import io.strowger.sip.transaction.TransactionLayer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Sends a request to one target (RFC 3261 §16.6): next hop, copy, size, client transaction. */
final class BranchSender {
    /** Result of {@link #send}: the branch is out. */
    static final int SENT = 0;

    /** Result of {@link #send}: the address of the next hop is not known before {@link #lookUp}. */
    static final int PENDING = -1;

    private static final int UNAVAILABLE = 503;
    private static final int TEMPORARILY_UNAVAILABLE = 480;
    private static final int TOO_LARGE = 513;
    private static final int BRANCH_ROOM = 256;

    private final TransactionLayer transactions;
    private final FlowFinder flows;
    private final NextHop nextHop;
    private final BranchParameter branchParameter;
    private final RequestEdits edits;
    private final Hop hop;
    private final HopRequestWriter hopRequests = new HopRequestWriter();
    private final SipWriter writer = new SipWriter();
    private final UnsafeBuffer scratch =
            new UnsafeBuffer(new byte[SipMessage.MAX_LENGTH + BRANCH_ROOM]);
    private final int datagramLimit;
    private final int initialBreadth;

    BranchSender(final ProxyConfig config, final ProxyParts parts) {
        transactions = parts.transactions();
        flows = parts.flows();
        nextHop = new NextHop(parts.resolver());
        branchParameter = new BranchParameter(parts.branchKey());
        edits = new RequestEdits(parts.branchKey());
        hop = new Hop(parts.newRouteInformation().get(), new TargetSet());
        datagramLimit = config.datagramLimit();
        initialBreadth = config.maxBreadth();
    }

    boolean isLooped(final SipMessage request) {
        return branchParameter.isLooped(request, branchParameter.loop(request));
    }

    /**
     * RFC 5393 §5.3.3: what a request may spend on parallel branches is divided among them.
     *
     * @return false when it is not enough for all (440)
     */
    boolean shareBreadth(
            final ResponseContext context, final SipMessage request, final int branches) {
        final int header = request.first(HeaderName.MAX_BREADTH);
        final long value = header < 0 ? initialBreadth : request.seconds(request.value(header));
        final long total = value < 0 ? initialBreadth : Math.min(value, 255);
        if (total < branches) {
            return false;
        }
        context.breadth = (int) (total / branches);
        return true;
    }

    /** Whether the targets have to be kept for a second try. */
    boolean mayTryAgain(final ResponseContext context, final TargetSet targets) {
        if (context.nextTarget < targets.size()) {
            return true;
        }
        for (int i = 0; i < context.branchCount(); i++) {
            if (context.branch(i).switchedToTcp || context.branch(i).isParked()) {
                return true;
            }
        }
        return false;
    }

    /** {@link #SENT}, {@link #PENDING}, or the status that stands for the failure of this branch. */
    int send(
            final ClientBranch branch,
            final SipMessage request,
            final Flow from,
            final RouteInformation route,
            final TargetSet targets,
            final long nowNanos) {
        final NextHop.Outcome outcome = find(request, route, targets, branch.target);
        if (outcome != NextHop.Outcome.FOUND) {
            return switch (outcome) {
                case PENDING -> PENDING;
                case UNREACHABLE -> UNAVAILABLE;
                case UNSUPPORTED, FOUND -> TEMPORARILY_UNAVAILABLE;
            };
        }
        Flow to = flow(nextHop.protocol());
        if (to == null) {
            to = standIn(branch, request, route, targets);
        }
        if (to == null) {
            return TEMPORARILY_UNAVAILABLE;
        }
        prepare(branch, request, route, targets);
        int length = write(request, from, to);
        if (length > datagramLimit && !to.isReliable()) {
            // §18.1.1: large requests leave UDP; when TCP fails, UDP is tried all the same.
            final Flow stream = flow(TransportProtocol.TCP);
            if (stream != null) {
                to = stream;
                branch.switchedToTcp = true;
                length = write(request, from, to);
            }
        }
        return length == 0 ? TOO_LARGE : transmit(branch, request.method(), to, length, nowNanos);
    }

    /** RFC 5626 §5.3: another flow of the same phone, when that of the target is gone. */
    private @Nullable Flow standIn(
            final ClientBranch branch,
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets) {
        int other = targets.standIn(branch.target, -1);
        while (other >= 0) {
            final boolean found = find(request, route, targets, other) == NextHop.Outcome.FOUND;
            final Flow to = found ? flow(nextHop.protocol()) : null;
            if (to != null) {
                branch.target = other;
                return to;
            }
            other = targets.standIn(branch.target, other);
        }
        return null;
    }

    /** The second try of a branch that left UDP only because of its size. */
    boolean sendByUdp(
            final ClientBranch branch,
            final SipMessage request,
            final Flow from,
            final RouteInformation route,
            final TargetSet targets,
            final long nowNanos) {
        if (find(request, route, targets, branch.target) != NextHop.Outcome.FOUND) {
            return false;
        }
        final Flow to = flow(TransportProtocol.UDP);
        if (to == null) {
            return false;
        }
        prepare(branch, request, route, targets);
        final int length = write(request, from, to);
        return length > 0 && transmit(branch, request.method(), to, length, nowNanos) == SENT;
    }

    /** The copy of an ACK, which is forwarded without transaction; null = it cannot be. */
    @Nullable Flow writeStateless(
            final SipMessage request,
            final Flow from,
            final RouteInformation route,
            final TargetSet targets,
            final int target) {
        if (find(request, route, targets, target) != NextHop.Outcome.FOUND) {
            return null;
        }
        final Flow to = flow(nextHop.protocol());
        if (to == null) {
            return null;
        }
        hop.set(route, targets, target).breadth(0);
        branch(request, targets, target);
        return write(request, from, to) > 0 ? to : null;
    }

    /** Number of the look-up to be waited for. */
    long lookUp() {
        return nextHop.lookUp();
    }

    SipWriter written() {
        return writer;
    }

    private NextHop.Outcome find(
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets,
            final int target) {
        if (route.hasNextRoute()) {
            return nextHop.toUri(request.buffer(), route.nextRoute());
        }
        final NextHop.Outcome outcome = nextHop.toTarget(targets, target);
        if (outcome == NextHop.Outcome.FOUND
                && nextHop.connection() != 0
                && flows.connection(nextHop.connection()) == null
                && !targets.isFlowOnly(target)) {
            return nextHop.toContact(targets, target);
        }
        return outcome;
    }

    private @Nullable Flow flow(final TransportProtocol protocol) {
        if (nextHop.connection() != 0) {
            return flows.connection(nextHop.connection());
        }
        return flows.flowTo(protocol, nextHop.addressHigh(), nextHop.addressLow(), nextHop.port());
    }

    private void prepare(
            final ClientBranch branch,
            final SipMessage request,
            final RouteInformation route,
            final TargetSet targets) {
        final ResponseContext context = branch.context;
        hop.set(route, targets, branch.target).breadth(context == null ? 0 : context.breadth);
        branch(request, targets, branch.target);
    }

    private void branch(final SipMessage request, final TargetSet targets, final int target) {
        final long identity =
                branchParameter.identity(
                        request, targets.buffer(), targets.uri(target), targets.occurrence(target));
        final long proof = branchParameter.proof(identity);
        hop.branch(identity, branchParameter.loop(request), proof);
    }

    private int write(final SipMessage request, final Flow from, final Flow to) {
        writer.wrap(scratch, 0, SipMessage.MAX_LENGTH);
        return edits.write(request, from, to, hop, writer);
    }

    private int transmit(
            final ClientBranch branch,
            final Method method,
            final Flow to,
            final int length,
            final long nowNanos) {
        writer.wrap(scratch, length, BRANCH_ROOM);
        hop.writeBranch(writer);
        final ClientTransaction transaction =
                transactions.send(
                        method,
                        scratch,
                        0,
                        length,
                        Span.of(length, writer.position()),
                        to,
                        nowNanos);
        if (transaction == null) {
            return UNAVAILABLE;
        }
        transaction.context(branch);
        branch.transaction = transaction;
        return SENT;
    }

    /** CANCEL for a request that we sent (§9.1): a transaction of its own, its answer unheeded. */
    void sendCancel(final SipMessage sent, final Flow to, final long nowNanos) {
        writer.wrap(scratch, 0, SipMessage.MAX_LENGTH);
        hopRequests.writeCancel(sent, writer);
        final int length = writer.length();
        final long branch = sent.topVia().branch();
        if (writer.overflowed() || Span.length(branch) > BRANCH_ROOM) {
            return;
        }
        scratch.putBytes(length, sent.buffer(), Span.start(branch), Span.length(branch));
        final ClientTransaction _ =
                transactions.send(
                        Method.CANCEL,
                        scratch,
                        0,
                        length,
                        Span.of(length, length + Span.length(branch)),
                        to,
                        nowNanos);
    }
}
