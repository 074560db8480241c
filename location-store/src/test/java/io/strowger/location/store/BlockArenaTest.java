// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocks, and when they are used again. */
final class BlockArenaTest {
    private static final long LIMIT = 4L << 20;

    private final BlockArena arena = new BlockArena(LIMIT);
    private final ReaderEpochs epochs = new ReaderEpochs();

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void blocksLieApartUntilTheLimitIsReached() {
        final Set<Long> seen = new HashSet<>();
        for (int i = 0; i < LIMIT / 4096; i++) {
            final long address = arena.allocate(4_090);
            assertThat(address % BlockArena.UNIT).isZero();
            assertThat(seen.add(address)).isTrue();
        }
        assertThat(arena.used()).isEqualTo(LIMIT);
        assertThat(arena.allocate(BlockArena.HEADER)).isZero();
    }

    @Test
    void aBlockIsUsedAgainWhenTheLastReaderThatMaySeeItHasLeft() {
        final ReaderEpochs.Reader before = epochs.register();
        final ReaderEpochs.Reader after = epochs.register();
        final long address = arena.allocate(100);
        before.enter();
        arena.retire(address, epochs.current());
        arena.reclaim(epochs.advance());
        after.enter();
        assertThat(arena.hasRetired()).isTrue();
        assertThat(arena.allocate(100)).isNotEqualTo(address);
        before.leave();
        arena.reclaim(epochs.advance());
        assertThat(arena.hasRetired()).isFalse();
        assertThat(arena.allocate(97)).isEqualTo(address);
    }

    @Test
    void aReaderThatIsClosedHoldsNothing() {
        final ReaderEpochs.Reader reader = epochs.register();
        reader.enter();
        arena.retire(arena.allocate(100), epochs.current());
        epochs.remove(reader);
        arena.reclaim(epochs.advance());
        assertThat(arena.hasRetired()).isFalse();
    }

    @Test
    void aSizeThatNoBlockHasIsRefused() {
        assertThat(arena.allocate(BlockArena.LARGEST)).isNotZero();
        assertThatThrownBy(() -> arena.allocate(BlockArena.LARGEST + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> arena.allocate(BlockArena.HEADER - 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
