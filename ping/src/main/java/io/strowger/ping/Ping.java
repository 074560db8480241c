// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Asks hosts by ICMP echo whether they are there, and hands over what they answer; it never waits. One thread. */
public final class Ping implements Echo, AutoCloseable {
    private final @Nullable EchoSocket ipv4;
    private final @Nullable EchoSocket ipv6;

    private Ping(final @Nullable EchoSocket ipv4, final @Nullable EchoSocket ipv6) {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
    }

    /**
     * For any host, by whatever way the system takes.
     *
     * @throws PingFailure when not even a socket for IPv4 may be had
     */
    public static Ping open() throws PingFailure {
        final long sender = new SecureRandom().nextLong();
        final EchoSocket ipv4 = EchoSocket.open(false, "", sender);
        EchoSocket ipv6 = null;
        try {
            ipv6 = EchoSocket.open(true, "", sender);
        } catch (final PingFailure hasNoIpv6) {
            // A host without IPv6 has no neighbours with it.
        }
        return new Ping(ipv4, ipv6);
    }

    /**
     * For these hosts, by one interface.
     *
     * @param networkInterface empty for the system's choice
     * @throws PingFailure when a socket that they need may not be had
     */
    public static Ping open(final Collection<InetAddress> hosts, final String networkInterface)
            throws PingFailure {
        final long sender = new SecureRandom().nextLong();
        final boolean hasIpv6 = hosts.stream().anyMatch(host -> !(host instanceof Inet4Address));
        final boolean hasIpv4 =
                !hasIpv6 || hosts.stream().anyMatch(host -> host instanceof Inet4Address);
        final EchoSocket ipv4 = hasIpv4 ? EchoSocket.open(false, networkInterface, sender) : null;
        try {
            return new Ping(ipv4, hasIpv6 ? EchoSocket.open(true, networkInterface, sender) : null);
        } catch (final PingFailure failure) {
            if (ipv4 != null) {
                ipv4.close();
            }
            throw failure;
        }
    }

    @Override
    public boolean ask(final InetAddress host, final int target, final long number) {
        final EchoSocket by = host instanceof Inet4Address ? ipv4 : ipv6;
        return by != null && by.ask(host, target, number);
    }

    @Override
    public int poll(final Answers to) {
        return (ipv4 == null ? 0 : ipv4.poll(to)) + (ipv6 == null ? 0 : ipv6.poll(to));
    }

    /** Whether an interface is up and has a carrier. */
    public boolean hasCarrier(final String networkInterface) {
        final EchoSocket by = ipv4 == null ? ipv6 : ipv4;
        return by != null && by.hasCarrier(networkInterface.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        if (ipv4 != null) {
            ipv4.close();
        }
        if (ipv6 != null) {
            ipv6.close();
        }
    }
}
