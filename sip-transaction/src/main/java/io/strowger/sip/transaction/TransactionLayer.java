// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import io.strowger.sip.message.Flow;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Method;
import io.strowger.sip.message.SipMessage;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The transaction layer (RFC 3261 §17): finds the transaction of each message, absorbs what is
 * repeated, repeats what gets lost, and hands the rest to its {@link TransactionUser}.
 *
 * <p>One thread. Time is monotonic nanoseconds, passed in. The user is called from {@link
 * #onMessage}, {@link #doTimers} and {@link #onFlowFailed} only; each of these also tells of the
 * transactions that have ended since. Nothing is allocated per message, except that an answer to
 * another port than the request's needs a flow of its own.
 */
public final class TransactionLayer {
    private final LayerParts parts;
    private final ServerTransactions servers;
    private final ClientTransactions clients;
    private final ServerMachines serverMachines;
    private final ClientMachines clientMachines;
    private final int maxTimersPerTurn;

    /**
     * @param hash for the keys of transactions; to be given a random key by each process
     * @param nowNanos where the time begins that the layer will see
     */
    public TransactionLayer(
            final TimerValues timers,
            final TransactionUser user,
            final MessageSender sender,
            final TransactionLimits limits,
            final KeyedHash hash,
            final TransactionCounters counters,
            final long nowNanos) {
        this.parts =
                new LayerParts(
                        user,
                        sender,
                        new TransactionTimers(timers, nowNanos),
                        new MessageArena(limits.maxMessageBytes()),
                        new TransactionKey(hash),
                        new OwnMessages(limits.retryAfterSeconds()),
                        counters);
        this.servers = new ServerTransactions(parts, limits.maxServerTransactions());
        this.clients = new ClientTransactions(parts, limits.maxClientTransactions());
        this.serverMachines = servers.machines();
        this.clientMachines = clients.machines();
        this.maxTimersPerTurn = limits.maxTimersPerTurn();
    }

    /** Takes a message that has been parsed without a defect. */
    public void onMessage(final SipMessage message, final Flow flow, final long nowNanos) {
        if (message.isRequest()) {
            servers.onRequest(message, flow, nowNanos);
        } else {
            clients.onResponse(message, flow, nowNanos);
        }
        tellTerminated(nowNanos);
    }

    /** Whether a request, no ACK, repeats one that a transaction is open for. */
    public boolean isKnown(final SipMessage request) {
        return servers.isKnown(request);
    }

    /**
     * Sends a response and keeps what may have to be repeated. The bytes are the caller's again on
     * return.
     *
     * @return false when the machine does not let it out: a second final response other than a
     *     further 2xx, anything provisional to a non-INVITE but a due 100, and a 408 to a
     *     non-INVITE (RFC 4320), which ends the transaction without an answer
     */
    public boolean respond(
            final ServerTransaction transaction,
            final int statusCode,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long nowNanos) {
        return serverMachines.respond(transaction, statusCode, buffer, offset, length, nowNanos);
    }

    /**
     * Sends a request in a client transaction of its own: any method but ACK.
     *
     * @param branch slice of the buffer with the branch of the topmost Via
     * @return null when it was not sent: at the limit of transactions or memory, or because the
     *     branch is in use for this method
     */
    public @Nullable ClientTransaction send(
            final Method method,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final long branch,
            final Flow destination,
            final long nowNanos) {
        return clients.send(method, buffer, offset, length, branch, destination, nowNanos);
    }

    /** Ends a transaction that will never be answered; one with a final response runs its course. */
    public void abandon(final ServerTransaction transaction, final long nowNanos) {
        serverMachines.abandon(transaction, nowNanos);
    }

    /** Ends a transaction whose response is of no interest any more (§9.1, 64*T1 after a CANCEL). */
    public void abandon(final ClientTransaction transaction, final long nowNanos) {
        clientMachines.abandon(transaction, nowNanos);
    }

    /**
     * Ends all transactions without a message, as the end of the process would: another node has what was in hand here. The user
     * hears of their ends only. Looks at each transaction object that was ever made, if any is in use: milliseconds after much load.
     * Not from within a call of the user's.
     */
    public void forget(final long nowNanos) {
        // First what has been sent, or the user would cancel it when what it was sent for ends.
        clientMachines.transactions().endAll();
        clientMachines.tellTerminated(nowNanos);
        serverMachines.transactions().endAll();
        tellTerminated(nowNanos);
    }

    /** Tells every transaction on the flow that it has failed. */
    public void onFlowFailed(final Flow flow, final long nowNanos) {
        clientMachines.onFlowFailed(flow, nowNanos);
        serverMachines.onFlowFailed(flow, nowNanos);
        tellTerminated(nowNanos);
    }

    /**
     * A datagram to this flow did not arrive, or somebody says so. Requests that nobody has answered yet count as failed when
     * that is said again half of T1 later or more, as it is when they have been repeated to where nobody is. Once can be a
     * router that looks for a host at the moment, or one word of a stranger for all calls of a gateway.
     */
    public void onUnreachable(final Flow flow, final long nowNanos) {
        clientMachines.onUnreachable(flow, nowNanos);
        tellTerminated(nowNanos);
    }

    /**
     * Expires timers that are due, a bounded number of them.
     *
     * @return how many; as many as the bound when more may be due
     */
    public int doTimers(final long nowNanos) {
        final int expired = parts.timers().expire(nowNanos, maxTimersPerTurn);
        tellTerminated(nowNanos);
        return expired;
    }

    /** A time before which no timer is due, {@link Long#MAX_VALUE} when none is armed. */
    public long nextDeadlineNanos() {
        return parts.timers().nextDeadlineNanos();
    }

    /** Transactions of both sides that have not been told of as ended. */
    public int active() {
        return servers.active() + clients.active();
    }

    /** From now on a request that could begin a dialog gets a 503; what is open goes on. */
    public void drain() {
        servers.drain();
    }

    /** Bytes of messages that are kept at present. */
    public long messageBytesInUse() {
        return parts.arena().bytesInUse();
    }

    int armedTimers() {
        return parts.timers().armed();
    }

    private void tellTerminated(final long nowNanos) {
        serverMachines.tellTerminated(nowNanos);
        clientMachines.tellTerminated(nowNanos);
    }
}
