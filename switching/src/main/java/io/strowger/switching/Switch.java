// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.protection.Overload;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.message.Malformation;
import io.strowger.sip.message.Method;
import io.strowger.switching.Placement.Outcome;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * An active switch: gives each message from outside to a node, keeps requests until they are
 * answered, and gives those of a node that dies to others. The process drives it with what comes
 * from outside ({@link #onMessage}), with what nodes send outside ({@link #onNodeMessage}), with what
 * it hears of nodes ({@link #status}), and with {@link #doWork}. One thread.
 *
 * <p>A frame is what the process sends over its trunk: the SIP message is its end, what stands
 * before it is the process's own business and comes to the next node as it was.
 */
public final class Switch {
    /**
     * For so long after the last node lived a request over UDP is left to come again, where a 503 would
     * end it: when all nodes go away at once, it is mostly the switch that has been cut off.
     */
    private static final long UNTIL_REFUSED_NANOS = 4_000_000_000L;

    /** And for so long after a node last took everything: two that answered late, once, are soon well. */
    private static final long UNTIL_OVERLOADED_NANOS = 1_000_000_000L;

    /** What is done by the clock is done so often at most; under load a turn is shorter. */
    private static final long LOOK_NANOS = 1_000_000;

    private static final int TRYING = 100;
    private static final int SIP = 'S' | 'I' << 8 | 'P' << 16 | '/' << 24;

    private final SwitchConfig config;
    private final SwitchOutput output;
    private final ConnectionTable table;
    private final SwitchedNodes nodes;
    private final Placement placement;
    private final KeptRequests kept;
    private final SwitchedMessage message;
    private final OperationalStatus[] statuses;
    private final long[] counts = new long[SwitchCounter.values().length];
    private int firstLost;
    private long nodeSeenAt;
    private long nodeFitAt;
    private long lookAt;

    /**
     * @param hash under a key that all switches of a router share
     */
    public Switch(
            final SwitchConfig config,
            final SwitchOutput output,
            final KeyedHash hash,
            final long nowNanos) {
        this.config = config;
        this.output = output;
        table = new ConnectionTable(config.table(), nowNanos);
        nodes = new SwitchedNodes(table, config.placement());
        placement = new Placement(config.placement(), nodes);
        kept = new KeptRequests(config.kept(), table);
        message = new SwitchedMessage(hash.copy());
        nodeSeenAt = nowNanos;
        nodeFitAt = nowNanos - UNTIL_OVERLOADED_NANOS;
        lookAt = nowNanos;
        statuses = new OperationalStatus[config.table().nodes()];
        final StatusOutput reaction = new StatusReaction();
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = new OperationalStatus(i, config.status(), reaction, nowNanos);
        }
    }

    /**
     * A message has come from outside.
     *
     * @param tuple what it came in on
     * @param frame as it is to go over the trunk
     * @param sipOffset where the message begins in the buffer; it ends where the frame does
     * @return what is wrong with the message, for who counts that against its source
     */
    public Malformation onMessage(
            final ConnectionTuple tuple,
            final DirectBuffer frame,
            final int offset,
            final int length,
            final int sipOffset,
            final long nowNanos) {
        final Malformation found = message.read(frame, sipOffset, offset + length - sipOffset);
        if (!message.isPlaceable()) {
            count(SwitchCounter.UNREADABLE);
            return found;
        }
        if (message.isRequest()) {
            if (!admits()) {
                return found;
            }
            settleInvite(nowNanos);
        }
        final Outcome outcome = placement.place(message, tuple, nowNanos);
        if (!tuple.transport().isReliable() && comesAgain(outcome, nowNanos)) {
            count(SwitchCounter.DROPPED);
        } else if (!outcome.hasNode()) {
            refuse(reasonOf(outcome));
        } else if (message.isRequest()) {
            final boolean isKeepable = found == Malformation.NONE && message.method() != Method.ACK;
            request(isKeepable, sourceOf(tuple), frame, offset, length, nowNanos);
        } else {
            send(SwitchCounter.RESPONSES, frame, offset, length);
        }
        return found;
    }

    /** Whether a request over UDP is left to come again: it may well fare better then. */
    private boolean comesAgain(final Outcome outcome, final long nowNanos) {
        return (outcome == Outcome.NO_NODE && nowNanos - nodeSeenAt < UNTIL_REFUSED_NANOS)
                || (outcome == Outcome.OVERLOADED && nowNanos - nodeFitAt < UNTIL_OVERLOADED_NANOS);
    }

    /** Before anything is looked up or noted; what repeats a request that is kept goes on. */
    private boolean admits() {
        if (!output.admits(message)) {
            count(SwitchCounter.DROPPED);
            return false;
        }
        if (output.isOverloaded(message)
                && Overload.mayRefuse(message.message())
                && kept.find(message.transactionHigh(), message.transactionLow())
                        == KeptRequests.NONE) {
            refuse(Refusal.OVERLOADED);
            return false;
        }
        return true;
    }

    /**
     * A message has come from a node and goes outside: what the switch learns from it.
     *
     * @param sipOffset where the message begins in the buffer
     * @return whether it is to go outside: not a 100 to a request that is kept no longer. It has its final response, from the node
     *     that was given up perhaps, and a 100 says only that it need not be repeated
     */
    public boolean onNodeMessage(
            final int node,
            final DirectBuffer buffer,
            final int sipOffset,
            final int sipLength,
            final long nowNanos) {
        statuses[node].onHeard(nowNanos);
        if (!isResponse(buffer, sipOffset, sipLength)) {
            return true;
        }
        message.read(buffer, sipOffset, sipLength);
        if (!message.isPlaceable() || message.isRequest()) {
            return true;
        }
        final int place = kept.find(message.transactionHigh(), message.transactionLow());
        if (place == KeptRequests.NONE) {
            return message.message().statusCode() != TRYING;
        }
        if (message.isFinalResponse()) {
            kept.release(place);
        } else {
            kept.onProvisional(place, nowNanos);
        }
        return true;
    }

    /** A look at the first bytes spares reading the others of every second message (RFC 3261 §7.2). */
    private static boolean isResponse(
            final DirectBuffer buffer, final int offset, final int length) {
        return length > Integer.BYTES && buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN) == SIP;
    }

    /** Asks nodes how they are, hands over what dead ones had, forgets what is over. */
    public int doWork(final long nowNanos) {
        final int handed = handOver(nowNanos);
        if (nowNanos - lookAt < 0) {
            return handed;
        }
        lookAt = nowNanos + LOOK_NANOS;
        watch(nowNanos);
        final int expired = kept.expire(nowNanos, config.looks());
        counts[SwitchCounter.EXPIRED.ordinal()] += expired;
        return handed + expired + table.age(nowNanos, config.looks());
    }

    /**
     * What a standby does in place of {@link #doWork}: asks nodes how they are, so that it knows which
     * live when it takes over. It forgets nothing by itself, for its table is a copy.
     */
    public void watch(final long nowNanos) {
        boolean isAnyHere = false;
        for (final OperationalStatus status : statuses) {
            status.doWork(nowNanos);
            isAnyHere |= !status.status().isAway();
        }
        for (final OperationalStatus status : statuses) {
            if (!isAnyHere) {
                status.takeBack(nowNanos);
            }
            final Fitness fitness = status.status().fitness();
            nodeSeenAt = fitness == Fitness.NOTHING ? nodeSeenAt : nowNanos;
            nodeFitAt = fitness == Fitness.ALL ? nowNanos : nodeFitAt;
        }
    }

    /** Of this node; what the process hears of it goes there. */
    public OperationalStatus status(final int node) {
        return statuses[node];
    }

    /** Whether a node that is drained has nothing open any more, so that it may end. */
    public boolean isDrained(final int node) {
        return statuses[node].status() == NodeStatus.DRAINING && table.openAtNode(node) == 0;
    }

    public ConnectionTable table() {
        return table;
    }

    public SwitchedNodes nodes() {
        return nodes;
    }

    public long get(final SwitchCounter counter) {
        return counts[counter.ordinal()];
    }

    /** Requests that are kept. */
    public int keptRequests() {
        return kept.size();
    }

    /** What an ACK or CANCEL means for the INVITE that it follows, if that is kept. */
    private void settleInvite(final long nowNanos) {
        final Method method = message.method();
        if (method != Method.ACK && method != Method.CANCEL) {
            return;
        }
        final int invite = kept.find(message.inviteHigh(), message.inviteLow());
        if (invite == KeptRequests.NONE) {
            return;
        }
        if (method == Method.ACK) {
            // Who acknowledges has the final response, whichever way it took.
            kept.release(invite);
        } else if (kept.isLost(invite)) {
            handOver(invite, nowNanos);
        }
    }

    private void request(
            final boolean isKeepable,
            final int source,
            final DirectBuffer frame,
            final int offset,
            final int length,
            final long nowNanos) {
        int place = kept.find(message.transactionHigh(), message.transactionLow());
        if (place != KeptRequests.NONE) {
            count(SwitchCounter.RETRANSMISSIONS);
            if (kept.isLost(place) && handOver(place, nowNanos)) {
                return;
            }
            send(SwitchCounter.REQUESTS, frame, offset, length);
            return;
        }
        final int entry = placement.entry();
        if (isKeepable && entry != ConnectionTable.NONE) {
            place = kept.keep(message, entry, source, frame, offset, length, nowNanos);
        }
        if (isKeepable && place == KeptRequests.NONE) {
            count(SwitchCounter.NOT_KEPT);
        }
        if (!send(SwitchCounter.REQUESTS, frame, offset, length)) {
            if (place != KeptRequests.NONE) {
                kept.release(place);
            }
            refuse(Refusal.TRUNK_FULL);
        }
    }

    private boolean send(
            final SwitchCounter counter,
            final DirectBuffer frame,
            final int offset,
            final int length) {
        final boolean taken = output.sendToNode(placement.node(), frame, offset, length);
        count(taken ? counter : SwitchCounter.DROPPED);
        return taken;
    }

    private void refuse(final Refusal reason) {
        if (message.isRequest() && message.method() != Method.ACK) {
            count(SwitchCounter.REFUSED);
            output.refuse(message, reason);
        } else {
            count(SwitchCounter.DROPPED);
        }
    }

    private static Refusal reasonOf(final Outcome outcome) {
        return switch (outcome) {
            case OVERLOADED -> Refusal.OVERLOADED;
            case TABLE_FULL -> Refusal.TABLE_FULL;
            default -> Refusal.NO_NODE;
        };
    }

    /** As many as the turn has room for, from each dead node in its turn. */
    private int handOver(final long nowNanos) {
        int handed = 0;
        int idle = 0;
        while (handed < config.handOversPerTurn() && idle < statuses.length) {
            firstLost = firstLost + 1 < statuses.length ? firstLost + 1 : 0;
            final int place = kept.next(firstLost);
            if (place == KeptRequests.NONE) {
                idle++;
            } else if (handOver(place, nowNanos)) {
                handed++;
                idle = 0;
            } else {
                return handed;
            }
        }
        return handed;
    }

    /** False when no node lives or the trunk takes no more; then it waits where it is. */
    private boolean handOver(final int place, final long nowNanos) {
        final int entry = kept.entry(place);
        if (!placement.placeAgain(entry, kept.methodClass(place), nowNanos).hasNode()
                || !output.sendToNode(
                        placement.node(),
                        kept.buffer(place),
                        kept.offset(place),
                        kept.length(place))) {
            return false;
        }
        kept.onSentAgain(place, nowNanos);
        count(SwitchCounter.HANDED_OVER);
        return true;
    }

    private void count(final SwitchCounter counter) {
        counts[counter.ordinal()]++;
    }

    /** One number for a source: an IPv4 address or an IPv6 network of 64 bits. */
    private static int sourceOf(final ConnectionTuple tuple) {
        final long high = tuple.originatingHigh();
        final long source = (high == 0 ? tuple.originatingLow() : high) * 0x9E3779B97F4A7C15L;
        return (int) (source >>> 40);
    }

    /** What a change of status means for placement and for what is kept. */
    private final class StatusReaction implements StatusOutput {
        @Override
        public void sendPing(final int node, final long number) {
            output.sendPing(node, number);
        }

        @Override
        public void sendOptions(final int node, final long number) {
            output.sendOptions(node, number);
        }

        @Override
        public void sendForget(final int node) {
            output.sendForget(node);
        }

        @Override
        public void onStatus(
                final int node, final NodeStatus before, final NodeStatus now, final long nanos) {
            nodes.node(node).fitness(now.fitness(), nanos);
            if (now.isAway() && !before.isAway()) {
                kept.onNodeAway(node);
            }
            output.onStatus(node, before, now, nanos);
        }

        @Override
        public void onResponseTime(final int node, final long nanos) {
            nodes.node(node).answeredAfter(nanos);
            output.onResponseTime(node, nanos);
        }
    }
}
