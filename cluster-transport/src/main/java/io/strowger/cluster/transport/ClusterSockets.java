// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import io.aeron.driver.MediaDriver;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
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
    private static final long MILLIS = 1_000;
    private static final int DROPPED = -1;

    private final ClusterSecrets secrets;
    private final DatagramSeal seal;
    private final @Nullable SocketWatch watch;
    private final HostAddresses hosts;
    private final Listener listener;
    private long nextNoticeNanos;
    private @Nullable ByteBuffer notice;

    /** Told on the driver's thread what becomes of datagrams. */
    @FunctionalInterface
    public interface Listener {
        /** A line about a host whose datagrams do not fit the cluster's secret, at most one a second. */
        void onFault(String line);

        /** What became of each datagram. */
        default void onOutcome(final OpenOutcome outcome) {}
    }

    /**
     * Makes sockets for one driver.
     *
     * @param watch wakes the driver's thread; null when that thread does not wait for sockets
     * @param hosts looks up host names for the driver
     */
    public ClusterSockets(
            final ClusterSecrets secrets,
            final @Nullable SocketWatch watch,
            final HostAddresses hosts,
            final Listener listener) {
        this.secrets = secrets;
        seal = new DatagramSeal(secrets);
        this.watch = watch;
        this.hosts = hosts;
        this.listener = listener;
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

    @Nullable SocketWatch watch() {
        return watch;
    }

    /** Whether it is worth reading from a socket; null for one that nobody watches. */
    boolean mayHaveSomething(final SocketWatch.@Nullable Mark mark) {
        return mark == null || watch == null || watch.mayHaveSomething(mark);
    }

    ByteBuffer seal(final ByteBuffer plain) {
        return seal.seal(plain, nowSeconds());
    }

    private static long nowSeconds() {
        return System.currentTimeMillis() / MILLIS;
    }

    /**
     * Opens a datagram in place.
     *
     * @param source where it came from, null when nobody knows
     * @return length of what it held; negative when it is to be dropped, and {@link #notice} may say what to answer
     */
    int open(
            final MutableDirectBuffer buffer,
            final int length,
            final @Nullable InetSocketAddress source) {
        notice = null;
        OpenOutcome outcome = seal.open(buffer, length, nowSeconds());
        if (outcome == OpenOutcome.OPENED) {
            listener.onOutcome(outcome);
            return seal.openedLength();
        }
        final Notice heard = Notice.in(buffer, length);
        outcome = heard == null ? outcome : OpenOutcome.REFUSAL;
        listener.onOutcome(outcome);
        final Notice due = Notice.about(outcome);
        if ((heard != null || due != null) && isNoticeDue()) {
            final String host = source == null ? "?" : source.getAddress().getHostAddress();
            listener.onFault(heard == null ? line(outcome, host, buffer) : heard.lineOf(host));
            notice = due == null || source == null ? null : due.bytes();
        }
        return DROPPED;
    }

    /** What to send to the sender of the datagram that was opened last; null for nothing. */
    @Nullable ByteBuffer notice() {
        return notice;
    }

    private boolean isNoticeDue() {
        final long nowNanos = System.nanoTime();
        if (nowNanos - nextNoticeNanos < 0) {
            return false;
        }
        nextNoticeNanos = nowNanos + NOTICE_NANOS;
        return true;
    }

    private String line(
            final OpenOutcome outcome, final String host, final MutableDirectBuffer datagram) {
        return "datagrams from "
                + host
                + switch (outcome) {
                    case OTHER_SECRET ->
                            " were sealed with another secret (key id "
                                    + ClusterSecrets.text(DatagramSeal.keyId(datagram))
                                    + ", here "
                                    + secrets.keyIds()
                                    + "): has that host our cluster.secret-file?";
                    case STALE ->
                            " are not of this time: set the clocks of the two hosts, or somebody repeats what was"
                                    + " sent before";
                    case FORGED -> " were changed or forged on their way";
                    case MALFORMED -> " are none of a cluster's: who else sends to this port?";
                    case OPENED, DUPLICATE, TOO_OLD, REFUSAL -> " are dropped";
                };
    }
}
