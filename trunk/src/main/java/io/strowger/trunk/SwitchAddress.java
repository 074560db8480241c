// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import io.strowger.bus.BusFailure;
import java.nio.file.Path;

/**
 * Where a node finds a switch.
 *
 * @param id of the switch in the cluster
 * @param name for people
 * @param opening opens the bus to it; may take seconds
 */
public record SwitchAddress(long id, String name, Opening opening) {
    /** Opens a bus. */
    public interface Opening {
        /** A new bus. */
        Carrier open() throws BusFailure;
    }

    /** A switch of this host, whose bus lies in that directory. */
    public static SwitchAddress onThisHost(final long id, final Path directory, final long nodeId) {
        return new SwitchAddress(
                id, directory.toString(), () -> TrunkBus.joining(directory, nodeId));
    }

    /**
     * A switch that is reached over a network, or several.
     *
     * @param directory for the buffers of this way, no other has the same
     */
    public static SwitchAddress over(
            final long id, final TrunkNetwork network, final Path directory, final long nodeId) {
        return new SwitchAddress(
                id,
                String.join(" ", network.addresses()),
                () -> TrunkBus.over(directory, id, network, nodeId));
    }
}
