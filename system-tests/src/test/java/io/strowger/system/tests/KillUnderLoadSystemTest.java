// SPDX-License-Identifier: Apache-2.0
package io.strowger.system.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scenario 07: {@code kill -9} at random moments under REGISTER load, at starts too; what was
 * acknowledged is there afterwards. {@code -Dstrowger.kill.rounds=100} makes the record run.
 */
@SystemTest
class KillUnderLoadSystemTest {
    private static final int ROUNDS = Integer.getInteger("strowger.kill.rounds", 3);
    private static final int USERS = 1_000;
    private static final int WINDOW = 400;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path directory = Path.of("");

    @Test
    @Timeout(3_600)
    void noAcknowledgedRegistrationIsLost() {
        final long seed = Long.getLong("strowger.kill.seed", System.nanoTime());
        final Random random = new Random(seed);
        final List<String> lost = new ArrayList<>();
        final List<Long> startMillis = new ArrayList<>();
        long killedAtStart = 0;
        try (RouterProcess router = RouterProcess.in(directory).start();
                RegisterLoad load = new RegisterLoad(router, USERS, WINDOW)) {
            for (int round = 1; round <= ROUNDS; round++) {
                final long before = load.acknowledged();
                load.start();
                await("load of round " + round)
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> load.acknowledged() > before);
                elapse(random.nextInt(1_500));
                router.kill();
                load.stop();
                if (random.nextInt(4) == 0) {
                    // Not even a start that is killed may lose anything.
                    router.launch();
                    elapse(random.nextInt(1_500));
                    router.kill();
                    killedAtStart++;
                }
                router.start();
                startMillis.add(router.lastStart().toMillis());
                for (final String user : load.lostAt(router)) {
                    lost.add("round " + round + ": " + user);
                }
                assertThat(router.rest().get("/api/v1/status").member("coherent"))
                        .isEqualTo("true");
                router.assertQuiet();
            }
            router.stop();
            Figures.record(
                    "kill -9 under load",
                    "seed %d, %d rounds, %d starts killed, %d acknowledged, %d refused, %d lost, start after kill max %d ms"
                            .formatted(
                                    seed,
                                    ROUNDS,
                                    killedAtStart,
                                    load.acknowledged(),
                                    load.refused(),
                                    lost.size(),
                                    startMillis.stream().mapToLong(each -> each).max().orElse(0)));
        }
        assertThat(lost).as("lost, seed " + seed).isEmpty();
    }

    private static void elapse(final long millis) {
        await().pollDelay(Duration.ofMillis(millis))
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofMillis(millis + 10_000))
                .until(() -> true);
    }
}
