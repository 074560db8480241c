// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.StrowgerConfig;
import io.strowger.location.server.GroupConfig;
import org.agrona.concurrent.status.CountersManager;

/** The side of {@code strowger location}: one member of the location server, without SIP. */
final class MemberParts implements ProcessParts {
    private final boolean soleSurvivor;

    MemberParts(boolean soleSurvivor) {
        this.soleSurvivor = soleSurvivor;
    }

    @Override
    public LocationSide openLocation(StrowgerConfig config, CountersManager counters)
            throws CommandFailure {
        GroupConfig group = ClusterSettings.group(config, soleSurvivor);
        int number = config.location().group().member();
        MemberPorts.check(group.members().get(number), number);
        return EmbeddedLocation.open(config, group, counters);
    }

    @Override
    public boolean servesSip() {
        return false;
    }

    @Override
    public SipSide openSip(
            StrowgerConfig config,
            LocationSide location,
            ProtectionDesk desk,
            CountersManager counters) {
        throw new IllegalStateException("a member of the location server serves no SIP");
    }
}
