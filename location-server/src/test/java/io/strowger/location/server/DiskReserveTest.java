// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DiskReserveTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final long[] usable = {1_000};
    private int asked;
    private final DiskReserve reserve = new DiskReserve(this::ask, 1_000, 0);

    private long ask() {
        asked++;
        return usable[0];
    }

    @Test
    void isReachedOneByteBelow() {
        assertThat(reserve.reached(0)).isFalse();
        usable[0] = 999;
        assertThat(reserve.reached(100 * MILLI)).isTrue();
    }

    @Test
    void isLeftAnEighthAbove() {
        usable[0] = 0;
        assertThat(reserve.reached(0)).isTrue();
        usable[0] = 1_124;
        assertThat(reserve.reached(100 * MILLI)).isTrue();
        usable[0] = 1_125;
        assertThat(reserve.reached(200 * MILLI)).isFalse();
    }

    @Test
    void asksTheDiskAtMostTenTimesASecond() {
        for (int i = 0; i < 1_000; i++) {
            reserve.reached(i * MILLI);
        }
        assertThat(asked).isEqualTo(10);
    }

    @Test
    void withoutReserveTheDiskIsNotAsked() {
        assertThat(new DiskReserve(() -> 0, 0, 0).reached(0)).isFalse();
    }
}
