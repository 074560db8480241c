// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.doorbell.Doorbell;

/** Where the signaling thread waits for input of any socket, a wake-up, or a deadline. */
interface Poller extends AutoCloseable {
    /**
     * Waits at most this long and notes which sockets have input.
     *
     * @param maxNanos 0 = only look
     */
    void await(long maxNanos);

    /**
     * Lets datagrams gather: pauses for this long whatever happens, then takes every socket for one
     * that has input. A poller that cannot pause so briefly waits in the ordinary way.
     */
    void gather(long nanos);

    /** Ends a wait, or the next one if nobody waits. Any thread. */
    void wakeUp();

    /**
     * From now on other processes that ring end a wait.
     *
     * @return false when this one cannot wait for a pipe
     */
    boolean hear(Doorbell bell);

    @Override
    void close();
}
