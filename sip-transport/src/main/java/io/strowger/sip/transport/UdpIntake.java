// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.sip.message.IpAddress;

/**
 * The door of one UDP listening point: while its receive buffer is under pressure, lets each source
 * have its share ({@link SourceShares}) and has the system discard what the worst send beyond it.
 * Costs two comparisons per datagram otherwise. Owned by the signaling thread.
 */
final class UdpIntake {
    private static final System.Logger LOG = System.getLogger("strowger.sip-transport");

    private final ListenPoint listen;
    private final ReceiveBuffer buffer;
    private final TransportCounters.Udp counters;
    private final SourceShares shares;
    private long discarded;
    private long limitingSinceNanos;
    private boolean named;

    UdpIntake(
            final ListenPoint listen,
            final ReceiveBuffer buffer,
            final int guaranteedPerSource,
            final TransportParts parts) {
        this.listen = listen;
        this.buffer = buffer;
        this.counters = parts.counters().udp();
        this.shares = new SourceShares(guaranteedPerSource, parts.seed());
    }

    /** Once a turn: {@code isBehind} when the socket may hold more than was taken. */
    void onTurn(final boolean isBehind, final long nowNanos) {
        if ((isBehind || shares.isLimiting()) && shares.isWindowOver(nowNanos)) {
            look(nowNanos);
        }
    }

    boolean admits(final long addressHigh, final long addressLow) {
        if (!shares.isLimiting() || shares.admits(addressHigh, addressLow)) {
            return true;
        }
        discarded++;
        counters.overShare.incrementRelease();
        return false;
    }

    void onMalformed(final long addressHigh, final long addressLow) {
        shares.onMalformed(addressHigh, addressLow);
    }

    private void look(final long nowNanos) {
        buffer.look();
        final Offenders offenders = shares.offenders();
        int fillPercent = buffer.fillPercent();
        final int dropped = buffer.takeDropped();
        if (dropped != 0) {
            // It was full between the looks; with a filter at work that cannot be told.
            fillPercent = offenders.isEmpty() ? SourceShares.FULL_PERCENT : fillPercent;
            onDroppedBySystem(dropped);
        }
        final boolean turned = shares.look(fillPercent, nowNanos);
        if (offenders.takeChange()) {
            buffer.discardInSystem(offenders);
        }
        if (turned) {
            onTurned(nowNanos);
        } else if (!named && !offenders.isEmpty()) {
            named = true;
            final int worst = offenders.worst();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is flooded, mostly by {1}: each source is held to its share",
                    listen,
                    new IpAddress(offenders.addressHigh(worst), offenders.addressLow(worst)));
        }
    }

    /** The system does not tell what its filter discarded from what a full buffer did. */
    private void onDroppedBySystem(final int count) {
        if (shares.offenders().isEmpty()) {
            counters.bufferFull.getAndAddRelease(count);
        } else {
            discarded += count;
            counters.overShareInSystem.getAndAddRelease(count);
        }
    }

    private void onTurned(final long nowNanos) {
        if (shares.isLimiting()) {
            named = false;
            limitingSinceNanos = nowNanos;
            discarded = 0;
            counters.overloads.incrementRelease();
        } else if (named) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} is no longer flooded: {1} datagrams beyond the shares of their sources"
                            + " were discarded in {2} s",
                    listen,
                    discarded,
                    (nowNanos - limitingSinceNanos) / 1_000_000_000L);
        }
    }
}
