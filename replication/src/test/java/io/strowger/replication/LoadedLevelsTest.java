// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is counted of a load of entries (figure 7): the levels that were missing. */
class LoadedLevelsTest {
    @Test
    void levelsThatALoadHasBroughtAreCountedUnlessTheyWereThere() {
        final ReplicaLadder ladder = new ReplicaLadder(new History(History.BIRTH_DATE, 20).at(1));
        ladder.play(
                """
                leader => r : announce 4
                ~~ 5
                r load INCREMENTAL
                r -> server : entries from 2
                server => r : entries 2..3 more
                r level 3
                server => r : entries 3..4
                r level 4
                leader => r : entry 5            | came by the stream
                r level 5
                """);
        assertThat(ladder.count(ReplicationCounter.LEVELS_LOADED)).isEqualTo(3);
        assertThat(ladder.count(ReplicationCounter.DUPLICATES)).isEqualTo(1);
    }
}
