// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.ping.Outside;
import io.strowger.trunk.SwitchAddress;
import io.strowger.virtual.address.VirtualAddress;
import java.util.List;

/**
 * What a switch that has another one beside it needs.
 *
 * @param other the way to it, link 213
 * @param lease the way to who decides which of them is active
 * @param addresses of the router, which come to the active one; empty when something else moves them, or they stay
 * @param outside what this host sees of it; the switch that sees more is to be the active one
 */
public record StandbyParts(
        SwitchAddress other, LeaseDoor lease, List<VirtualAddress> addresses, Outside outside) {
    public StandbyParts {
        addresses = List.copyOf(addresses);
    }
}
