// SPDX-License-Identifier: Apache-2.0
package io.strowger.virtual.address;

import java.net.InetAddress;
import java.util.List;

/**
 * The address and who moves it.
 *
 * @param address of the router, IPv4 or IPv6
 * @param prefixLength 1 to 32 or 128; a whole one adds no route to the host
 * @param networkInterface that gets the address, empty when only the command moves it
 * @param command run with state ({@code active}, {@code standby}), address, interface ({@code -} for none) and
 *     term behind what stands here, whenever the state changes; empty for none
 */
public record VirtualAddressConfig(
        InetAddress address, int prefixLength, String networkInterface, List<String> command) {
    /** Linux's IFNAMSIZ, less the zero at the end. */
    private static final int LONGEST_NAME = 15;

    public VirtualAddressConfig {
        final int most = address.getAddress().length * Byte.SIZE;
        if (prefixLength < 1 || prefixLength > most) {
            throw new IllegalArgumentException("prefix length out of range: " + prefixLength);
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
            throw new IllegalArgumentException("no address of a host: " + address.getHostAddress());
        }
        if (networkInterface.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("no interface has such a name: " + networkInterface);
        }
        command = List.copyOf(command);
        if (networkInterface.isEmpty() && command.isEmpty()) {
            throw new IllegalArgumentException(
                    "neither an interface nor a command for the address");
        }
    }

    /** Whether the program itself adds and removes the address. */
    boolean hasInterface() {
        return !networkInterface.isEmpty();
    }
}
