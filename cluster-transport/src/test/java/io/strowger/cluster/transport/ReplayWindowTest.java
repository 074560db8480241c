// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    @Test
    void takesEachOnceInAnyOrder() {
        final Random random = new Random(7);
        final ReplayWindow window = new ReplayWindow();
        final Set<Long> taken = new HashSet<>();
        long newest = 0;
        for (int i = 0; i < 200_000; i++) {
            final long counter = Math.max(1, newest + 200 - random.nextInt(1_000));
            assertThat(take(window, counter))
                    .as("counter %d", counter)
                    .isEqualTo(taken.add(counter));
            newest = Math.max(newest, counter);
        }
    }

    @Test
    void whatIsTooOldIsNotTaken() {
        final ReplayWindow window = new ReplayWindow();
        final long newest = 10L * ReplayWindow.SIZE;
        assertThat(take(window, newest)).isTrue();
        assertThat(take(window, newest - ReplayWindow.SIZE + 1)).isTrue();
        assertThat(take(window, newest - ReplayWindow.SIZE)).isFalse();
    }

    @Test
    void aLongJumpForgetsAllBefore() {
        final ReplayWindow window = new ReplayWindow();
        for (int i = 1; i <= ReplayWindow.SIZE; i++) {
            take(window, i);
        }
        final long far = 1L << 40;
        assertThat(take(window, far)).isTrue();
        assertThat(take(window, far - 1)).isTrue();
        assertThat(take(window, far - ReplayWindow.SIZE + 1)).isTrue();
        assertThat(take(window, 1)).isFalse();
    }

    /** As if its tag were right. */
    private static boolean take(final ReplayWindow window, final long counter) {
        final boolean isNew = window.check(counter) == OpenOutcome.OPENED;
        if (isNew) {
            window.mark(counter);
        }
        return isNew;
    }

    @Test
    void countersBeginWithOne() {
        final ReplayWindow window = new ReplayWindow();
        assertThat(take(window, 0)).isFalse();
        assertThat(take(window, -1)).isFalse();
        assertThat(take(window, 1)).isTrue();
    }
}
