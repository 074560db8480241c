// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3261 table 4 with RFC 6026 §8.4. */
class TimerValuesTest {
    private static final long MS = 1_000_000;

    @Test
    void standardValuesAreThoseOfTheTable() {
        final TimerValues values = TimerValues.standard();
        assertThat(List.of(values.a(), values.e(), values.g())).containsOnly(500 * MS);
        assertThat(
                        List.of(
                                values.b(),
                                values.d(),
                                values.f(),
                                values.h(),
                                values.j(),
                                values.l(),
                                values.m()))
                .containsOnly(32_000 * MS);
        assertThat(List.of(values.i(), values.k())).containsOnly(5_000 * MS);
        assertThat(values.c()).isGreaterThan(180_000 * MS);
        assertThat(values.trying()).isEqualTo(3_500 * MS);
    }

    @Test
    void doublingStopsAtT2() {
        final TimerValues values = TimerValues.standard();
        assertThat(values.doubledUpToT2(500 * MS)).isEqualTo(1_000 * MS);
        assertThat(values.doubledUpToT2(3_000 * MS)).isEqualTo(4_000 * MS);
        assertThat(values.doubledUpToT2(4_000 * MS)).isEqualTo(4_000 * MS);
    }

    @Test
    void impossibleValuesAreRefusedByName() {
        assertThatThrownBy(() -> new TimerValues(0, 1, 1, 1)).hasMessageContaining("t1");
        assertThatThrownBy(() -> new TimerValues(2, 1, 1, 1)).hasMessageContaining("t2");
        assertThatThrownBy(() -> new TimerValues(1, 1, 0, 1)).hasMessageContaining("t4");
        assertThatThrownBy(() -> new TimerValues(1, 1, 1, 0)).hasMessageContaining("c");
        final long huge = Long.MAX_VALUE / 64;
        assertThatThrownBy(() -> new TimerValues(huge, huge, 1, 1)).hasMessageContaining("t1");
    }
}
