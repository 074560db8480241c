// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.location.Limits;
import io.strowger.location.RecordTable;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class UpdateFrameTest {
    private final UpdateFrameWriter writer = new UpdateFrameWriter();
    private final UpdateFrameView view = new UpdateFrameView();

    @Test
    void whatIsWrittenIsRead() {
        writer.begin(UpdateFrameView.UPDATES, 42, 5, 0);
        assertThat(writer.add(Changes.change("a", 3))).isTrue();
        assertThat(writer.add(Changes.change("bb", 0))).isTrue();

        assertThat(view.wrap(writer.buffer(), 0, writer.length())).isTrue();
        assertThat(view.kind()).isEqualTo(UpdateFrameView.UPDATES);
        assertThat(view.clientId()).isEqualTo(42);
        assertThat(view.sequence()).isEqualTo(5);
        assertThat(view.count()).isEqualTo(2);
        assertThat(view.next()).isTrue();
        assertThat(view.index()).isZero();
        assertThat(view.change().table()).isEqualTo(RecordTable.SECRET);
        assertThat(view.change().value().capacity()).isEqualTo(3);
        assertThat(view.change().expectedLevel()).isEqualTo(7);
        assertThat(view.next()).isTrue();
        assertThat(view.change().key().capacity()).isEqualTo(2);
        assertThat(view.change().isDelete()).isTrue();
        assertThat(view.next()).isFalse();
    }

    @Test
    void aFrameCutAnywhereIsNotRead() {
        writer.begin(UpdateFrameView.UPDATES, 42, 5, 0);
        writer.add(Changes.change("a", 3));
        writer.add(Changes.change("bb", 10));
        for (int length = 0; length < writer.length(); length++) {
            assertThat(view.wrap(writer.buffer(), 0, length)).as("%d bytes", length).isFalse();
        }
    }

    @Test
    void aFrameWithMoreBehindItIsNotRead() {
        writer.begin(UpdateFrameView.UPDATES, 42, 5, 0);
        writer.add(Changes.change("a", 3));
        assertThat(view.wrap(writer.buffer(), 0, writer.length() + 1)).isFalse();
    }

    @Test
    void anotherVersionOrKindIsNotRead() {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[UpdateFrameView.HEADER]);
        writer.begin(UpdateFrameView.UPDATES, 1, 1, 0);
        copy.putBytes(0, writer.buffer(), 0, UpdateFrameView.HEADER);
        assertThat(view.wrap(copy, 0, UpdateFrameView.HEADER)).isTrue();
        copy.putByte(1, (byte) 2);
        assertThat(view.wrap(copy, 0, UpdateFrameView.HEADER)).isFalse();
        copy.putByte(1, (byte) 1);
        copy.putByte(0, (byte) 9);
        assertThat(view.wrap(copy, 0, UpdateFrameView.HEADER)).isFalse();
    }

    @Test
    void noMoreChangesThanTheLimit() {
        writer.begin(UpdateFrameView.UPDATES, 1, 1, 0);
        for (int i = 0; i < UpdateFrameView.MAX_CHANGES; i++) {
            assertThat(writer.add(Changes.change("a", 1))).isTrue();
        }
        assertThat(writer.add(Changes.change("a", 1))).isFalse();
        assertThat(view.wrap(writer.buffer(), 0, writer.length())).isTrue();
    }

    @Test
    void noMoreBytesThanTheLimit() {
        writer.begin(UpdateFrameView.UPDATES, 1, 1, 0);
        int added = 0;
        while (writer.add(Changes.change("a", Limits.VALUE))) {
            added++;
        }
        assertThat(added).isEqualTo(UpdateFrameView.MAX_LENGTH / (Limits.VALUE + 64));
        assertThat(writer.length()).isLessThanOrEqualTo(UpdateFrameView.MAX_LENGTH);
    }

    @Test
    void outcomesAreRead() {
        final OutcomeFrame sent = new OutcomeFrame().begin(42, 5, 2).level(9);
        sent.outcome(1, UpdateOutcome.CONFLICT);
        final OutcomeFrame received = new OutcomeFrame();
        assertThat(received.read(sent.buffer(), 0, sent.length())).isTrue();
        assertThat(received.clientId()).isEqualTo(42);
        assertThat(received.sequence()).isEqualTo(5);
        assertThat(received.level()).isEqualTo(9);
        assertThat(received.outcome(0)).isEqualTo(UpdateOutcome.UNAVAILABLE);
        assertThat(received.outcome(1)).isEqualTo(UpdateOutcome.CONFLICT);
        assertThat(received.read(sent.buffer(), 0, sent.length() - 1)).isFalse();
    }
}
