// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

/** Where the signaling thread waits for input of any socket, a wake-up, or a deadline. */
interface Poller extends AutoCloseable {
    /**
     * Waits at most this long and notes which sockets have input.
     *
     * @param maxNanos 0 = only look
     */
    void await(long maxNanos);

    /** Ends a wait, or the next one if nobody waits. Any thread. */
    void wakeUp();

    @Override
    void close();
}
