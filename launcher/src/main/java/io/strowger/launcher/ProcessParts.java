// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import org.agrona.concurrent.status.CountersManager;

/** Makes the two sides of a process; a failure names what could not be had. */
interface ProcessParts {
    LocationSide openLocation(StrowgerConfig config, CountersManager counters)
            throws CommandFailure;

    /** Whether the process has a SIP side; without one it is up before changes are committed. */
    default boolean servesSip() {
        return true;
    }

    default SipSide openSip(
            StrowgerConfig config,
            LocationSide location,
            ProtectionDesk desk,
            CountersManager counters)
            throws CommandFailure {
        return EmbeddedNode.launch(config.sip(), (StoredLocation) location, desk, counters);
    }
}
