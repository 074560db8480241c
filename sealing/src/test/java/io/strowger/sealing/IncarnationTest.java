// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IncarnationTest {
    @TempDir Path directory;

    @Test
    void everyStartIsHigherWhateverTheClockSays() throws Exception {
        final Path file = directory.resolve("incarnation");
        final long first = Incarnation.next(file, 1_000_000, 5);
        final long setBack = Incarnation.next(file, 10, 5);
        final long later = Incarnation.next(file, 2_000_000, 5);
        assertThat(setBack).isEqualTo(first + 1);
        assertThat(later).isGreaterThan(setBack);
        Files.delete(file);
        assertThat(Incarnation.next(file, 3_000_000, 5)).isGreaterThan(later);
    }

    @Test
    void withoutItsFileAStartIsToldFromAnotherByChance() throws Exception {
        final long one = Incarnation.next(directory.resolve("one"), 1_000_000, 5);
        assertThat(Incarnation.next(directory.resolve("two"), 1_000_000, 6)).isNotEqualTo(one);
    }
}
