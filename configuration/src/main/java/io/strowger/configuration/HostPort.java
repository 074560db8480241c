// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host of the cluster and a port, written as loc1.example.net:7400, 192.0.2.1:7400 or [2001:db8::1]:7400.
 *
 * @param host name or address without brackets; looked up by whoever connects
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    /** What is wrong with a list of which each takes so many ports from its own on; null when none are shared. */
    static CheckedRecord.@Nullable Violation sharedPorts(
            String key, List<HostPort> list, int ports) {
        for (int i = 0; i < list.size(); i++) {
            for (int other = 0; other < i; other++) {
                if (list.get(i).isNear(list.get(other), ports)) {
                    return new CheckedRecord.Violation(
                            key,
                            list.get(other) + " and " + list.get(i) + " share ports",
                            "ports of one host at least " + ports + " apart");
                }
            }
        }
        return null;
    }

    private boolean isNear(HostPort other, int ports) {
        return host.equals(other.host) && Math.abs(port - other.port) < ports;
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
