// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import io.strowger.replication.Message.Role;
import java.time.Duration;

/**
 * How one replica behaves.
 *
 * @param id of the process, not 0; its reports, requests and choices go by it
 * @param name for people
 * @param role {@link Role#NODE} or {@link Role#DESIGNATED_RECEIVER}
 * @param timing its patience
 * @param limits its bounds
 */
public record ReplicaConfig(long id, String name, Role role, Timing timing, Limits limits) {
    /**
     * Patience, in nanoseconds.
     *
     * @param reorder how long a missing entry may still come by the stream before it is loaded
     * @param loadRetry how long a load server may be silent before another is asked
     * @param ahead how long the leader must announce a lower level than ours before we believe it
     * @param silence how long an announcer may be silent before another is followed
     * @param reportBeat how often to report upwards
     * @param reloadBackoff before a second reload for a digest that differs; doubled each time, up to 64 times
     * @param storeRetry how long to leave a full disk alone
     */
    public record Timing(
            long reorder,
            long loadRetry,
            long ahead,
            long silence,
            long reportBeat,
            long reloadBackoff,
            long storeRetry) {

        /** For announcements each 100 ms. */
        public static Timing standard() {
            return new Timing(
                    Duration.ofMillis(5).toNanos(),
                    Duration.ofMillis(300).toNanos(),
                    Duration.ofSeconds(1).toNanos(),
                    Duration.ofSeconds(1).toNanos(),
                    Duration.ofMillis(500).toNanos(),
                    Duration.ofSeconds(10).toNanos(),
                    Duration.ofSeconds(1).toNanos());
        }
    }

    /**
     * Bounds.
     *
     * @param windowBytes asked for at a time in a load, at most {@link WireLimits#WINDOW}
     * @param heldEntries entries kept that came before their turn
     * @param heldBytes their bytes
     * @param ranges ranges of a reload that do not touch
     */
    public record Limits(int windowBytes, int heldEntries, long heldBytes, int ranges) {
        /** 1 MiB window, 4,096 entries or 16 MiB held, 256 ranges. */
        public static Limits standard() {
            return new Limits(1024 * 1024, 4096, 16L * 1024 * 1024, 256);
        }
    }

    /** A replica with the usual timing and limits. */
    public static ReplicaConfig standard(final long id, final String name, final Role role) {
        return new ReplicaConfig(id, name, role, Timing.standard(), Limits.standard());
    }
}
