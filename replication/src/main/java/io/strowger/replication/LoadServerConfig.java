// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import java.time.Duration;

/**
 * How one load server behaves.
 *
 * @param id of the process
 * @param requesters loads served at a time, of both kinds together
 * @param bytesPerSecond all loads together send at most this much, counted per receiver
 * @param chunksPerTurn chunks sent in one duty cycle at most
 * @param recordsPerChunk records read at a time at most, each time in a read transaction of its own
 * @param waitNanos how long a round lets the others wait for a requester that does not keep up, before it goes on without
 * @param stallNanos how long a requester is served that says that it is there, but takes nothing
 * @param silenceNanos how long a requester is remembered that says nothing, and its log records protected
 */
public record LoadServerConfig(
        long id,
        int requesters,
        long bytesPerSecond,
        int chunksPerTurn,
        int recordsPerChunk,
        long waitNanos,
        long stallNanos,
        long silenceNanos) {

    /** 48 requesters, 100 MB/s, 8 chunks a turn. */
    public static LoadServerConfig standard(final long id) {
        return new LoadServerConfig(
                id,
                48,
                100_000_000,
                8,
                WireLimits.RECORDS,
                Duration.ofSeconds(1).toNanos(),
                Duration.ofSeconds(30).toNanos(),
                Duration.ofSeconds(5).toNanos());
    }
}
