// SPDX-License-Identifier: Apache-2.0
package io.strowger.bus;

import java.util.LinkedHashMap;
import java.util.Map;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * What Aeron complains about, one line a kind and minute: a link that is down would otherwise be an error for each
 * datagram. The bus thread only.
 */
final class BusFaults implements ErrorHandler {
    private static final System.Logger LOGGER = System.getLogger("strowger.bus");
    private static final long QUIET_NANOS = 60_000_000_000L;
    private static final int MAX_KINDS = 64;

    private final NanoClock clock;
    private final AtomicCounter counter;
    private final Map<String, Long> saidAtNanos = new LinkedHashMap<>();

    BusFaults(final NanoClock clock, final AtomicCounter counter) {
        this.clock = clock;
        this.counter = counter;
    }

    @Override
    public void onError(final Throwable error) {
        report(
                error.getClass().getSimpleName()
                        + " "
                        + String.valueOf(error.getMessage()).lines().findFirst().orElse(""));
    }

    void report(final String fault) {
        counter.incrementRelease();
        final long now = clock.nanoTime();
        final Long said = saidAtNanos.get(fault);
        if (said != null && now - said < QUIET_NANOS) {
            return;
        }
        if (saidAtNanos.size() >= MAX_KINDS) {
            saidAtNanos.clear();
        }
        saidAtNanos.put(fault, now);
        LOGGER.log(System.Logger.Level.WARNING, "bus: {0}", fault);
    }
}
