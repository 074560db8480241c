// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

/**
 * The part of an entry that changes, in one word: node (12 bits), transport (4 bits), and four
 * counts of open transactions (12 bits each).
 */
final class EntryWord {
    /** Not in use. No node has the number that this would be. */
    static final long FREE = -1L;

    /** Most open transactions of a class at one Call-ID. */
    static final int MOST_OPEN = (1 << 12) - 1;

    private static final int COUNT_BITS = 12;
    private static final int TRANSPORT_SHIFT = MethodClass.COUNT * COUNT_BITS;
    private static final int NODE_SHIFT = TRANSPORT_SHIFT + 4;

    private EntryWord() {}

    static long of(final int node, final int transport) {
        return (long) node << NODE_SHIFT | (long) transport << TRANSPORT_SHIFT;
    }

    static int node(final long word) {
        return (int) (word >>> NODE_SHIFT);
    }

    static int transport(final long word) {
        return (int) (word >>> TRANSPORT_SHIFT) & 15;
    }

    static int open(final long word, final int methodClass) {
        return (int) (word >>> (methodClass * COUNT_BITS)) & MOST_OPEN;
    }

    static boolean hasOpen(final long word) {
        return (word & ((1L << TRANSPORT_SHIFT) - 1)) != 0;
    }

    static long withNode(final long word, final int node) {
        return (word & ((1L << NODE_SHIFT) - 1)) | (long) node << NODE_SHIFT;
    }

    /** The caller has seen that the count stays between 0 and {@link #MOST_OPEN}. */
    static long plus(final long word, final int methodClass, final int change) {
        return word + ((long) change << (methodClass * COUNT_BITS));
    }
}
