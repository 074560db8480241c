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

    /**
     * Lets datagrams gather: pauses for this long whatever happens, then takes every socket for one
     * that has input. A poller that cannot pause so briefly waits in the ordinary way.
     */
    void gather(long nanos);

    /** Ends a wait, or the next one if nobody waits. Any thread. */
    void wakeUp();

    /**
     * Makes a bell, the same at each call: a datagram that comes there ends a wait.
     *
     * @return its port of loopback, 0 when there is none
     */
    int bell();

    @Override
    void close();
}
