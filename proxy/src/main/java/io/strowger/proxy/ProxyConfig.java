// SPDX-License-Identifier: Apache-2.0
package io.strowger.proxy;

/**
 * Settings of the proxy.
 *
 * @param maxBranches branches of one request that are out at the same time
 * @param maxContexts requests in progress at the same time
 * @param maxBreadth Max-Breadth for a request that has none (RFC 5393 §5.3.3), 1 to 255
 * @param datagramLimit requests larger than this many bytes leave UDP for TCP (RFC 3261 §18.1.1)
 * @param maxParked branches that wait for the address of their next hop at the same time
 * @param namePatienceNanos how long each of them waits before it counts as unreachable
 */
public record ProxyConfig(
        int maxBranches,
        int maxContexts,
        int maxBreadth,
        int datagramLimit,
        int maxParked,
        long namePatienceNanos) {
    public ProxyConfig {
        require(maxBranches >= 1 && maxBranches <= 64, "branches", maxBranches);
        require(maxContexts >= 1, "contexts", maxContexts);
        require(maxBreadth >= 1 && maxBreadth <= 255, "breadth", maxBreadth);
        require(datagramLimit >= 200 && datagramLimit <= 65_507, "datagram limit", datagramLimit);
        require(maxParked >= 0, "parked branches", maxParked);
        require(namePatienceNanos > 0, "patience for names", namePatienceNanos);
    }

    private static void require(final boolean holds, final String name, final long value) {
        if (!holds) {
            throw new IllegalArgumentException("proxy " + name + " out of range: " + value);
        }
    }

    public static ProxyConfig standard() {
        return new ProxyConfig(32, 500_000, 60, 1_300, 10_000, 10_000_000_000L);
    }
}
