// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** One link of a trunk, over one network, to all peers that are there. One thread. */
interface TrunkLink extends AutoCloseable {
    /** Hands over what has come; 0 when there was nothing to do. */
    int poll(FrameHandler to, long nowNanos);

    /** Who has sent the frame that is being handed over. */
    long sender();

    boolean isConnected(long peer);

    /** The address of the host from which a peer has come; null when it was this end that went there, or on this host. */
    @Nullable String host(long peer);

    /** False when the link takes no more, or nobody is there; one that leads to the peer is opened by that. */
    boolean offer(long peer, DirectBuffer frame, int length);

    @Override
    void close();
}
