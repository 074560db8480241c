// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import io.strowger.bus.Sessions;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A link by sessions of the bus. */
record BusLink(Sessions sessions) implements TrunkLink {
    private static final int POLL = 256;

    @Override
    public int poll(final FrameHandler to, final long nowNanos) {
        return sessions.poll(to, POLL, nowNanos);
    }

    @Override
    public long sender() {
        return sessions.sender();
    }

    @Override
    public boolean isConnected(final long peer) {
        return sessions.isConnected(peer);
    }

    @Override
    public @Nullable String host(final long peer) {
        return sessions.host(peer);
    }

    @Override
    public boolean offer(final long peer, final DirectBuffer frame, final int length) {
        return sessions.offer(peer, frame, 0, length);
    }

    @Override
    public void close() {
        sessions.close();
    }
}
