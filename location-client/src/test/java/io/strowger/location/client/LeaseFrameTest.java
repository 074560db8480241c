// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said about the lease: read as it was written, by a program of the next version too. */
class LeaseFrameTest {
    private final LeaseFrame written =
            new LeaseFrame().write(LeaseFrame.REQUEST, 1, -2, 3, 4, 60_000);
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[LeaseFrame.LENGTH + 8]);
    private final LeaseFrame read = new LeaseFrame();

    LeaseFrameTest() {
        bytes.putBytes(0, written.buffer(), 0, LeaseFrame.LENGTH);
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(read.read(bytes, 0, LeaseFrame.LENGTH)).isTrue();
        assertThat(read.kind()).isEqualTo(LeaseFrame.REQUEST);
        assertThat(read.switchNumber()).isEqualTo(1);
        assertThat(read.clientId()).isEqualTo(-2);
        assertThat(read.number()).isEqualTo(3);
        assertThat(read.term()).isEqualTo(4);
        assertThat(read.lengthMillis()).isEqualTo(60_000);
        read.answer(9);
        assertThat(read.kind()).isEqualTo(LeaseFrame.ANSWER);
        assertThat(read.term()).isEqualTo(9);
        assertThat(read.number()).isEqualTo(3);
        assertThat(read.clientId()).isEqualTo(-2);
        assertThat(read.switchNumber()).isEqualTo(1);
    }

    @Test
    void aLaterVersionMayAppend() {
        bytes.putByte(1, (byte) 2);
        assertThat(read.read(bytes, 0, bytes.capacity())).isTrue();
    }

    @Test
    void aFrameCutAnywhereIsNotRead() {
        for (int length = 0; length < LeaseFrame.LENGTH; length++) {
            assertThat(read.read(bytes, 0, length)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "0, 7", "0, -1", "1, 0", "7, -1", "31, -1"})
    void aDefectIsSeen(final int at, final int value) {
        bytes.putByte(at, (byte) value);
        assertThat(read.read(bytes, 0, LeaseFrame.LENGTH)).isFalse();
    }

    /** The kinds of the other frames between client and server are no frames about the lease. */
    @Test
    void anUpdateIsNoFrameAboutTheLease() {
        final UpdateFrameWriter writer = new UpdateFrameWriter();
        writer.begin(UpdateFrameView.UPDATES, 1, 1, 0).add(Changes.change("abc", 40));
        assertThat(read.read(writer.buffer(), 0, writer.length())).isFalse();
        assertThat(new UpdateFrameView().wrap(bytes, 0, LeaseFrame.LENGTH)).isFalse();
        assertThat(new OutcomeFrame().read(bytes, 0, LeaseFrame.LENGTH)).isFalse();
    }
}
