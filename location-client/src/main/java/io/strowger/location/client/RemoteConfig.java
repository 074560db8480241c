// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import io.strowger.cluster.transport.ClusterSecrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a process on another host reaches the location server.
 *
 * @param members of the location server, in the order of their numbers; 1 to 3
 * @param replyHost name or address of this host as the members see it
 * @param directory names the shared memory of this client's driver; belongs to this process alone
 * @param secrets shared by all processes of the cluster
 * @param updateTimeout a change without an outcome for this long is answered UNAVAILABLE, 10 ms..60 s
 * @param commitInterval while the last frame is younger than this, changes are gathered for the next one
 * @param pendingLimit changes without an outcome per submitter, 1..1,048,576
 */
public record RemoteConfig(
        List<MemberAddress> members,
        String replyHost,
        Path directory,
        ClusterSecrets secrets,
        Duration updateTimeout,
        Duration commitInterval,
        int pendingLimit) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int QUEUE_BYTES = 1 << 20;

    public RemoteConfig {
        if (members.isEmpty() || members.size() > MemberAddress.MEMBER_LIMIT) {
            throw new IllegalArgumentException("1 to 3 members, not " + members.size());
        }
        members = List.copyOf(members);
    }

    LocationClientConfig client() {
        return new LocationClientConfig(
                LocationClientConfig.UDP_INGRESS,
                MemberAddress.ingressEndpoints(members),
                LocationClientConfig.udpEgress(replyHost),
                CONNECT_TIMEOUT,
                updateTimeout,
                commitInterval,
                QUEUE_BYTES,
                pendingLimit);
    }
}
