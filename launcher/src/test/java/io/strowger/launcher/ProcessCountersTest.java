// SPDX-License-Identifier: Apache-2.0
package io.strowger.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.strowger.switchboard.SwitchboardConfig;
import io.strowger.trunk.TrunkNetwork;
import org.agrona.concurrent.status.CountersManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each node that may come has its series, beside those of the process. */
class ProcessCountersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 1000})
    void aSwitchHasRoomForAllItsNodesAndTheOtherSwitchAndNotForOneMore(final int nodes) {
        final CountersManager counters = ProcessCounters.ofSwitch(nodes);
        add(counters, "process", ProcessCounters.MOST);
        add(counters, "other switch", TrunkNetwork.SERIES_OF_PEER);
        for (int i = 0; i < nodes; i++) {
            add(counters, "links of a node", TrunkNetwork.SERIES_OF_PEER);
            add(counters, "a node", SwitchboardConfig.SERIES_OF_NODE);
        }
        assertThat(counters.available()).isZero();
        assertThatThrownBy(() -> counters.newCounter("one more"))
                .isInstanceOf(IllegalStateException.class);
    }

    private static void add(final CountersManager counters, final String what, final int series) {
        for (int i = 0; i < series; i++) {
            counters.newCounter(what);
        }
    }
}
