// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The system's resolver behind its bounded queue. */
@Timeout(60)
class SystemNameServiceTest {
    private final Semaphore wakeUps = new Semaphore(0);

    @Test
    void aNameIsFoundAndOneThatIsNoneIsNot() throws InterruptedException {
        final Map<Long, IpAddress> answers = new HashMap<>();
        try (SystemNameService service = new SystemNameService(wakeUps::release)) {
            assertThat(service.ask(1, "localhost")).isTrue();
            assertThat(service.ask(2, "x".repeat(64) + ".invalid")).isTrue();
            assertThat(wakeUps.tryAcquire(2, 50, TimeUnit.SECONDS)).isTrue();
            assertThat(service.poll(answers::put)).isEqualTo(2);
            assertThat(service.poll(answers::put)).isZero();
        }
        assertThat(answers.get(1L)).isNotNull().returns(true, IpAddress::isLoopback);
        assertThat(answers).containsEntry(2L, null);
    }

    @Test
    void asManyQuestionsAsTheLimitAreOpenAndNotOneMore() throws InterruptedException {
        final List<Long> answered = new ArrayList<>();
        try (SystemNameService service = new SystemNameService(wakeUps::release)) {
            for (int i = 0; i < SystemNameService.MAX_OPEN; i++) {
                assertThat(service.ask(i, "127.0.0.1")).isTrue();
            }
            assertThat(service.ask(1_000, "127.0.0.1")).isFalse();
            assertThat(wakeUps.tryAcquire(SystemNameService.MAX_OPEN, 50, TimeUnit.SECONDS))
                    .isTrue();
            service.poll((number, address) -> answered.add(number));
            assertThat(answered).hasSize(SystemNameService.MAX_OPEN).doesNotHaveDuplicates();
            assertThat(service.ask(1_001, "127.0.0.1")).isTrue();
        }
    }
}
