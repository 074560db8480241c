// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import io.strowger.ping.Echo;
import io.strowger.protection.Protection;
import io.strowger.sip.message.KeyedHash;
import io.strowger.sip.transport.TransportConfig;
import io.strowger.switching.SwitchConfig;
import org.jspecify.annotations.Nullable;

/**
 * What a switch is told.
 *
 * @param transport its sockets, each on an address and a port that nodes know, too
 * @param hash under a key that all switches of a router share; copied
 * @param protection says who may send; of the thread of the switch from now on
 * @param process a random number of this process
 * @param ping by which hosts of nodes are asked, null when they are not; of the thread of the switch from now on
 */
public record SwitchboardConfig(
        TransportConfig transport,
        SwitchConfig switching,
        KeyedHash hash,
        Protection protection,
        long process,
        @Nullable Echo ping) {
    /** Counters that each node takes. */
    public static final int SERIES_OF_NODE = SwitchMetrics.OF_NODE;
}
