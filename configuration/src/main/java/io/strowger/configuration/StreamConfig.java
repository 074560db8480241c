// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a stream of updates reaches those who hear it. */
public record StreamConfig(
        @Option(
                        value =
                                "How updates reach those who hear them: one datagram for each of"
                                        + " them, which works everywhere, one for all, where the"
                                        + " network carries multicast, or through shared memory,"
                                        + " where all of them are on one host.",
                        initial = "unicast")
                StreamKind stream,
        @Option(
                        value =
                                "Multicast: address and port of the group, one for each network; the"
                                        + " last number of the address is odd.",
                        initial = "[239.72.0.1:7480]",
                        minElements = 1,
                        maxElements = 2)
                List<Endpoint> groups,
        @Option(
                        value =
                                "Addresses of this host in these networks, the first network first;"
                                        + " needed for multicast.",
                        initial = "[]",
                        maxElements = 2)
                List<String> interfaces)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        for (final String address : interfaces) {
            if (!isAddress(address)) {
                return new Violation(
                        "interfaces", "'" + address + "' is no IP address", "such as 192.0.2.1");
            }
        }
        return stream == StreamKind.MULTICAST ? multicastViolation() : null;
    }

    private @Nullable Violation multicastViolation() {
        if (interfaces.size() != groups.size()) {
            return new Violation(
                    "interfaces",
                    interfaces.size() + " addresses for " + groups.size() + " groups",
                    "this host's address in each network");
        }
        for (final Endpoint group : groups) {
            final byte[] address = group.address().getAddress();
            if (!group.address().isMulticastAddress() || address[address.length - 1] % 2 == 0) {
                return new Violation(
                        "groups",
                        group + " is no multicast address with an odd last number",
                        "such as 239.72.0.1:7480");
            }
        }
        return null;
    }

    /** Whether both send to the same multicast group, so that who hears one hears the other. */
    boolean sharesGroupWith(final StreamConfig other) {
        return stream == StreamKind.MULTICAST
                && other.stream == StreamKind.MULTICAST
                && groups.stream().anyMatch(other.groups::contains);
    }

    /**
     * Multicast: the group whose port a process would need for itself as well, null when there is none. Who hears a group
     * has its port on all addresses of the host, and cannot listen there for something else.
     */
    @Nullable Endpoint groupWithPort(final int port) {
        return stream != StreamKind.MULTICAST
                ? null
                : groups.stream().filter(group -> group.port() == port).findFirst().orElse(null);
    }

    /** The group that is in the way of somebody who publishes and is asked for loads at this port and the one above; or null. */
    @Nullable Endpoint groupInTheWayOf(final HostPort source, final StreamKind published) {
        final Endpoint asked = groupWithPort(source.port() + 1);
        return asked == null && published == StreamKind.UNICAST
                ? groupWithPort(source.port())
                : asked;
    }

    /** Whether one of those who publish this stream needs a port of its own groups; null when nobody does. */
    @Nullable Violation portViolation(final List<HostPort> sources) {
        for (final HostPort source : sources) {
            final Endpoint group = groupInTheWayOf(source, stream);
            if (group != null) {
                return new Violation(
                        "groups",
                        group + " has the port at which " + source + " is asked for loads",
                        "a port that none of "
                                + sources
                                + " uses: neither those nor the ones above them");
            }
        }
        return null;
    }

    private static boolean isAddress(final String text) {
        try {
            return InetAddress.ofLiteral(text) != null;
        } catch (final IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
