// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

/**
 * Limits of the transaction layer.
 *
 * @param maxServerTransactions requests at a time; beyond it a new one is answered with 503
 * @param maxClientTransactions forwarded requests at a time; beyond it none can be sent
 * @param maxMessageBytes memory for kept messages, in bytes; taken as needed, off the heap
 * @param maxTimersPerTurn timers expired in one call of {@link TransactionLayer#doTimers}
 * @param retryAfterSeconds what the 503 asks for
 */
public record TransactionLimits(
        int maxServerTransactions,
        int maxClientTransactions,
        long maxMessageBytes,
        int maxTimersPerTurn,
        int retryAfterSeconds) {
    private static final int MAX_TRANSACTIONS = 1 << 24;

    public TransactionLimits {
        require(maxServerTransactions, 1, MAX_TRANSACTIONS, "server transactions");
        require(maxClientTransactions, 1, MAX_TRANSACTIONS, "client transactions");
        require(maxMessageBytes, MessageArena.CHUNK_BYTES, 1L << 40, "message bytes");
        require(maxTimersPerTurn, 1, Integer.MAX_VALUE, "timers per turn");
        require(retryAfterSeconds, 0, 86_400, "retry-after seconds");
    }

    private static void require(
            final long value, final long least, final long most, final String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + ": " + value + " is not from " + least + " to " + most);
        }
    }

    /** Enough for some 6,000 calls a second at the standard timers. */
    public static TransactionLimits standard() {
        return new TransactionLimits(500_000, 500_000, 1L << 30, 1_000, 5);
    }
}
