// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.archive.Archive;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.driver.MediaDriver;
import io.strowger.location.client.LocationClientConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The channels of the only member, in shared memory: there is no port to choose, to open or to attack, and a round of
 * the driver costs no system call. Buffers are small because one client with at most eight frames of 60 KiB under way
 * uses them.
 */
final class EmbeddedChannels implements MemberChannels {
    static final String WHOLE_FRAMES = "aeron:ipc?term-length=1m|mtu=65504";
    private static final String NONE = "aeron:ipc";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final int memberId;

    EmbeddedChannels(final int memberId) {
        this.memberId = memberId;
    }

    @Override
    public LocationClientConfig client(final LocationServerConfig config) {
        return new LocationClientConfig(
                WHOLE_FRAMES,
                null,
                LOCAL,
                CONNECT_TIMEOUT,
                config.updateTimeout(),
                config.commitInterval(),
                config.queueBytes(),
                config.pendingLimit());
    }

    @Override
    public MediaDriver.Context applyTo(final MediaDriver.Context driver) {
        return driver;
    }

    @Override
    public Archive.Context applyTo(final Archive.Context archive) {
        return archive.controlChannelEnabled(false)
                .archiveClientContext(new AeronArchive.Context().controlResponseChannel(LOCAL))
                .replicationChannel(NONE);
    }

    @Override
    public ConsensusModule.Context applyTo(final ConsensusModule.Context consensus) {
        return consensus
                .clusterMembers(memberId + ",unused,unused,unused,unused,unused")
                .ingressChannel(WHOLE_FRAMES)
                .isIpcIngressAllowed(false)
                .egressChannel(LOCAL)
                .consensusChannel(NONE)
                .logChannel(WHOLE_FRAMES)
                .replicationChannel(NONE)
                .leaderHeartbeatIntervalNs(TimeUnit.SECONDS.toNanos(1))
                .leaderHeartbeatTimeoutNs(TimeUnit.SECONDS.toNanos(10))
                .startupCanvassTimeoutNs(TimeUnit.SECONDS.toNanos(20))
                .sessionTimeoutNs(TimeUnit.SECONDS.toNanos(30));
    }
}
