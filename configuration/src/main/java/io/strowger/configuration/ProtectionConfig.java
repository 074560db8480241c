// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of protection: limits, suspicion, bans, overload. */
public record ProtectionConfig(
        @Option(
                        value =
                                "Networks that are never limited, suspected or banned: trunks of"
                                        + " carriers, session border controllers, monitoring.",
                        initial = "[127.0.0.0/8, '::1']",
                        maxElements = 64)
                List<NetworkPrefix> trusted,
        @Option(value = "Networks that are banned for good.", initial = "[]", maxElements = 256)
                List<NetworkPrefix> banned,
        @Option(
                        value =
                                "Messages a second from one source (an IPv4 address, an IPv6 /64),"
                                        + " and at once; more are dropped, a connection is closed."
                                        + " 0 limits nobody.",
                        initial = "0",
                        min = "0",
                        max = "10000000")
                int messagesPerSource,
        @Option(
                        value =
                                "Messages a second from all sources together that are not trusted;"
                                        + " more are dropped. 0 = no limit.",
                        initial = "0",
                        min = "0",
                        max = "10000000")
                int messages,
        @Inlined SuspicionConfig suspicion,
        @Option(
                        value =
                                "As many new requests are answered 503 with Retry-After as it takes"
                                        + " for messages to wait less than this to be worked on;"
                                        + " 0ms refuses none.",
                        initial = "200ms",
                        min = "0ms",
                        max = "10s")
                Duration queueTime)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        for (NetworkPrefix network : banned) {
            if (trusted.stream().anyMatch(network::overlaps)) {
                return new Violation(
                        "banned", network + " has trusted addresses", "no part of 'trusted'");
            }
        }
        return null;
    }
}
