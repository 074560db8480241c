// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.cluster.transport.ClusterSecrets;
import java.util.List;
import org.agrona.concurrent.status.CountersManager;

/**
 * The networks over which a switch is reached.
 *
 * @param addresses host and port of the switch, one for each network; of several each is a link, and all together are the trunk
 * @param secrets with which is sealed
 * @param counters of the process, for what is shown of the links
 */
public record TrunkNetwork(
        List<String> addresses, ClusterSecrets secrets, CountersManager counters) {
    /** Counters that each one who is reached, or comes, takes at most. */
    public static final int SERIES_OF_PEER = LinkCounters.MOST;

    public TrunkNetwork {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.size() > LinkChoice.MOST) {
            throw new IllegalArgumentException("a trunk: 1 to " + LinkChoice.MOST + " links");
        }
    }
}
