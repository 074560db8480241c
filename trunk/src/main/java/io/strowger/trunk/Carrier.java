// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.FrameHandler;
import io.strowger.doorbell.Doorbell;
import java.util.List;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** What carries the frames of one end of a trunk: sessions of the bus. One thread, but for {@link #wake}. */
public interface Carrier extends AutoCloseable {
    /**
     * Sends, receives, and hands over what has come.
     *
     * @return 0 when there was nothing to do
     * @throws IllegalStateException when it is broken and another one is to be opened
     */
    int doWork(FrameHandler to, long nowNanos);

    /** Whether nothing comes or goes any more. */
    boolean isBroken();

    /** Who has sent the frame that is being handed over. */
    long sender();

    /** The address of the host from which it comes, null when that is this one, or nobody is there. */
    @Nullable String hostOf(long peer);

    /** Whether somebody is at the other end. */
    boolean isConnected(long peer);

    /** False when the other end takes no more, or nobody is there. */
    boolean offer(long peer, DirectBuffer frame, int length);

    /** How the links to a peer stand, where there are several; none otherwise. */
    default List<LinkFigures> links(final long peer) {
        return List.of();
    }

    /** Adds a link while everything runs: where this end is reached, or where it asks. */
    default LinkChange addLink(final String address) {
        return LinkChange.NO_NETWORK;
    }

    /** Removes a link while everything runs: what was under way goes over another one. */
    default LinkChange removeLink(final String address) {
        return LinkChange.NO_NETWORK;
    }

    /** Addresses of the links that there are; none when the trunk goes over no network. */
    default List<String> links() {
        return List.of();
    }

    /** For how long nothing is due that does not come from elsewhere, at most so many nanoseconds. */
    default long dueIn(final long most) {
        return most;
    }

    /** Sleeps until something comes, {@link #wake} is called, or the time is over. */
    void await(long nanos);

    /**
     * Has its owner sleep where other things come as well, which is not known here.
     *
     * @param sleep is given the time
     * @param isRung whether {@link #bell} ends that sleep
     */
    void rest(LongConsumer sleep, boolean isRung, long nanos);

    /** By which processes of this host wake who {@link #rest rests}; null when they cannot. */
    @Nullable Doorbell bell();

    /** Ends the present sleep, or the next one. Any thread. */
    void wake();

    @Override
    void close();
}
