// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.exceptions.RegistrationException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** One of the two ends of a session. It is asked for a way to the other end, and has one when that end is reached. */
final class Session {
    /** The network of a session that the other end has opened: that by which it did. */
    static final int BACK = -1;

    /** Two windows of a load: what a requester may have asked for fits. */
    private static final int MOST_WAITING_BYTES = 2 << 20;

    /** A change of terms is tried again. */
    private static final int ATTEMPTS = 3;

    private final Aeron aeron;
    private final long peer;
    private final long number;
    private final int network;
    private final @Nullable String host;
    private final boolean isLocal;
    private final long registration;
    private final Deque<UnsafeBuffer> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private @Nullable ExclusivePublication way;
    private boolean failed;
    private boolean everConnected;
    private long usedAtNanos;

    /**
     * @param channel towards the other end
     * @param network by which it goes, for who has several
     * @param host from which the other end has opened it, null when that was this one or is this host
     */
    Session(
            final Aeron aeron,
            final String channel,
            final int stream,
            final long peer,
            final long number,
            final int network,
            final @Nullable String host) {
        this.aeron = aeron;
        this.peer = peer;
        this.number = number;
        this.network = network;
        this.host = host;
        isLocal = channel.startsWith(Streams.LOCAL);
        registration = aeron.asyncAddExclusivePublication(channel, stream);
    }

    @Nullable String host() {
        return host;
    }

    long peer() {
        return peer;
    }

    long number() {
        return number;
    }

    int network() {
        return network;
    }

    /** Whether the other end is on this host, and reached by shared memory. */
    boolean isLocal() {
        return isLocal;
    }

    void used(final long nowNanos) {
        usedAtNanos = nowNanos;
    }

    /** Whether the other end can be sent to. */
    boolean isConnected() {
        final ExclusivePublication publication = publication();
        final boolean connected = publication != null && publication.isConnected();
        everConnected |= connected;
        return connected;
    }

    private @Nullable ExclusivePublication publication() {
        if (way == null && !failed) {
            try {
                way = aeron.getExclusivePublication(registration);
            } catch (final RegistrationException _) {
                failed = true;
            }
        }
        return way;
    }

    /** Whether the other end is gone, was never there, or has been silent for so long. */
    boolean isOver(final long nowNanos, final long idleNanos) {
        return isLost() || nowNanos - usedAtNanos > idleNanos;
    }

    /** Whether the other end is gone, or cannot be reached at all. */
    boolean isLost() {
        return failed || (everConnected && !isConnected());
    }

    /** Whether the other end has not been reached for so long since the session was opened. */
    boolean isUnreached(final long nowNanos, final long patienceNanos) {
        return !isConnected() && !everConnected && nowNanos - usedAtNanos > patienceNanos;
    }

    /** Sends a frame, or keeps it until the other end takes what is before it; false when too much is kept already. */
    boolean offer(
            final DirectBuffer header,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        final ExclusivePublication publication = publication();
        if (publication == null) {
            return false;
        }
        if (waiting.isEmpty() && send(publication, header, buffer, offset, length)) {
            return true;
        }
        final int whole = SessionHeader.LENGTH + length;
        if (waitingBytes + whole > MOST_WAITING_BYTES) {
            return false;
        }
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[whole]);
        copy.putBytes(0, header, 0, SessionHeader.LENGTH);
        copy.putBytes(SessionHeader.LENGTH, buffer, offset, length);
        waiting.add(copy);
        waitingBytes += whole;
        return true;
    }

    private static boolean send(
            final ExclusivePublication publication,
            final DirectBuffer header,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        long result = Publication.ADMIN_ACTION;
        for (int i = 0; i < ATTEMPTS && result == Publication.ADMIN_ACTION; i++) {
            result =
                    publication.offer(
                            header, 0, SessionHeader.LENGTH, buffer, offset, length, null);
        }
        return result >= 0;
    }

    /** Sends what is waiting, as far as it goes; the number of frames. */
    int flush() {
        final ExclusivePublication publication = publication();
        int sent = 0;
        UnsafeBuffer first = waiting.peek();
        while (publication != null
                && first != null
                && StreamPublisher.offer(publication, first, 0, first.capacity())) {
            waiting.remove();
            waitingBytes -= first.capacity();
            sent++;
            first = waiting.peek();
        }
        return sent;
    }

    /** Whether something is kept until the other end takes what is before it. */
    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    void close() {
        if (way != null) {
            CloseHelper.quietClose(way);
        } else if (!failed) {
            aeron.asyncRemovePublication(registration);
        }
    }
}
