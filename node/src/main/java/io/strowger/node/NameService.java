// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.sip.message.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Port: asks for the addresses of host names without waiting. Asked and polled by the signaling
 * thread; each question that was taken gets one answer.
 */
interface NameService extends AutoCloseable {
    /** Takes what has been found out. */
    @FunctionalInterface
    interface AnswerListener {
        /** An address, or null when the name has none. */
        void onAnswer(long number, @Nullable IpAddress address);
    }

    /**
     * Asks.
     *
     * @param number that the answer will carry
     * @return false when as many questions as the limit allows are open
     */
    boolean ask(long number, String name);

    /** Hands over the answers that have come; gives their number. */
    int poll(AnswerListener listener);

    /** What is still open gets no answer. */
    @Override
    void close();
}
