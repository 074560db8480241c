// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * One line per fault: the same fault again within a minute is not worth another line. Location thread only, except
 * {@link #latest}.
 */
final class FaultLog {
    private static final Logger LOGGER = System.getLogger("strowger.location-server");
    private static final long QUIET_NANOS = 60_000_000_000L;

    private volatile @Nullable String latest;
    private long quietUntilNanos;

    void report(final String fault, final long nowNanos) {
        if (!fault.equals(latest) || nowNanos - quietUntilNanos >= 0) {
            LOGGER.log(Level.ERROR, fault);
        }
        latest = fault;
        quietUntilNanos = nowNanos + QUIET_NANOS;
    }

    void report(final String what, final Throwable cause, final long nowNanos) {
        report(what + ": " + describe(cause), nowNanos);
    }

    void note(final String line) {
        LOGGER.log(Level.INFO, line);
    }

    /** The present fault is over. */
    void cleared(final String line) {
        if (latest != null) {
            latest = null;
            LOGGER.log(Level.INFO, line);
        }
    }

    /** The fault that is present, null when there is none. Any thread. */
    @Nullable String latest() {
        return latest;
    }

    private static String describe(final Throwable cause) {
        final String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return cause.getClass().getSimpleName() + " " + message;
    }
}
