// SPDX-License-Identifier: Apache-2.0
package io.strowger.gateway.route;

import static io.strowger.gateway.route.GatewayChoice.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which of three gateways packets go by, whose numbers leave gaps for those of the other IP version; on virtual time, in looks of 10 ms. */
class GatewayChoiceTest {
    private static final long MILLI = 1_000_000;
    private static final long LOOK = 10;
    private static final int PRIMARY = 1;
    private static final int BACKUP = 3;
    private static final int LAST = 4;

    private final Set<Integer> seen = new HashSet<>();
    private final GatewayChoice choice = new GatewayChoice(new int[] {PRIMARY, BACKUP, LAST}, 0);
    private long milli;
    private int chosen = NONE;

    private int after(final long millis) {
        for (final long end = milli + millis; milli < end; milli += LOOK) {
            chosen = choice.choose(seen::contains, milli * MILLI);
        }
        return chosen;
    }

    private int whenSeen(final Integer... gateways) {
        seen.clear();
        seen.addAll(List.of(gateways));
        return after(LOOK);
    }

    @Test
    void nothingIsChosenBeforeOneIsSeen() {
        assertThat(after(60_000)).isEqualTo(NONE);
    }

    @Test
    void thePrimaryIsChosenAtOnce() {
        assertThat(whenSeen(PRIMARY, BACKUP)).isEqualTo(PRIMARY);
    }

    /** One is heard a moment before the other one at the start. */
    @Test
    void atTheStartABackupWaitsForASecond() {
        assertThat(whenSeen(BACKUP)).isEqualTo(NONE);
        assertThat(after(980)).isEqualTo(NONE);
        assertThat(after(2 * LOOK)).isEqualTo(BACKUP);
    }

    @Test
    void theNextOneIsChosenAtOnceWhenTheFirstIsSilent() {
        whenSeen(PRIMARY, BACKUP, LAST);
        assertThat(whenSeen(BACKUP, LAST)).isEqualTo(BACKUP);
        assertThat(whenSeen(LAST)).isEqualTo(LAST);
    }

    @Test
    void whenNoneIsSeenItStays() {
        whenSeen(PRIMARY);
        whenSeen(BACKUP);
        assertThat(whenSeen()).isEqualTo(BACKUP);
        assertThat(after(60_000)).isEqualTo(BACKUP);
    }

    @Test
    void thePrimaryIsChosenAgainWhenItWasSeenForTenSeconds() {
        whenSeen(PRIMARY, BACKUP);
        whenSeen(BACKUP);
        whenSeen(PRIMARY, BACKUP);
        assertThat(after(9_980)).isEqualTo(BACKUP);
        assertThat(after(2 * LOOK)).isEqualTo(PRIMARY);
    }

    @Test
    void theTenSecondsBeginAgainWhenItFlaps() {
        whenSeen(PRIMARY, BACKUP);
        whenSeen(BACKUP);
        whenSeen(PRIMARY, BACKUP);
        after(9_000);
        whenSeen(BACKUP);
        whenSeen(PRIMARY, BACKUP);
        assertThat(after(9_980)).isEqualTo(BACKUP);
        assertThat(after(2 * LOOK)).isEqualTo(PRIMARY);
    }

    /** Better one that has just come than none. */
    @Test
    void oneThatHasJustComeBackIsChosenAtOnceWhenTheOthersAreSilent() {
        whenSeen(PRIMARY, LAST);
        whenSeen(LAST);
        whenSeen(PRIMARY, LAST);
        assertThat(whenSeen(PRIMARY)).isEqualTo(PRIMARY);
    }
}
