// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameWindowTest {
    private final FrameWindow window = new FrameWindow();

    @Test
    void takesAsManyAsItsLimit() {
        for (int i = 0; i < FrameWindow.LIMIT; i++) {
            assertThat(window.isFull()).isFalse();
            add();
        }
        assertThat(window.isFull()).isTrue();
    }

    @Test
    void aYoungerAnswerDoesNotMoveTheOldEnd() {
        add();
        add();
        window.frame(2).deliverAll(UpdateOutcome.UNAVAILABLE, outcome -> {});
        window.trim();
        assertThat(window.oldest()).isEqualTo(1);
        assertThat(window.contains(2)).isFalse();
        window.frame(1).deliverAll(UpdateOutcome.UNAVAILABLE, outcome -> {});
        window.trim();
        assertThat(window.isEmpty()).isTrue();
        assertThat(window.next()).isEqualTo(3);
    }

    @Test
    void afterALostSessionAllOfThemGoAgain() {
        add();
        add();
        window.frame(1).sent(true);
        window.frame(2).sent(true);
        window.sendAgain();
        assertThat(window.frame(1).sent()).isFalse();
        assertThat(window.frame(2).sent()).isFalse();
    }

    private void add() {
        window.frame(window.next()).begin(UpdateFrameView.UPDATES, 1, window.next(), 0);
        window.add();
    }
}
