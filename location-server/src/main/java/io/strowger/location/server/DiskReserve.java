// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import java.util.function.LongSupplier;

/**
 * Says whether the data directory has less usable space than it must keep, so that changes are refused before the log
 * or the database meets a full disk. Location thread only.
 */
final class DiskReserve {
    private static final long CHECK_NANOS = 100_000_000L;

    private final LongSupplier usableBytes;
    private final long reserveBytes;
    private long nextCheckNanos;
    private boolean reached;

    /** The space is asked for at most every 100 ms. */
    DiskReserve(final LongSupplier usableBytes, final long reserveBytes, final long nowNanos) {
        this.usableBytes = usableBytes;
        this.reserveBytes = reserveBytes;
        nextCheckNanos = nowNanos;
    }

    /** Whether space is short; once short it stays so until there is an eighth more than the reserve. */
    boolean reached(final long nowNanos) {
        if (reserveBytes > 0 && nowNanos - nextCheckNanos >= 0) {
            nextCheckNanos = nowNanos + CHECK_NANOS;
            final long enough = reached ? reserveBytes + reserveBytes / 8 : reserveBytes;
            reached = usableBytes.getAsLong() < enough;
        }
        return reached;
    }
}
