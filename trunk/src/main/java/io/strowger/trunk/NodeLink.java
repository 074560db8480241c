// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.BusFailure;
import io.strowger.bus.FrameHandler;
import io.strowger.sip.message.IpAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The way of a node, or of the other switch, to one switch. It is opened by a thread of its own, because that may take long while the switch is away
 * or stands still, and opened anew when it breaks. The thread of the node, but for {@link #wake} and that opening.
 */
final class NodeLink implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("strowger.trunk");
    private static final long RETRY_NANOS = 100_000_000;

    private final SwitchAddress address;
    private final Executor opener;
    private final AtomicReference<@Nullable Carrier> opened = new AtomicReference<>();
    private final AtomicReference<String> lastFailure = new AtomicReference<>("");
    private final AtomicBoolean opening = new AtomicBoolean();
    private volatile @Nullable Carrier bus;
    private volatile boolean closed;
    private long openAt;
    private boolean isFirst = true;

    /**
     * @param opener runs what may take long
     */
    NodeLink(final SwitchAddress address, final Executor opener) {
        this.address = address;
        this.opener = opener;
    }

    long switchId() {
        return address.id();
    }

    boolean isOpen() {
        return bus != null;
    }

    boolean isConnected() {
        final Carrier present = bus;
        return present != null && present.isConnected(address.id());
    }

    int doWork(final FrameHandler to, final long nowNanos) {
        final Carrier present = present(nowNanos);
        if (present == null) {
            return 0;
        }
        try {
            return present.doWork(to, nowNanos);
        } catch (final IllegalStateException broken) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the trunk to switch {0} is broken: {1}",
                    address.name(),
                    broken.getMessage());
            bus = null;
            CloseHelper.quietClose(present);
            return 0;
        }
    }

    private @Nullable Carrier present(final long nowNanos) {
        final Carrier present = bus;
        if (present != null) {
            return present;
        }
        final Carrier fresh = opened.getAndSet(null);
        if (fresh != null) {
            bus = fresh;
            LOG.log(System.Logger.Level.INFO, "the trunk to switch {0} is open", address.name());
        } else if ((isFirst || nowNanos - openAt >= 0) && opening.compareAndSet(false, true)) {
            isFirst = false;
            openAt = nowNanos + RETRY_NANOS;
            opener.execute(this::open);
        }
        return fresh;
    }

    private void open() {
        try {
            opened.set(address.opening().open());
            lastFailure.set("");
        } catch (final BusFailure | RuntimeException failure) {
            final String said = String.valueOf(failure.getMessage());
            if (!said.equals(lastFailure.getAndSet(said))) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "switch {0} is not reached yet: {1}",
                        address.name(),
                        said);
            }
        } finally {
            opening.set(false);
        }
        if (closed) {
            CloseHelper.quietClose(opened.getAndSet(null));
        }
    }

    boolean offer(final DirectBuffer frame, final int length) {
        final Carrier present = bus;
        return present != null && present.offer(address.id(), frame, length);
    }

    /** For how long nothing is due, at most so many nanoseconds. */
    long dueIn(final long most) {
        final Carrier present = bus;
        return present == null ? most : present.dueIn(most);
    }

    /** The switch is reached by these addresses now, in any order. */
    void reach(final List<String> addresses) {
        final Carrier present = bus;
        if (present == null || addresses.isEmpty()) {
            return;
        }
        for (final String address : addresses) {
            if (!present.links().contains(address) && isLiteral(address)) {
                report("added", address, present.addLink(address));
            }
        }
        for (final String address : present.links()) {
            if (!addresses.contains(address)) {
                report("removed", address, present.removeLink(address));
            }
        }
    }

    /** A name would be looked up by a thread that waits for nothing. */
    private static boolean isLiteral(final String address) {
        final int port = address.lastIndexOf(':');
        return port > 0 && IpAddress.parse(address.substring(0, port)) != null;
    }

    private void report(final String what, final String address, final LinkChange change) {
        if (change == LinkChange.DONE) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "the trunk to switch {0}: link {1} {2}",
                    this.address.name(),
                    address,
                    what);
        }
    }

    /** Sleeps until something comes over an open link. */
    void await(final long nanos) {
        final Carrier present = bus;
        if (present != null) {
            present.await(nanos);
        }
    }

    /** Any thread. */
    void wake() {
        final Carrier present = bus;
        if (present != null) {
            present.wake();
        }
    }

    @Override
    public void close() {
        closed = true;
        final Carrier present = bus;
        bus = null;
        CloseHelper.quietCloseAll(present, opened.getAndSet(null));
    }
}
