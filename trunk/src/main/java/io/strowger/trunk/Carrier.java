// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import org.agrona.DirectBuffer;

/** What carries the frames of one end of a trunk: sessions of the bus. One thread, but for {@link #wake}. */
public interface Carrier extends AutoCloseable {
    /**
     * Sends, receives, and hands over what has come.
     *
     * @return 0 when there was nothing to do
     * @throws IllegalStateException when it is broken and another one is to be opened
     */
    int doWork(FrameHandler to, long nowNanos);

    /** Who has sent the frame that is being handed over. */
    long sender();

    /** Whether somebody is at the other end. */
    boolean isConnected(long peer);

    /** False when the other end takes no more, or nobody is there. */
    boolean offer(long peer, DirectBuffer frame, int length);

    /** Sleeps until something comes; what comes by shared memory ends the sleep within a millisecond. */
    void await(long nanos);

    /** Ends the present sleep, or the next one. Any thread. */
    void wake();

    @Override
    void close();
}
