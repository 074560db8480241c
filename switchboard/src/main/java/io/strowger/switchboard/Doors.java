// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.doorbell.Doorbell;
import io.strowger.protection.Protection;
import io.strowger.sip.message.Flow;
import io.strowger.sip.message.LocalPoint;
import io.strowger.sip.transport.ListenPoint;
import io.strowger.sip.transport.MessageReceiver;
import io.strowger.sip.transport.TransportConfig;
import io.strowger.sip.transport.TransportLayer;
import io.strowger.trunk.SwitchTrunk;
import io.strowger.trunk.TrunkRecord;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.CountersManager;
import org.jspecify.annotations.Nullable;

/**
 * The listening points of the router, open at the active switch alone (record 26). The thread of the switch; opening and closing may be
 * done by the one that starts and stops it.
 */
final class Doors {
    private static final System.Logger LOG = System.getLogger("strowger.switch");

    /** An address that is on its way to this host is here within some of these. */
    private static final long AGAIN_NANOS = 10_000_000;

    private final TransportConfig config;
    private final MessageReceiver receiver;
    private final Protection protection;
    private final CountersManager counters;
    private final List<LocalPoint> points = new ArrayList<>();
    private @Nullable TransportLayer layer;
    private final LongConsumer sleep = this::sleep;
    private final @Nullable Doorbell bell;
    private boolean hearsBell;
    private volatile String lastFailure = "";
    private boolean hasTried;
    private long tryAt;

    /**
     * @param bell by which nodes of this host wake who waits here; null when they cannot
     */
    Doors(
            final TransportConfig config,
            final MessageReceiver receiver,
            final Protection protection,
            final @Nullable Doorbell bell,
            final CountersManager counters) {
        this.bell = bell;
        this.config = config;
        this.receiver = receiver;
        this.protection = protection;
        this.counters = counters;
        for (int i = 0; i < config.listen().size(); i++) {
            final ListenPoint listen = config.listen().get(i);
            points.add(listen.named(listen.address(), listen.port(), i));
        }
    }

    /** As configured, whether they are open or not. */
    List<LocalPoint> points() {
        return List.copyOf(points);
    }

    /**
     * Opens them.
     *
     * @throws UncheckedIOException naming the one that could not be opened
     */
    void open() {
        final TransportLayer opened = TransportLayer.open(config, receiver, protection, counters);
        hearsBell = bell != null && opened.hear(bell);
        layer = opened;
    }

    /**
     * Opens and closes points like them where nobody comes. The first time in a process this takes hundreds of milliseconds, for
     * all of it is loaded then: too long for a switch that takes over.
     */
    void rehearse() {
        final List<ListenPoint> elsewhere = new ArrayList<>();
        for (final ListenPoint point : config.listen()) {
            elsewhere.add(ListenPoint.of(point.protocol(), "127.0.0.1", 0));
        }
        TransportLayer.open(config.withListen(elsewhere), receiver, protection, counters).close();
    }

    /** Opens them if they are not, from time to time when it does not succeed: the address may still be on its way. */
    void openSoon(final long nowNanos) {
        if (layer != null || (hasTried && nowNanos - tryAt < 0)) {
            return;
        }
        hasTried = true;
        tryAt = nowNanos + AGAIN_NANOS;
        try {
            open();
            lastFailure = "";
        } catch (final UncheckedIOException failure) {
            final String said = String.valueOf(failure.getCause().getMessage());
            if (!said.equals(lastFailure)) {
                lastFailure = said;
                LOG.log(System.Logger.Level.WARNING, "active, but not reached yet: {0}", said);
            }
        }
    }

    /** Hands over what has come. */
    void doWork(final long nowNanos) {
        if (layer != null) {
            layer.doWork(nowNanos);
        }
    }

    /**
     * Sends what a node has sent outside.
     *
     * @return false when its connection is gone, or none can be opened; a datagram is lost as on a network
     */
    boolean send(final TrunkRecord record) {
        final TransportLayer open = layer;
        final Flow flow =
                open == null
                        ? null
                        : open.flow(
                                record.point(),
                                record.connection(),
                                record.addressHigh(),
                                record.addressLow(),
                                record.port());
        if (open == null || flow == null) {
            return !points.get(record.point()).protocol().isReliable();
        }
        open.send(flow, record.buffer(), record.sipOffset(), record.sipLength());
        return true;
    }

    void send(final Flow flow, final DirectBuffer buffer, final int offset, final int length) {
        if (layer != null) {
            layer.send(flow, buffer, offset, length);
        }
    }

    /** What came on this flow was malformed. */
    void onMalformed(final Flow flow) {
        if (layer != null) {
            layer.onMalformed(flow);
        }
    }

    void flush() {
        if (layer != null) {
            layer.flush();
        }
    }

    /** Why they are not open though they are to be; empty when they are, or are not to be. Any thread. */
    String complaint() {
        return lastFailure;
    }

    void close() {
        final TransportLayer closing = layer;
        layer = null;
        lastFailure = "";
        hasTried = false;
        if (closing != null) {
            closing.close();
        }
    }

    /** Takes note that nodes have sent something: it counts for whether more is likely to come soon. */
    void onTrunkInput(final long nowNanos) {
        if (layer != null) {
            layer.noteOtherInput(nowNanos);
        }
    }

    /** Waits for what comes from outside or by the trunk; while they are closed, by the trunk alone. */
    void await(final SwitchTrunk trunk, final long nanos) {
        final TransportLayer open = layer;
        if (open == null) {
            trunk.await(nanos);
        } else if (open.gathers()) {
            open.await(nanos);
        } else {
            trunk.rest(sleep, hearsBell, nanos);
        }
    }

    private void sleep(final long nanos) {
        if (layer != null) {
            layer.await(nanos);
        }
    }
}
