// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import java.util.Arrays;

/**
 * For each node what it was sent, as chains in the order of arrival: sixteen a node, by source, so
 * that the one request of a phone does not wait behind the thousands of a trunk when the node dies.
 * A node has two sets of chains: what it was sent while it lives, and what it had when it died.
 */
final class HandOverQueues {
    private static final int NONE = -1;
    private static final int CHAINS = 16;

    private final int[] heads;
    private final int[] tails;
    private final int[] sizes;
    private final int[] turns;
    private final int[] liveSets;
    private final int[] previous;
    private final int[] following;
    private final int[] chains;

    HandOverQueues(final int nodes, final int places) {
        heads = new int[nodes * 2 * CHAINS];
        tails = new int[nodes * 2 * CHAINS];
        Arrays.fill(heads, NONE);
        Arrays.fill(tails, NONE);
        sizes = new int[nodes * 2];
        turns = new int[nodes];
        liveSets = new int[nodes];
        previous = new int[places];
        following = new int[places];
        chains = new int[places];
    }

    /** It was sent to this node. */
    void add(final int place, final int node, final int source) {
        append(place, first(node, liveSets[node]) + source % CHAINS);
    }

    private void append(final int place, final int chain) {
        final int last = tails[chain];
        chains[place] = chain;
        previous[place] = last;
        following[place] = NONE;
        if (last == NONE) {
            heads[chain] = place;
        } else {
            following[last] = place;
        }
        tails[chain] = place;
        sizes[chain / CHAINS]++;
    }

    void remove(final int place) {
        final int chain = chains[place];
        sizes[chain / CHAINS]--;
        final int before = previous[place];
        final int after = following[place];
        if (before == NONE) {
            heads[chain] = after;
        } else {
            following[before] = after;
        }
        if (after == NONE) {
            tails[chain] = before;
        } else {
            previous[after] = before;
        }
    }

    /** The node has died: all that it was sent is to be handed over, behind what waits already. */
    void lose(final int node) {
        final int live = liveSets[node];
        final int lost = 1 - live;
        if (nextOf(node, lost) == NONE) {
            liveSets[node] = lost;
            return;
        }
        for (int i = 0; i < CHAINS; i++) {
            final int from = first(node, live) + i;
            for (int place = heads[from]; place != NONE; place = heads[from]) {
                remove(place);
                append(place, first(node, lost) + i);
            }
        }
    }

    /** Whether the node that it was sent to has died since. */
    boolean isLost(final int place) {
        final int set = chains[place] / CHAINS;
        return liveSets[set >> 1] != (set & 1);
    }

    /** The next one to be handed over, which stays where it is until it is moved or removed. */
    int next(final int node) {
        return nextOf(node, 1 - liveSets[node]);
    }

    private int nextOf(final int node, final int set) {
        // Asked in each turn for each node, almost always in vain.
        if (sizes[node * 2 + set] == 0) {
            return NONE;
        }
        for (int i = 1; i <= CHAINS; i++) {
            final int turn = (turns[node] + i) % CHAINS;
            final int head = heads[first(node, set) + turn];
            if (head != NONE) {
                turns[node] = turn;
                return head;
            }
        }
        return NONE;
    }

    private static int first(final int node, final int set) {
        return (node * 2 + set) * CHAINS;
    }
}
