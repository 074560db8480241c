// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import org.agrona.concurrent.status.CountersManager;

/** The sides of {@code strowger run}: location server and cluster node in this process. */
final class EmbeddedParts implements ProcessParts {
    @Override
    public LocationSide openLocation(StrowgerConfig config, CountersManager counters)
            throws CommandFailure {
        return EmbeddedLocation.open(config, counters);
    }

    @Override
    public SipSide openSip(StrowgerConfig config, LocationSide location, CountersManager counters)
            throws CommandFailure {
        return EmbeddedNode.launch(config.sip(), (EmbeddedLocation) location, counters);
    }
}
