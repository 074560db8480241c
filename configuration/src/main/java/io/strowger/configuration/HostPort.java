// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/**
 * A host of the cluster and a port, written as loc1.example.net:7400, 192.0.2.1:7400 or [2001:db8::1]:7400.
 *
 * @param host name or address without brackets; looked up by whoever connects
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    /** Whether so many ports from here on and from there on overlap. */
    boolean isNear(HostPort other, int ports) {
        return host.equals(other.host) && Math.abs(port - other.port) < ports;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
