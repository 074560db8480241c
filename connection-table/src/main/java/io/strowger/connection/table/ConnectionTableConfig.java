// SPDX-License-Identifier: Apache-2.0
package io.strowger.connection.table;

import java.time.Duration;

/**
 * Limits of the table.
 *
 * @param entries most Call-IDs at a time, up to {@value #MOST_ENTRIES}
 * @param nodes node numbers are below this, up to {@value #MOST_NODES}
 * @param idle an entry that nothing was heard of for so long, and at which nothing is open, is
 *     forgotten; a second to a week
 */
public record ConnectionTableConfig(int entries, int nodes, Duration idle) {
    public static final int MOST_ENTRIES = 1 << 24;
    public static final int MOST_NODES = 4_000;
    private static final Duration LONGEST = Duration.ofDays(7);

    public ConnectionTableConfig {
        if (entries < 1 || entries > MOST_ENTRIES) {
            throw new IllegalArgumentException("connections out of range: " + entries);
        }
        if (nodes < 1 || nodes > MOST_NODES) {
            throw new IllegalArgumentException("nodes out of range: " + nodes);
        }
        if (idle.compareTo(Duration.ofSeconds(1)) < 0 || idle.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("idle time out of range: " + idle);
        }
    }

    /** A million Call-IDs, 64 nodes, ten minutes. */
    public static ConnectionTableConfig standard() {
        return new ConnectionTableConfig(1_000_000, 64, Duration.ofMinutes(10));
    }
}
