// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Places of keys, by hash. */
final class SlotTableTest {
    private static final long HASH = 0xABCD_EF01_2345_6789L;
    private static final long ADDRESS = 0x7F12_3456_7FE0L;

    private final SlotTable table =
            Objects.requireNonNull(SlotTable.of(SlotTable.LEAST_SLOTS), "no memory");

    @AfterEach
    void unmap() {
        table.unmap();
    }

    @Test
    void anEntrySaysAddressAndPartOfTheHash() {
        table.add(HASH, ADDRESS);
        final long entry = table.entry(table.first(HASH));
        assertThat(SlotTable.mayBe(entry, HASH)).isTrue();
        assertThat(SlotTable.mayBe(entry, ~HASH)).isFalse();
        assertThat(SlotTable.address(entry)).isEqualTo(ADDRESS);
    }

    @Test
    void aSearchGoesOnBehindARemovedOne() {
        table.add(HASH, ADDRESS);
        table.add(HASH, ADDRESS + BlockArena.UNIT);
        table.remove(HASH, ADDRESS);
        final int second = table.next(table.first(HASH));
        assertThat(SlotTable.isEmpty(table.entry(table.first(HASH)))).isFalse();
        assertThat(SlotTable.mayBe(table.entry(table.first(HASH)), 0)).isFalse();
        assertThat(SlotTable.address(table.entry(second))).isEqualTo(ADDRESS + BlockArena.UNIT);
    }

    @Test
    void itIsFullWhenHalfOfItIsInUseAndGrowsOnlyForKeysThatAreThere() {
        final int half = SlotTable.LEAST_SLOTS / 2;
        for (int key = 0; key < half; key++) {
            table.add(key, ADDRESS);
        }
        assertThat(table.isFull()).isTrue();
        assertThat(table.nextSize()).isEqualTo(2 * SlotTable.LEAST_SLOTS);
        for (int key = 0; key < half; key += 2) {
            table.remove(key, ADDRESS);
        }
        assertThat(table.nextSize()).isEqualTo(SlotTable.LEAST_SLOTS);
    }

    @Test
    void aPlaceThatBecameFreeIsTakenAgain() {
        for (int round = 0; round < SlotTable.LEAST_SLOTS; round++) {
            table.add(HASH, ADDRESS);
            table.remove(HASH, ADDRESS);
        }
        assertThat(table.isFull()).isFalse();
    }

    @Test
    void moreThanTheMostSlotsAreNotGiven() {
        assertThat(SlotTable.of(2 * SlotTable.MOST_SLOTS)).isNull();
    }
}
