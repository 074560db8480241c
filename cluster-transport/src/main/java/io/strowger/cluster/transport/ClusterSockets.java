// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import io.aeron.driver.MediaDriver;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one media driver: what they send is sealed, what they receive is opened or dropped, and a watch wakes
 * its thread for it. Belongs to that thread, so the driver has to run in one (SHARED or INVOKER).
 */
public final class ClusterSockets {
    /** Payload of a datagram that, sealed, still fits an Ethernet frame of 1500 bytes. */
    public static final int MTU = 1408;

    private static final long NOTICE_NANOS = 1_000_000_000L;
    private static final byte[] NOTICE = "SWG?not opened".getBytes(StandardCharsets.US_ASCII);
    private static final InetSocketAddress UNKNOWN = new InetSocketAddress(0);

    private final DatagramSeal seal;
    private final @Nullable SocketWatch watch;
    private final HostAddresses hosts;
    private final StrangerListener strangers;
    private final ByteBuffer notice = ByteBuffer.allocateDirect(NOTICE.length).put(NOTICE).flip();
    private long nextNoticeNanos;

    /** Told of datagrams that do not fit the cluster's secret, on the driver's thread, at most once a second. */
    public interface StrangerListener {
        /** Somebody sends datagrams that were not sealed with our secret. */
        void onStranger(InetSocketAddress source);

        /** Somebody says that ours do not open with its secret. Anybody can say so: a hint, not a fact. */
        void onRefused(InetSocketAddress source);
    }

    /**
     * Makes sockets for one driver.
     *
     * @param watch wakes the driver's thread; null when that thread does not wait for sockets
     * @param hosts looks up host names for the driver
     */
    public ClusterSockets(
            final ClusterSecret secret,
            final @Nullable SocketWatch watch,
            final HostAddresses hosts,
            final StrangerListener strangers) {
        seal = new DatagramSeal(secret);
        this.watch = watch;
        this.hosts = hosts;
        this.strangers = strangers;
        nextNoticeNanos = System.nanoTime();
    }

    /** Gives a driver these sockets. */
    public MediaDriver.Context install(final MediaDriver.Context driver) {
        return driver.mtuLength(MTU)
                .ipcMtuLength(MTU)
                .nameResolver(hosts)
                .sendChannelEndpointSupplier(
                        (channel, status, context) ->
                                new SealedSender(this, channel, status, context))
                .receiveChannelEndpointSupplier(
                        (channel, dispatcher, status, context) ->
                                new SealedReceiver(this, channel, dispatcher, status, context));
    }

    DatagramSeal seal() {
        return seal;
    }

    @Nullable SocketWatch watch() {
        return watch;
    }

    /**
     * Opens a datagram in place.
     *
     * @param source where it came from, null when nobody knows
     * @return length of what it held; negative when it is to be dropped
     */
    int open(
            final MutableDirectBuffer buffer,
            final int length,
            final @Nullable InetSocketAddress source) {
        final int plain = seal.open(buffer, length);
        if (plain == DatagramSeal.FOREIGN && isNotice(buffer, length)) {
            if (noticeDue()) {
                strangers.onRefused(source == null ? UNKNOWN : source);
            }
            return DatagramSeal.REPLAYED;
        }
        return plain;
    }

    private static boolean isNotice(final MutableDirectBuffer buffer, final int length) {
        boolean same = length == NOTICE.length;
        for (int i = 0; same && i < NOTICE.length; i++) {
            same = buffer.getByte(i) == NOTICE[i];
        }
        return same;
    }

    /** What to send to somebody whose datagram did not open, null when one has just been told. */
    @Nullable ByteBuffer noticeFor(final @Nullable InetSocketAddress source) {
        if (!noticeDue()) {
            return null;
        }
        strangers.onStranger(source == null ? UNKNOWN : source);
        return source == null ? null : notice.rewind();
    }

    private boolean noticeDue() {
        final long nowNanos = System.nanoTime();
        if (nowNanos - nextNoticeNanos < 0) {
            return false;
        }
        nextNoticeNanos = nowNanos + NOTICE_NANOS;
        return true;
    }
}
