// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Ranges replaced, inserted, taken away, in whatever order they were said. */
class MessageEditsTest {
    private static final String ORIGINAL = "0123456789";

    private final MessageEdits edits = new MessageEdits();

    private String applied() {
        final UnsafeBuffer original = TestMessages.buffer("<<" + ORIGINAL + ">>");
        return TestMessages.written(w -> edits.apply(original, 2, 12, w));
    }

    /** Indexes of the digits, past what stands before them. */
    private SipWriter replace(final int from, final int to) {
        return edits.replace(from + 2, to + 2);
    }

    @Test
    void withoutEditsTheCopyIsTheOriginal() {
        edits.reset();
        assertThat(applied()).isEqualTo(ORIGINAL);
    }

    @Test
    void editsMayComeInAnyOrder() {
        edits.reset();
        replace(7, 9).put("seven");
        replace(0, 0).put("start-");
        replace(10, 10).put("-end");
        replace(2, 3);
        replace(4, 4).put("four-");
        assertThat(applied()).isEqualTo("start-013four-456seven9-end");
    }

    @Test
    void insertionsAtOnePlaceKeepTheirOrder() {
        edits.reset();
        edits.insert(5).put("a");
        edits.insert(5).put("b");
        edits.insert(5).put("c");
        assertThat(applied()).isEqualTo("012abc3456789");
    }

    /** A header is deleted and our Via goes to the place where it stood. */
    @Test
    void insertionsComeBeforeWhatIsTakenAwayThereWhicheverWasFirst() {
        edits.reset();
        edits.delete(2, 5);
        edits.insert(2).put("a");
        edits.insert(2).put("b");
        assertThat(applied()).isEqualTo("ab3456789");
        edits.reset();
        edits.insert(2).put("a");
        edits.delete(2, 5);
        edits.insert(2).put("b");
        assertThat(applied()).isEqualTo("ab3456789");
    }

    @Test
    void whatIsTakenAwayTwiceIsGoneOnce() {
        edits.reset();
        edits.delete(3, 6);
        edits.delete(5, 8);
        edits.delete(3, 6);
        edits.delete(4, 5);
        assertThat(applied()).isEqualTo("06789");
    }

    @Test
    void oneEditMoreThanTheLimitIsRefused() {
        edits.reset();
        for (int i = 0; i < MessageEdits.MAX_EDITS; i++) {
            edits.insert(2).put("x");
        }
        assertThat(edits.overflowed()).isFalse();
        edits.insert(2).put("y");
        assertThat(edits.overflowed()).isTrue();
        edits.reset();
        assertThat(edits.overflowed()).isFalse();
    }

    @Test
    void moreTextThanTheLimitIsRefused() {
        edits.reset();
        edits.insert(2).put(new byte[16 * 1024]);
        assertThat(edits.overflowed()).isFalse();
        edits.insert(2).put("y");
        assertThat(edits.overflowed()).isTrue();
    }

    @Test
    void aTargetThatIsTooSmallSaysSo() {
        edits.reset();
        edits.insert(4).put("abc");
        final SipWriter small = new SipWriter().wrap(new UnsafeBuffer(new byte[12]), 0, 12);
        edits.apply(TestMessages.buffer(ORIGINAL), 0, 10, small);
        assertThat(small.overflowed()).isTrue();
    }

    @Test
    void doesWhatAStringBuilderDoes() {
        final Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            edits.reset();
            final StringBuilder expected = new StringBuilder();
            final int[] bounds = random.ints(6, 0, 11).sorted().toArray();
            final int[] order = {0, 2, 4};
            for (int i = 0; i < 3; i++) {
                final int other = random.nextInt(3);
                final int swapped = order[i];
                order[i] = order[other];
                order[other] = swapped;
            }
            for (final int pair : order) {
                if (bounds[pair] < bounds[pair + 1]) {
                    replace(bounds[pair], bounds[pair + 1]).put("[" + pair + "]");
                }
            }
            int at = 0;
            for (int pair = 0; pair < 6; pair += 2) {
                if (bounds[pair] < bounds[pair + 1]) {
                    expected.append(ORIGINAL, at, bounds[pair]).append("[" + pair + "]");
                    at = bounds[pair + 1];
                }
            }
            assertThat(applied()).isEqualTo(expected.append(ORIGINAL.substring(at)).toString());
        }
    }
}
