// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Where a member of the location server is reached: {@link #PORTS} UDP ports in a row.
 *
 * @param host name or address; a name is looked up again when the member does not answer, so a new machine may take it
 * @param port the first of the ports, 1..65530
 */
public record MemberAddress(String host, int port) {
    /** UDP ports that a member uses. */
    public static final int PORTS = 6;

    /** Most members of a location server. */
    public static final int MEMBER_LIMIT = 3;

    public MemberAddress {
        if (host.isEmpty() || port < 1 || port > 65_536 - PORTS) {
            throw new IllegalArgumentException("not a host and the first of 6 ports: " + host);
        }
    }

    /** Where clients send changes. */
    public String ingress() {
        return endpoint(0);
    }

    /** Where members vote and report positions. */
    public String consensus() {
        return endpoint(1);
    }

    /** Where the leader sends the log. */
    public String log() {
        return endpoint(2);
    }

    /** Where an older part of the log is sent to a member that was away. */
    public String catchUp() {
        return endpoint(3);
    }

    /** Where recordings are asked for. */
    public String archive() {
        return endpoint(4);
    }

    /** Where a member that has nothing asks for the database. */
    public String enrolment() {
        return endpoint(5);
    }

    /** The address with a port that the system chooses. */
    public String anyPort() {
        return bracketed() + ":0";
    }

    private String endpoint(final int offset) {
        return bracketed() + ":" + (port + offset);
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** The ingress endpoints of all members in the form that Aeron's client takes. */
    public static String ingressEndpoints(final List<MemberAddress> members) {
        return IntStream.range(0, members.size())
                .mapToObj(id -> id + "=" + members.get(id).ingress())
                .collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return endpoint(0);
    }
}
