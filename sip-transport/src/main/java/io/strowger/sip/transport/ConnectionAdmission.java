// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import io.strowger.protection.SourceRates;
import io.strowger.sip.message.IpAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts connections in all and by source: an IPv4 address, or an IPv6 network of 64 bits, because
 * whoever has one of its addresses has them all. Owned by the connection thread.
 */
final class ConnectionAdmission {
    /** The answer to a new connection. */
    enum Answer {
        ADMITTED,
        TOO_MANY,
        TOO_MANY_OF_SOURCE,
        /** Too many of the source in too short a time. */
        TOO_FAST
    }

    private final int maxTotal;
    private int maxPerSource;
    private SourceRates rates;
    private final Map<IpAddress, Integer> bySource = new HashMap<>();
    private int total;

    ConnectionAdmission(final int maxTotal, final int maxPerSource, final SourceRates rates) {
        this.maxTotal = maxTotal;
        this.maxPerSource = maxPerSource;
        this.rates = rates;
    }

    /** Other limits of a source from now on; connections that there are stay. */
    void limit(final int perSource, final SourceRates accepts) {
        maxPerSource = perSource;
        rates = accepts;
    }

    /** {@link #admit} for a connection that the source has opened: not too many in too short a time, too. */
    Answer accept(final IpAddress source, final long nowNanos) {
        return rates.admits(source.high(), source.low(), nowNanos)
                ? admit(source)
                : Answer.TOO_FAST;
    }

    /** Counts the connection if it is admitted; then {@link #release} has to follow. */
    Answer admit(final IpAddress source) {
        if (total >= maxTotal) {
            return Answer.TOO_MANY;
        }
        final IpAddress network = network(source);
        final int held = bySource.getOrDefault(network, 0);
        if (held >= maxPerSource) {
            return Answer.TOO_MANY_OF_SOURCE;
        }
        bySource.put(network, held + 1);
        total++;
        return Answer.ADMITTED;
    }

    void release(final IpAddress source) {
        total--;
        bySource.computeIfPresent(network(source), (_, held) -> held == 1 ? null : held - 1);
    }

    private static IpAddress network(final IpAddress source) {
        return source.isV4() ? source : new IpAddress(source.high(), 0);
    }

    int total() {
        return total;
    }

    int sources() {
        return bySource.size();
    }
}
