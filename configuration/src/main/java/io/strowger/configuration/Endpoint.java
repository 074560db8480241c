// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An address of this host and a port, written as 127.0.0.1:8080, [::1]:8080 or localhost:8080.
 *
 * @param address the address, never resolved by name
 * @param port 0 to 65535; 0 takes any free port
 */
public record Endpoint(InetAddress address, int port) {
    /** Whether only processes of this host can reach it. */
    public boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    /** The same as a socket address. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    @Override
    public String toString() {
        String host = address.getHostAddress();
        if (host.indexOf(':') >= 0) {
            host = "[" + host.replaceFirst("(^|:)0(:0)+(:|$)", "::") + "]";
        }
        return host + ":" + port;
    }
}
