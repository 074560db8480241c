// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

/** Lets so many bytes a second pass: what is sent beyond is worked off before more may go. */
final class Pacer {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BURST_SECONDS = 0.01;

    private final double bytesPerNano;
    private final double burst;
    private double credit;
    private long at;
    private boolean started;

    Pacer(final long bytesPerSecond) {
        bytesPerNano = bytesPerSecond / NANOS_PER_SECOND;
        burst = Math.max(WireLimits.FRAME, bytesPerSecond * BURST_SECONDS);
        credit = burst;
    }

    /** Whether something may go now. */
    boolean mayGo(final long now) {
        if (!started) {
            started = true;
            at = now;
        }
        if (now > at) {
            credit = Math.min(burst, credit + (now - at) * bytesPerNano);
            at = now;
        }
        return credit > 0;
    }

    void gone(final long bytes) {
        credit -= bytes;
    }
}
