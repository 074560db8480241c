// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import io.strowger.trunk.NodeTrunk;
import java.util.List;
import org.agrona.concurrent.status.CountersManager;

/** The sides of {@code strowger node}: a replica and a cluster node. */
final class ReplicatedParts implements ProcessParts {
    @Override
    public LocationSide openLocation(StrowgerConfig config, CountersManager counters)
            throws CommandFailure {
        if (config.location().group().members().isEmpty() || !config.replication().isSet()) {
            throw new CommandFailure(
                    2,
                    List.of(
                            "location.members and replication.members (or replication.stream: shared-memory)"
                                    + " have to be set: 'strowger node' has no location server of"
                                    + " its own, 'strowger run' has"));
        }
        return ReplicatedLocation.open(config, counters);
    }

    @Override
    public SipSide openSip(
            StrowgerConfig config,
            LocationSide location,
            ProtectionDesk desk,
            CountersManager counters)
            throws CommandFailure {
        if (!config.switches().isSet()) {
            return EmbeddedNode.launch(config.sip(), (StoredLocation) location, desk, counters);
        }
        NodeTrunk trunk = TrunkSettings.ofNode(config, counters);
        try {
            return EmbeddedNode.launchBehind(
                    trunk, config.sip(), (StoredLocation) location, counters);
        } catch (CommandFailure | RuntimeException failure) {
            trunk.close();
            throw failure;
        }
    }
}
