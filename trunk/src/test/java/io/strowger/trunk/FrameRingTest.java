// SPDX-License-Identifier: Apache-2.0
package io.strowger.trunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameRingTest {
    private static boolean put(final FrameRing ring, final long number, final int length) {
        final int at = ring.claim(number, length);
        if (at == FrameRing.NONE) {
            return false;
        }
        ring.memory().setMemory(at, length, (byte) number);
        ring.put(number, length);
        return true;
    }

    @Test
    void bytesHaveALimit() {
        final FrameRing ring = new FrameRing(1_000);
        assertThat(put(ring, 1, 600)).isTrue();
        assertThat(put(ring, 2, 400)).isTrue();
        assertThat(put(ring, 3, 1)).isFalse();
        ring.release(1);
        assertThat(put(ring, 3, 600)).isTrue();
        assertThat(put(ring, 4, 1)).isFalse();
        assertThat(put(new FrameRing(1_000), 1, 1_001)).isFalse();
    }

    @Test
    void framesHaveALimit() {
        final FrameRing ring = new FrameRing(100_000);
        for (int i = 1; i <= FrameRing.FRAMES; i++) {
            assertThat(put(ring, i, 1)).isTrue();
        }
        assertThat(put(ring, FrameRing.FRAMES + 1, 1)).isFalse();
        ring.release(1);
        assertThat(put(ring, FrameRing.FRAMES + 1, 1)).isTrue();
    }

    @Test
    void roomIsThereAgainWhenAllBeforeItIsGone() {
        final FrameRing ring = new FrameRing(300);
        put(ring, 1, 100);
        put(ring, 2, 100);
        put(ring, 3, 100);
        ring.release(2);
        assertThat(put(ring, 4, 100)).isFalse();
        ring.release(1);
        assertThat(put(ring, 4, 200)).isTrue();
        assertThat(ring.offset(3)).isNotEqualTo(FrameRing.NONE);
        assertThat(ring.offset(2)).isEqualTo(FrameRing.NONE);
        assertThat(ring.length(4)).isEqualTo(200);
    }

    @Test
    void noFrameIsOverwrittenWhileItIsHere() {
        final Random random = new Random(7);
        final FrameRing ring = new FrameRing(20_000);
        final Map<Long, Integer> here = new HashMap<>();
        long next = 1;
        for (int i = 0; i < 100_000; i++) {
            final int length = 1 + random.nextInt(900);
            if (random.nextInt(5) > 0 && put(ring, next, length)) {
                here.put(next, length);
                next++;
            } else if (!here.isEmpty()) {
                final long[] all = here.keySet().stream().mapToLong(Long::longValue).toArray();
                final long gone = all[random.nextInt(all.length)];
                final int at = ring.offset(gone);
                assertThat(ring.length(gone)).isEqualTo(here.get(gone));
                assertThat(ring.memory().getByte(at)).isEqualTo((byte) gone);
                assertThat(ring.memory().getByte(at + here.get(gone) - 1)).isEqualTo((byte) gone);
                ring.release(gone);
                here.remove(gone);
            }
        }
        assertThat(next).isGreaterThan(10_000);
    }

    @Test
    void nothingIsHereAfterItWasCleared() {
        final FrameRing ring = new FrameRing(100);
        put(ring, 1, 100);
        ring.clear();
        assertThat(ring.offset(1)).isEqualTo(FrameRing.NONE);
        assertThat(put(ring, 1, 100)).isTrue();
    }
}
