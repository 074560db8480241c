// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageArenaTest {
    private record Kept(long handle, byte fill, int length) {}

    @ParameterizedTest
    @CsvSource({
        "1, 512",
        "512, 512",
        "513, 1024",
        "1024, 1024",
        "1025, 2048",
        "2049, 4096",
        "4097, 16384",
        "16385, 65536",
        "65536, 65536"
    })
    void messageTakesTheSmallestBlockThatHoldsIt(final int length, final int block) {
        final var arena = new MessageArena(1 << 20);
        final long handle = arena.allocate(length);
        assertThat(arena.bytesInUse()).isEqualTo(block);
        assertThat(arena.blocksInUse()).isEqualTo(1);
        arena.release(handle);
        assertThat(arena.bytesInUse()).isZero();
        assertThat(arena.blocksInUse()).isZero();
    }

    @Test
    void longerThanTheLargestBlockIsNotKept() {
        assertThat(new MessageArena(1 << 20).allocate(65_537)).isEqualTo(MessageArena.NONE);
    }

    @ParameterizedTest
    @CsvSource({"100, 2048", "65536, 16"})
    void oneBlockMoreThanTheTotalIsAnOutcome(final int length, final int blocks) {
        final var arena = new MessageArena((1 << 20) + 12_345);
        final Set<Long> handles = new HashSet<>();
        for (int i = 0; i < blocks; i++) {
            handles.add(arena.allocate(length));
        }
        assertThat(handles).hasSize(blocks).doesNotContain(MessageArena.NONE);
        assertThat(arena.allocate(length)).isEqualTo(MessageArena.NONE);
        assertThat(arena.bytesTaken()).isEqualTo(1 << 20);
        final long any = handles.iterator().next();
        arena.release(any);
        assertThat(arena.allocate(length)).isEqualTo(any);
    }

    @Test
    void largerBlockServesWhenItsOwnSizeIsUsedUp() {
        final var arena = new MessageArena(2 << 20);
        final Deque<Long> large = new ArrayDeque<>();
        for (int i = 0; i < 16; i++) {
            large.add(arena.allocate(65_536));
        }
        for (int i = 0; i < 2048; i++) {
            assertThat(arena.allocate(500)).isNotEqualTo(MessageArena.NONE);
        }
        assertThat(arena.allocate(500)).isEqualTo(MessageArena.NONE);
        final long freed = large.pop();
        arena.release(freed);
        assertThat(arena.allocate(500)).isEqualTo(freed);
    }

    @Test
    void releasingNothingIsAllowed() {
        final var arena = new MessageArena(1 << 20);
        arena.release(MessageArena.NONE);
        assertThat(arena.blocksInUse()).isZero();
    }

    @Test
    void messagesStayWhatTheyWere() {
        final var arena = new MessageArena(8 << 20);
        final var random = new SplittableRandom(42);
        final List<Kept> kept = new ArrayList<>();
        final var source = new UnsafeBuffer(new byte[65_536]);
        for (int i = 0; i < 50_000; i++) {
            if (kept.size() > 400 || (!kept.isEmpty() && random.nextBoolean())) {
                final Kept gone = kept.remove(random.nextInt(kept.size()));
                assertThat(isIntact(arena, gone)).isTrue();
                arena.release(gone.handle());
            } else {
                final int length = 1 + (int) Math.exp(random.nextDouble(Math.log(65_536)));
                final byte fill = (byte) random.nextInt();
                source.setMemory(0, Math.min(length, 65_536), fill);
                final int fits = Math.min(length, 65_536);
                kept.add(new Kept(arena.keep(source, 0, fits), fill, fits));
            }
        }
        kept.forEach(message -> arena.release(message.handle()));
        assertThat(arena.blocksInUse()).isZero();
        assertThat(arena.bytesInUse()).isZero();
    }

    private static boolean isIntact(final MessageArena arena, final Kept kept) {
        if (kept.handle() == MessageArena.NONE) {
            return true;
        }
        final int offset = arena.offset(kept.handle());
        for (int i = 0; i < kept.length(); i++) {
            if (arena.buffer(kept.handle()).getByte(offset + i) != kept.fill()) {
                return false;
            }
        }
        return true;
    }

    @Test
    void impossibleSizeIsRefused() {
        assertThatThrownBy(() -> new MessageArena((1 << 20) - 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
