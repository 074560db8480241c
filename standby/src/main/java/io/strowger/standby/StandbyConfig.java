// SPDX-License-Identifier: Apache-2.0
package io.strowger.standby;

import io.strowger.lease.LeaseConfig;
import io.strowger.switching.SwitchConfig;
import io.strowger.table.stream.TableStreamConfig;

/** Configuration of one of two switches; both have the same. */
public record StandbyConfig(SwitchConfig decisions, LeaseConfig lease, TableStreamConfig stream) {
    public static StandbyConfig standard() {
        return new StandbyConfig(
                SwitchConfig.standard(), LeaseConfig.standard(), TableStreamConfig.standard());
    }
}
