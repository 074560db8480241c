// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A server that can do a certain number of calls and is offered a multiple of it, millisecond by millisecond: how many it does, how long
 * they wait, and how many messages find the receive buffer full. A refusal costs a tenth of a call.
 */
class OverloadControlTest {
    private static final long MILLI = 1_000_000;
    private static final int SECONDS = 20;
    private static final int SETTLED = 5_000;
    private static final double REFUSAL = 0.1;

    private final Overload overload = new Overload(200 * MILLI, OverloadTest.counters());
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private final Random random = new Random(4711);
    private double arrears;
    private double credit;
    private int done;
    private int refused;
    private int lost;
    private int longestWait;

    /**
     * @param perMilli calls that the server does in a millisecond
     * @param buffer calls that the receive buffer holds
     * @param pause milliseconds of each 100 in which the server stands still
     */
    @ParameterizedTest
    @CsvSource({
        "1, 1000, 2, 0",
        "1, 1000, 2, 30",
        "1, 1000, 6, 0",
        "10, 1000, 2, 0",
        "10, 1000, 1.3, 0",
        "50, 2000, 2, 0",
        "50, 2000, 4, 0"
    })
    void itDoesWhatItCan(
            final double perMilli, final int buffer, final double times, final int pause) {
        final double able = perMilli * (100 - pause) / 100;
        for (int now = 0; now < SECONDS * 1_000; now++) {
            if (now == SETTLED) {
                done = 0;
                refused = 0;
                lost = 0;
                longestWait = 0;
            }
            arrive(able * times, buffer, now);
            if (now % 100 >= pause) {
                serve(perMilli, buffer, now);
            }
        }
        final int measured = SECONDS * 1_000 - SETTLED;
        final double best = able * measured - REFUSAL * refused;
        assertThat(done / best).as("of the calls that it could do").isGreaterThan(0.9);
        assertThat(lost).as("found the buffer full").isZero();
        assertThat(longestWait).as("milliseconds").isLessThan(250);
    }

    private void arrive(final double calls, final int buffer, final int now) {
        for (arrears += calls; arrears >= 1; arrears--) {
            if (queue.size() < buffer) {
                queue.add(now);
            } else {
                lost++;
            }
        }
    }

    private void serve(final double perMilli, final int buffer, final int now) {
        final int waited = queue.isEmpty() ? 0 : now - queue.peek();
        overload.onTaken(waited * MILLI, queue.size() * 100 / buffer, now * MILLI);
        for (credit = Math.min(credit, perMilli) + perMilli; credit > 0 && !queue.isEmpty(); ) {
            longestWait = Math.max(longestWait, now - queue.remove());
            final boolean isRefused = overload.refuses(random.nextLong());
            done += isRefused ? 0 : 1;
            refused += isRefused ? 1 : 0;
            credit -= isRefused ? REFUSAL : 1;
        }
    }
}
