// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChangeBellTest {
    private static final int ROUNDS = 20_000;

    @Test
    void noRingIsLost() throws InterruptedException {
        final ChangeBell doorbell = new ChangeBell();
        final AtomicInteger submitted = new AtomicInteger();
        final AtomicInteger seen = new AtomicInteger();
        final Thread sleeper =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (seen.get() < ROUNDS) {
                                        doorbell.sleep(
                                                TimeUnit.MINUTES.toNanos(1),
                                                () -> submitted.get() > seen.get());
                                        seen.set(submitted.get());
                                    }
                                });
        for (int i = 1; i <= ROUNDS; i++) {
            submitted.set(i);
            doorbell.ring();
            while (seen.get() < i && sleeper.isAlive()) {
                Thread.onSpinWait();
            }
        }
        sleeper.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(sleeper.isAlive()).isFalse();
    }
}
