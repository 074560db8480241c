// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import java.util.Arrays;

/**
 * Per node, how many entries there are and how many transactions are open. It follows the words that
 * the table's entries hold, and nothing else changes it, so it cannot drift from them or become
 * negative.
 */
final class NodeTotals {
    private final int[] entries;
    private final int[] open;

    NodeTotals(final int nodes) {
        entries = new int[nodes];
        open = new int[nodes * MethodClass.COUNT];
    }

    /** An entry's word becomes another one; {@link EntryWord#FREE} is no entry. */
    void replace(final long before, final long after) {
        count(before, -1);
        count(after, 1);
    }

    private void count(final long word, final int sign) {
        if (word == EntryWord.FREE) {
            return;
        }
        final int node = EntryWord.node(word);
        entries[node] += sign;
        for (int i = 0; i < MethodClass.COUNT; i++) {
            open[node * MethodClass.COUNT + i] += sign * EntryWord.open(word, i);
        }
    }

    int entries(final int node) {
        return entries[node];
    }

    int open(final int node, final int methodClass) {
        return open[node * MethodClass.COUNT + methodClass];
    }

    int open(final int node) {
        int sum = 0;
        for (int i = 0; i < MethodClass.COUNT; i++) {
            sum += open(node, i);
        }
        return sum;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof NodeTotals totals
                && Arrays.equals(totals.entries, entries)
                && Arrays.equals(totals.open, open);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries) * 31 + Arrays.hashCode(open);
    }

    @Override
    public String toString() {
        return "entries " + Arrays.toString(entries) + ", open " + Arrays.toString(open);
    }
}
