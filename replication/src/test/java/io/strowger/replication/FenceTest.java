// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.replication.Fence.Verdict;
import org.junit.jupiter.api.Test;

/** Nothing older than the current term is accepted by anybody. */
class FenceTest {
    private static final long SILENCE = 1000;

    private final Fence fence = new Fence(0, 0, SILENCE);

    @Test
    void theFirstAnnouncementIsFollowed() {
        assertThat(fence.announced(7, 3, 0)).isEqualTo(Verdict.ACCEPTED);
        assertThat(fence.birthDate()).isEqualTo(7);
        assertThat(fence.term()).isEqualTo(3);
    }

    @Test
    void anOlderTermIsRefusedHoweverLongTheNewerIsSilent() {
        fence.announced(7, 3, 0);
        assertThat(fence.announced(7, 2, 100 * SILENCE)).isEqualTo(Verdict.OLDER_TERM);
        assertThat(fence.carried(7, 2)).isEqualTo(Verdict.OLDER_TERM);
        assertThat(fence.carried(7, 3)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aNewerTermMovesTheFenceWhoeverBringsIt() {
        fence.announced(7, 3, 0);
        assertThat(fence.carried(7, 4)).isEqualTo(Verdict.ACCEPTED);
        assertThat(fence.announced(7, 3, 0)).isEqualTo(Verdict.OLDER_TERM);
    }

    @Test
    void aYoungerDatabaseIsFollowedAtOnceAndItsTermsBeginAnew() {
        fence.announced(7, 30, 0);
        assertThat(fence.carried(8, 1)).isEqualTo(Verdict.OTHER_BIRTH_DATE);
        assertThat(fence.announced(8, 1, 1)).isEqualTo(Verdict.ACCEPTED);
        assertThat(fence.term()).isEqualTo(1);
        assertThat(fence.announced(7, 30, 2)).isEqualTo(Verdict.OTHER_BIRTH_DATE);
    }

    @Test
    void anOlderDatabaseIsFollowedAfterSilenceOfTheYounger() {
        fence.announced(7, 3, 0);
        assertThat(fence.announced(6, 9, SILENCE - 1)).isEqualTo(Verdict.OTHER_BIRTH_DATE);
        assertThat(fence.announced(6, 9, SILENCE)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void afterARestartTheDatabaseHeldIsGivenTimeToBeHeard() {
        final Fence restarted = new Fence(7, 3, SILENCE);
        assertThat(restarted.announced(6, 9, 5000)).isEqualTo(Verdict.OTHER_BIRTH_DATE);
        assertThat(restarted.announced(7, 2, 5001)).isEqualTo(Verdict.OLDER_TERM);
        assertThat(restarted.announced(6, 9, 5000 + SILENCE)).isEqualTo(Verdict.ACCEPTED);
    }
}
