// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Limits on TCP connections. */
public record TcpConfig(
        @Option(
                        value = "Most connections at a time; further ones are closed at once.",
                        initial = "20000",
                        min = "1",
                        max = "1000000")
                int maxConnections,
        @Option(
                        value = "Most connections from one IP address.",
                        initial = "1000",
                        min = "1",
                        max = "1000000")
                int maxConnectionsPerSource,
        @Option(
                        value =
                                "Connections that one source (an IPv4 address, an IPv6 /64) that is"
                                        + " not trusted may open in a second, and at once; 0 = any"
                                        + " number.",
                        initial = "100",
                        min = "0",
                        max = "1000000")
                int acceptsPerSource,
        @Option(
                        value = "A connection on which nothing arrives for so long is closed.",
                        initial = "15m",
                        min = "1s",
                        max = "7d")
                Duration idleTimeout,
        @Option(
                        value =
                                "An accepted connection on which nothing has been said for so"
                                        + " long is closed.",
                        initial = "30s",
                        min = "1s",
                        max = "1h")
                Duration firstMessageTimeout,
        @Option(
                        value =
                                "A connection on which a message has begun and not ended for so"
                                        + " long is closed.",
                        initial = "10s",
                        min = "1s",
                        max = "1h")
                Duration messageTimeout,
        @Option(
                        value =
                                "Proxies in front, such as load balancers, that say for whom each"
                                        + " connection is by the PROXY protocol, version 2: from"
                                        + " them it is required, from everybody else refused.",
                        initial = "[]",
                        maxElements = 64)
                List<NetworkPrefix> proxyProtocolFrom)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        return maxConnectionsPerSource <= maxConnections
                ? null
                : new Violation(
                        "max-connections-per-source",
                        maxConnectionsPerSource + " is above max-connections",
                        "at most " + maxConnections);
    }
}
