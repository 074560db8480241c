// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the location server and how much may wait for it.
 *
 * @param ingressChannel Aeron channel towards the cluster
 * @param ingressEndpoints {@code memberId=host:port,…} of the members; null for a channel that needs none
 * @param egressChannel Aeron channel of the replies
 * @param connectTimeout how long one attempt to open a session may take
 * @param updateTimeout a change without an outcome for this long gets {@link UpdateOutcome#UNAVAILABLE}
 * @param commitInterval while the last frame is younger than this, changes are gathered for the next one; less while
 *     they come one by one
 * @param queueBytes size of each submitter's queue, 64 KiB..256 MiB, rounded up to a power of two
 * @param pendingLimit changes without an outcome per submitter, 1..1,048,576
 */
public record LocationClientConfig(
        String ingressChannel,
        @Nullable String ingressEndpoints,
        String egressChannel,
        Duration connectTimeout,
        Duration updateTimeout,
        Duration commitInterval,
        int queueBytes,
        int pendingLimit) {

    /** Channel towards the members of a group; which of them it is, Aeron's client adds. */
    public static final String UDP_INGRESS = "aeron:udp?term-length=1m";

    /** Channel of the replies to this host, on a port that the system chooses. */
    public static String udpEgress(final String host) {
        final String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "aeron:udp?term-length=64k|endpoint=" + literal + ":0";
    }

    public LocationClientConfig {
        if (queueBytes < 64 * 1024 || queueBytes > 256 * 1024 * 1024) {
            throw new IllegalArgumentException("queueBytes must be 64 KiB..256 MiB: " + queueBytes);
        }
        if (pendingLimit < 1 || pendingLimit > 1 << 20) {
            throw new IllegalArgumentException("pendingLimit must be 1..1048576: " + pendingLimit);
        }
        if (commitInterval.isNegative() || commitInterval.toMillis() > 1000) {
            throw new IllegalArgumentException("commitInterval must be 0..1 s: " + commitInterval);
        }
        if (updateTimeout.toMillis() < 10 || updateTimeout.toSeconds() > 60) {
            throw new IllegalArgumentException(
                    "updateTimeout must be 10 ms..60 s: " + updateTimeout);
        }
    }
}
