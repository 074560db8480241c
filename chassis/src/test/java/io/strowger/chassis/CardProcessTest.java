// SPDX-License-Identifier: Apache-2.0
package io.strowger.chassis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a card's process ends, as its supervisor gets to know. Real processes. */
class CardProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path directory;

    private String endOf(final String command) throws IOException {
        return endOf(start(command));
    }

    private static String endOf(final CardProcess process) {
        await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(process::hasEnded);
        return process.how();
    }

    private CardProcess start(final String command) throws IOException {
        return CardProcess.start(
                new CardPlan(
                        new Place(CardRole.NODE, 0),
                        List.of("sh", "-c", command),
                        "http://nowhere",
                        directory,
                        directory.resolve("log")),
                1);
    }

    /** An end that is missed is a card that is never started again, so not one only. */
    @RepeatedTest(25)
    void noEndIsMissed() throws IOException {
        final List<CardProcess> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(start("kill -9 $$"));
        }
        assertThat(all.stream().map(CardProcessTest::endOf))
                .containsOnly("it has ended with signal 9");
    }

    @Test
    void whoIsToldOfAnEndSeesIt() throws Exception {
        final CompletableFuture<Boolean> seen = new CompletableFuture<>();
        final CardProcess process = start("sleep 600");
        process.onEnd(() -> seen.complete(true));
        assertThat(process.hasEnded()).isFalse();
        process.kill();
        assertThat(seen.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(endOf(process)).isEqualTo("it has ended with signal 9");
    }

    @Test
    void itsLastWordsAreShown() throws IOException {
        assertThat(endOf("echo first; echo the disk is full; echo; exit 3"))
                .isEqualTo("it has ended with exit code 3: the disk is full");
    }
}
