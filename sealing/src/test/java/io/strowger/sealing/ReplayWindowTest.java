// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReplayWindowTest {
    @Test
    void itAgreesWithASetWhateverTheOrderAndTheGaps() {
        for (int seed = 0; seed < 50; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final ReplayWindow window = new ReplayWindow();
            final Set<Long> opened = new HashSet<>();
            long newest = -1;
            for (int i = 0; i < 5_000; i++) {
                final long jump =
                        random.nextInt(50) == 0 ? random.nextInt(20_000) : random.nextInt(20);
                final long counter = Math.max(0, newest + jump - random.nextInt(12_000) / 3);
                final OpenOutcome expected =
                        newest - counter >= ReplayWindow.SIZE
                                ? OpenOutcome.TOO_OLD
                                : opened.contains(counter)
                                        ? OpenOutcome.DUPLICATE
                                        : OpenOutcome.OPENED;
                assertThat(window.check(counter)).as("seed %d", seed).isEqualTo(expected);
                if (expected == OpenOutcome.OPENED) {
                    window.mark(counter);
                    opened.add(counter);
                    newest = Math.max(newest, counter);
                }
            }
        }
    }
}
