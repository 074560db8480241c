// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a location server keeps and commits its log.
 *
 * @param directory holds the log and the snapshots; belongs to this server alone
 * @param memberId number of this member in the cluster, 0..15; a single server is 0
 * @param fileSync whether a change is forced to stable storage before it is acknowledged; without it a power failure
 *     loses acknowledged changes, the death of the process does not
 * @param commitInterval while the last log entry is younger than this, changes are gathered for the next one,
 *     0..1 s; less while they come one by one. Changes that share an entry share its write, its sync and its database commit
 * @param updateTimeout a change without an outcome for this long is answered UNAVAILABLE, 10 ms..60 s
 * @param idleSleep longest sleep of the location thread when nothing happens, 1..100 ms
 * @param expiryInterval how often expired records are looked for, 100 ms..1 h
 * @param diskReserveBytes below this much usable space changes are answered DISK_FULL; 0 switches the check off
 * @param snapshotLogBytes log growth after which a snapshot is taken and the log before it deleted, ≥ 1 MiB
 * @param queueBytes size of each submitter's queue, 64 KiB..256 MiB
 * @param pendingLimit changes without an outcome per submitter, 1..1,048,576
 * @param group the members on several hosts, null for the only member, within its process
 */
public record LocationServerConfig(
        Path directory,
        int memberId,
        boolean fileSync,
        Duration commitInterval,
        Duration updateTimeout,
        Duration idleSleep,
        Duration expiryInterval,
        long diskReserveBytes,
        long snapshotLogBytes,
        int queueBytes,
        int pendingLimit,
        @Nullable GroupConfig group) {

    public LocationServerConfig {
        require(memberId >= 0 && memberId <= 15, "memberId must be 0..15", memberId);
        require(within(commitInterval, 0, 1_000), "commitInterval must be 0..1 s", commitInterval);
        require(
                within(updateTimeout, 10, 60_000),
                "updateTimeout must be 10 ms..60 s",
                updateTimeout);
        require(within(idleSleep, 1, 100), "idleSleep must be 1..100 ms", idleSleep);
        require(
                within(expiryInterval, 100, 3_600_000),
                "expiryInterval must be 100 ms..1 h",
                expiryInterval);
        require(diskReserveBytes >= 0, "diskReserveBytes must not be negative", diskReserveBytes);
        require(
                snapshotLogBytes >= 1 << 20,
                "snapshotLogBytes must be 1 MiB or more",
                snapshotLogBytes);
        require(
                queueBytes >= 64 << 10 && queueBytes <= 256 << 20,
                "queueBytes must be 64 KiB..256 MiB",
                queueBytes);
        require(
                pendingLimit >= 1 && pendingLimit <= 1 << 20,
                "pendingLimit must be 1..1048576",
                pendingLimit);
        require(
                group == null || memberId < group.members().size(),
                "memberId must be the number of a member of the group",
                memberId);
    }

    private static boolean within(
            final Duration value, final long leastMillis, final long mostMillis) {
        return value.compareTo(Duration.ofMillis(leastMillis)) >= 0
                && value.compareTo(Duration.ofMillis(mostMillis)) <= 0;
    }

    private static void require(final boolean holds, final String rule, final Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
    }

    /** A single durable server with the values that suit an embedded one. */
    public static LocationServerConfig single(final Path directory) {
        return new LocationServerConfig(
                directory,
                0,
                true,
                Duration.ofMillis(10),
                Duration.ofSeconds(2),
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                64L << 20,
                64L << 20,
                1 << 20,
                16 * 1024,
                null);
    }
}
