// SPDX-License-Identifier: Apache-2.0
package io.strowger.switching;

import io.strowger.connection.table.ConnectionTableConfig;

/**
 * A switch's configuration.
 *
 * @param handOversPerTurn requests of a dead node that go to others in one turn, 1 to 10,000, so
 *     that what comes meanwhile is not kept waiting
 * @param looks entries and kept requests that are looked at in a millisecond for whether their
 *     time is over, 1 to 100,000
 */
public record SwitchConfig(
        ConnectionTableConfig table,
        PlacementConfig placement,
        StatusConfig status,
        KeptConfig kept,
        int handOversPerTurn,
        int looks) {

    public SwitchConfig {
        if (handOversPerTurn < 1 || handOversPerTurn > 10_000) {
            throw new IllegalArgumentException("hand-overs per turn: " + handOversPerTurn);
        }
        if (looks < 1 || looks > 100_000) {
            throw new IllegalArgumentException("looks: " + looks);
        }
    }

    public static SwitchConfig standard() {
        return new SwitchConfig(
                ConnectionTableConfig.standard(),
                PlacementConfig.standard(),
                StatusConfig.standard(),
                KeptConfig.standard(),
                64,
                256);
    }
}
