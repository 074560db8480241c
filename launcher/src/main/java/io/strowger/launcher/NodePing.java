// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import io.strowger.configuration.SwitchesConfig;
import io.strowger.configuration.TrunkKind;
import io.strowger.ping.Ping;
import io.strowger.ping.PingFailure;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * Whether a switch asks the hosts of its nodes by ICMP echo.
 *
 * @param ping null when it does not
 * @param words why, or why not
 */
record NodePing(@Nullable Ping ping, String words) implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("strowger.switch");

    /** A router that works without is not kept from it by a right that it lacks. */
    static NodePing of(SwitchesConfig switches) {
        if (switches.trunk() != TrunkKind.NETWORK) {
            return new NodePing(null, "not needed: nodes are on this host");
        }
        if (!switches.check().ping()) {
            return new NodePing(null, "off");
        }
        try {
            return new NodePing(Ping.open(), "on");
        } catch (PingFailure failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "hosts of nodes are not asked by PING, one that is down shows as process hung: {0}",
                    failure.getMessage());
            return new NodePing(null, "not permitted");
        }
    }

    /** Whether there are answers to wait for. */
    boolean isOn() {
        return ping != null;
    }

    @Override
    public void close() {
        CloseHelper.quietClose(ping);
    }
}
