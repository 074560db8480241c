// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import java.util.List;
import org.agrona.concurrent.status.CountersManager;

/** The sides of {@code strowger run}: location server and cluster node in this process. */
final class EmbeddedParts implements ProcessParts {
    @Override
    public LocationSide openLocation(StrowgerConfig config, CountersManager counters)
            throws CommandFailure {
        if (!config.location().group().members().isEmpty()) {
            throw new CommandFailure(
                    2,
                    List.of(
                            "location.members is set, but 'strowger run' has a location server of its own:"
                                    + " remove it, or start 'strowger location'"));
        }
        return EmbeddedLocation.open(config, null, counters);
    }
}
