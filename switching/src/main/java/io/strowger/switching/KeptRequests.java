// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.ConnectionTable;
import io.strowger.connection.table.MethodClass;
import io.strowger.sip.message.Method;
import io.strowger.sip.transaction.MessageArena;
import io.strowger.sip.transaction.TransactionTable;
import org.agrona.DirectBuffer;

/**
 * Requests without a final response, as the bytes that went to a node, so that another one can get
 * them when it dies. What is kept is what is open in the connection table: one is counted there when
 * it is kept, and one less when it is let go. Places of requests are numbers; nothing is allocated
 * but memory for their bytes. One thread.
 */
final class KeptRequests {
    static final int NONE = TransactionTable.NONE;

    /** The last quarter of the places is for sources that hold less than a quarter of all. */
    private static final int RESERVED_SHIFT = 2;

    private static final int SOURCES = 256;
    private static final Method[] METHODS = Method.values();

    private final ConnectionTable table;
    private final TransactionTable index;
    private final MessageArena arena;
    private final HandOverQueues queues;
    private final long untilTryingNanos;
    private final long untilAnsweredNanos;
    private final long untilPickedUpNanos;
    private final int limit;
    private final long[] keyHighs;
    private final long[] keyLows;
    private final long[] blocks;
    private final int[] lengths;
    private final long[] deadlines;
    private final int[] entries;
    private final byte[] methods;
    private final byte[] sources;
    private final int[] nextFree;
    private final int[] heldBySource = new int[SOURCES];
    private int firstFree = NONE;
    private int fresh;
    private int hand;

    KeptRequests(final KeptConfig config, final ConnectionTable table) {
        this.table = table;
        limit = config.requests();
        index = new TransactionTable(limit);
        arena = new MessageArena(config.bytes());
        queues = new HandOverQueues(table.config().nodes(), limit);
        untilTryingNanos = config.untilTrying().toNanos();
        untilAnsweredNanos = config.untilAnswered().toNanos();
        untilPickedUpNanos = config.untilPickedUp().toNanos();
        keyHighs = new long[limit];
        keyLows = new long[limit];
        blocks = new long[limit];
        lengths = new int[limit];
        deadlines = new long[limit];
        entries = new int[limit];
        methods = new byte[limit];
        sources = new byte[limit];
        nextFree = new int[limit];
    }

    /** The place of a transaction's request, or {@link #NONE}. */
    int find(final long transactionHigh, final long transactionLow) {
        return index.find(transactionHigh, transactionLow);
    }

    /**
     * Keeps a request that went to the node of its entry, and counts it as open there.
     *
     * @param entry of the connection table, which it stays in until it is let go
     * @param source a hash of who sent it
     * @return its place, or {@link #NONE}: no place or memory is left, its source holds too much
     *     of what is nearly used up, or its Call-ID has too many open
     */
    int keep(
            final SwitchedMessage message,
            final int entry,
            final int source,
            final DirectBuffer frame,
            final int offset,
            final int length,
            final long nowNanos) {
        final int account = source & SOURCES - 1;
        if (index.size() == limit || holdsTooMuch(account)) {
            return NONE;
        }
        final long block = arena.keep(frame, offset, length);
        if (block == MessageArena.NONE) {
            return NONE;
        }
        if (!table.open(entry, message.methodClass())) {
            arena.release(block);
            return NONE;
        }
        final int place = take();
        index.add(message.transactionHigh(), message.transactionLow(), place);
        keyHighs[place] = message.transactionHigh();
        keyLows[place] = message.transactionLow();
        blocks[place] = block;
        lengths[place] = length;
        entries[place] = entry;
        methods[place] = (byte) message.method().ordinal();
        deadlines[place] = nowNanos + patienceNanos(place);
        sources[place] = (byte) account;
        heldBySource[account]++;
        queues.add(place, table.node(entry), account);
        return place;
    }

    private boolean holdsTooMuch(final int account) {
        return index.size() >= limit - (limit >> RESERVED_SHIFT)
                && heldBySource[account] > limit >> RESERVED_SHIFT;
    }

    /** Its final response has gone to who asked, or nobody waits for one: it is open no longer. */
    void release(final int place) {
        table.close(entries[place], methodClass(place));
        queues.remove(place);
        index.remove(keyHighs[place], keyLows[place]);
        arena.release(blocks[place]);
        heldBySource[sources[place] & 0xFF]--;
        entries[place] = ConnectionTable.NONE;
        nextFree[place] = firstFree;
        firstFree = place;
    }

    /** A node works on it, and nobody has picked up yet. */
    void onProvisional(final int place, final long nowNanos) {
        if (isInvite(place)) {
            deadlines[place] = nowNanos + untilPickedUpNanos;
        }
    }

    /**
     * Lets go of those that nobody waits for any more, looking at so many more of them, round and
     * round.
     *
     * @return how many
     */
    int expire(final long nowNanos, final int most) {
        final int looks = Math.min(most, fresh);
        int expired = 0;
        for (int i = 0; i < looks; i++) {
            hand = hand + 1 < fresh ? hand + 1 : 0;
            if (entries[hand] != ConnectionTable.NONE && isOver(hand, nowNanos)) {
                release(hand);
                expired++;
            }
        }
        return expired;
    }

    /** While no node has it, who asked waits for as long as RFC 3261 has him wait. */
    private boolean isOver(final int place, final long nowNanos) {
        final long late = nowNanos - deadlines[place];
        return late > 0 && (!queues.isLost(place) || late > untilAnsweredNanos);
    }

    /** A node has died: all that it was sent is to be handed over. */
    void onNodeAway(final int node) {
        queues.lose(node);
    }

    /**
     * The next request that a node had when it died: each source's oldest first, the sources in
     * turns. {@link #NONE} when there is none.
     */
    int next(final int node) {
        return queues.next(node);
    }

    /** Whether it is to be handed over: the node that it was sent to has died. */
    boolean isLost(final int place) {
        return queues.isLost(place);
    }

    /** It was sent to the node where its entry is now; it has the whole time for an answer again. */
    void onSentAgain(final int place, final long nowNanos) {
        queues.remove(place);
        queues.add(place, table.node(entries[place]), sources[place] & 0xFF);
        deadlines[place] = nowNanos + patienceNanos(place);
    }

    private long patienceNanos(final int place) {
        return isInvite(place) ? untilTryingNanos : untilAnsweredNanos;
    }

    int entry(final int place) {
        return entries[place];
    }

    MethodClass methodClass(final int place) {
        return MethodClass.of(METHODS[methods[place]]);
    }

    DirectBuffer buffer(final int place) {
        return arena.buffer(blocks[place]);
    }

    int offset(final int place) {
        return arena.offset(blocks[place]);
    }

    int length(final int place) {
        return lengths[place];
    }

    int size() {
        return index.size();
    }

    /** Bytes of blocks that are in use. */
    long bytesInUse() {
        return arena.bytesInUse();
    }

    private boolean isInvite(final int place) {
        return methods[place] == Method.INVITE.ordinal();
    }

    private int take() {
        if (firstFree == NONE) {
            return fresh++;
        }
        final int place = firstFree;
        firstFree = nextFree[place];
        return place;
    }
}
