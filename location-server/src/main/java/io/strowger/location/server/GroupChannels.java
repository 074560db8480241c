// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import io.aeron.archive.Archive;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ConsensusModule;
import io.aeron.driver.MediaDriver;
import io.strowger.location.client.LocationClientConfig;
import io.strowger.location.client.MemberAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The channels of a member among others, by UDP, and the times after which the others do without it.
 *
 * <p>After the death of the leader the others wait for {@link #HEARTBEAT_TIMEOUT_NANOS}, then one of them for up to half
 * an {@link #ELECTION_NANOS} before it asks for votes, and a whole one for the vote of the dead. Shorter times would make
 * a stall of the host, or a slow disk, cost an election.
 */
final class GroupChannels implements MemberChannels {
    /** The leader says so often that it is there. */
    static final long HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * A leader that has not been heard for so long is dead. Aeron takes the same time as the limit for every step in which a
     * member joins, such as opening a connection to the leader's archive: half of it was seen to be too short for that.
     */
    static final long HEARTBEAT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long a candidate waits for votes. */
    static final long ELECTION_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Clients, tools and members that may have a session. */
    static final int SESSION_LIMIT = 1024;

    private static final long ELECTION_STATUS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long CANVASS_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SESSION_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long IMAGE_LIVENESS_NANOS = TimeUnit.SECONDS.toNanos(3);

    /**
     * Receivers say that they are there; room for more data they tell at once. Whom a member has given up, it takes back
     * after five times this and a turn of the timer: so long a leader that heard nobody goes on hearing nobody.
     */
    private static final long STATUS_MESSAGE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long TIMER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final String SMALL = "aeron:udp?term-length=64k";
    private static final String LOG = "aeron:udp?term-length=1m";

    private final List<MemberAddress> members;
    private final MemberAddress self;

    GroupChannels(final GroupConfig group, final int memberId) {
        members = group.members();
        self = members.get(memberId);
    }

    @Override
    public LocationClientConfig client(final LocationServerConfig config) {
        return new LocationClientConfig(
                LocationClientConfig.UDP_INGRESS,
                MemberAddress.ingressEndpoints(members),
                LocationClientConfig.udpEgress(self.host()),
                CONNECT_TIMEOUT,
                config.updateTimeout(),
                config.commitInterval(),
                config.queueBytes(),
                config.pendingLimit());
    }

    @Override
    public MediaDriver.Context applyTo(final MediaDriver.Context driver) {
        return driver.imageLivenessTimeoutNs(IMAGE_LIVENESS_NANOS)
                .statusMessageTimeoutNs(STATUS_MESSAGE_NANOS)
                .timerIntervalNs(TIMER_NANOS);
    }

    @Override
    public Archive.Context applyTo(final Archive.Context archive) {
        return archive.controlChannelEnabled(true)
                .controlChannel(SMALL + "|endpoint=" + self.archive())
                .archiveClientContext(new AeronArchive.Context().controlResponseChannel(anyPort()))
                .replicationChannel(anyPort());
    }

    @Override
    public ConsensusModule.Context applyTo(final ConsensusModule.Context consensus) {
        return consensus
                .clusterMembers(clusterMembers())
                .ingressChannel(LocationClientConfig.UDP_INGRESS)
                .isIpcIngressAllowed(false)
                .egressChannel(SMALL)
                .consensusChannel(SMALL)
                .logChannel(LOG)
                .replicationChannel(anyPort())
                .maxConcurrentSessions(SESSION_LIMIT)
                .leaderHeartbeatIntervalNs(HEARTBEAT_NANOS)
                .leaderHeartbeatTimeoutNs(HEARTBEAT_TIMEOUT_NANOS)
                .electionTimeoutNs(ELECTION_NANOS)
                .electionStatusIntervalNs(ELECTION_STATUS_NANOS)
                .startupCanvassTimeoutNs(CANVASS_NANOS)
                .sessionTimeoutNs(SESSION_NANOS);
    }

    private String anyPort() {
        return SMALL + "|endpoint=" + self.anyPort();
    }

    /** In Aeron's form: number, ingress, consensus, log, catch-up and archive endpoint of each. */
    private String clusterMembers() {
        return IntStream.range(0, members.size())
                .mapToObj(id -> id + "," + endpoints(members.get(id)))
                .collect(Collectors.joining("|"));
    }

    private static String endpoints(final MemberAddress member) {
        return String.join(
                ",",
                member.ingress(),
                member.consensus(),
                member.log(),
                member.catchUp(),
                member.archive());
    }
}
