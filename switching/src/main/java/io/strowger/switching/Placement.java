// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.ConnectionTuple;
import io.strowger.connection.table.MethodClass;

/**
 * Which node gets a message. A Call-ID that is known stays with its node while that lives; a new one
 * is shared out to a node that takes everything; one whose node is away goes to any that lives. One
 * thread.
 */
public final class Placement {
    /** What became of a message. */
    public enum Outcome {
        /** Its Call-ID is at a node already, and stays there. */
        KNOWN,
        /** Its Call-ID is new, or was forgotten. */
        PLACED,
        /** Its Call-ID was at a node that is away, and is at another one now. */
        MOVED,
        /** A message that begins nothing goes to a node, but the table has no place to note it. */
        UNNOTED,
        /** The nodes that live take nothing new: 503 with Retry-After. */
        OVERLOADED,
        /** Transactions are open at each Call-ID of a full table: 503 with Retry-After. */
        TABLE_FULL,
        /** No node lives: 503. */
        NO_NODE;

        /** Whether there is a node that gets the message. */
        public boolean hasNode() {
            return compareTo(OVERLOADED) < 0;
        }
    }

    private final ConnectionTable table;
    private final SwitchedNodes nodes;
    private final LoadSharing sharing;
    private int node = LoadSharing.NONE;
    private int entry = ConnectionTable.NONE;

    public Placement(final PlacementConfig config, final SwitchedNodes nodes) {
        this.nodes = nodes;
        table = nodes.table();
        sharing = LoadSharing.of(config, nodes);
    }

    /**
     * Places a message that is {@link SwitchedMessage#isPlaceable}. Then {@link #node} and {@link
     * #entry} say where.
     *
     * @param tuple what it came in on
     */
    public Outcome place(
            final SwitchedMessage message, final ConnectionTuple tuple, final long nowNanos) {
        final long high = message.callIdHigh();
        final long low = message.callIdLow();
        final MethodClass methodClass = message.methodClass();
        entry = table.find(high, low);
        if (entry != ConnectionTable.NONE) {
            table.touch(entry, nowNanos);
            return follow(methodClass, nowNanos);
        }
        final boolean beginsSomething = message.isRequest() && !message.isInDialog();
        node = choose(beginsSomething, high, low, methodClass, nowNanos);
        if (node == LoadSharing.NONE) {
            return beginsSomething && hasLivingNode() ? Outcome.OVERLOADED : Outcome.NO_NODE;
        }
        nodes.node(node).onPlaced();
        entry = table.add(high, low, tuple, node, nowNanos);
        if (entry == ConnectionTable.NONE) {
            return beginsSomething ? Outcome.TABLE_FULL : Outcome.UNNOTED;
        }
        return Outcome.PLACED;
    }

    /**
     * Sees to it that an entry is at a node that lives: its own, or another one that it is moved to.
     *
     * @return KNOWN, MOVED or NO_NODE
     */
    public Outcome placeAgain(
            final int moving, final MethodClass methodClass, final long nowNanos) {
        entry = moving;
        return follow(methodClass, nowNanos);
    }

    private Outcome follow(final MethodClass methodClass, final long nowNanos) {
        node = table.node(entry);
        if (nodes.isFit(node, Fitness.KNOWN)) {
            return Outcome.KNOWN;
        }
        final long high = table.callIdHigh(entry);
        node = choose(false, high, table.callIdLow(entry), methodClass, nowNanos);
        if (node == LoadSharing.NONE) {
            return Outcome.NO_NODE;
        }
        nodes.node(node).onPlaced();
        table.move(entry, node);
        return Outcome.MOVED;
    }

    /** The node of the message placed last. */
    public int node() {
        return node;
    }

    /** Its entry in the table, or {@link ConnectionTable#NONE}. */
    public int entry() {
        return entry;
    }

    private int choose(
            final boolean beginsSomething,
            final long high,
            final long low,
            final MethodClass methodClass,
            final long nowNanos) {
        final int best = sharing.choose(Fitness.ALL, high, low, methodClass, nowNanos);
        return best != LoadSharing.NONE || beginsSomething
                ? best
                : sharing.choose(Fitness.KNOWN, high, low, methodClass, nowNanos);
    }

    private boolean hasLivingNode() {
        for (int i = 0; i < nodes.count(); i++) {
            if (nodes.isFit(i, Fitness.KNOWN)) {
                return true;
            }
        }
        return false;
    }
}
