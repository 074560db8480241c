// SPDX-License-Identifier: Apache-2.0
package io.strowger.standby;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.lease.SwitchBeat;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A beat on link 213: what is written is read, by a later version too; what is none is not. */
class BeatFrameTest {
    private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[BeatFrame.LENGTH + 8]);

    static Stream<SwitchBeat> beats() {
        return Stream.of(
                new SwitchBeat(1, false, 0, false, 0, 0),
                new SwitchBeat(-2, true, 3, false, 4, 2),
                new SwitchBeat(5, true, Long.MAX_VALUE, true, 0, Integer.MAX_VALUE),
                new SwitchBeat(Long.MIN_VALUE, false, 0, false, -7, -1));
    }

    private void write(final SwitchBeat beat) {
        bytes.putBytes(4, new BeatFrame().write(beat).buffer(), 0, BeatFrame.LENGTH);
    }

    @ParameterizedTest
    @MethodSource("beats")
    void whatIsWrittenIsRead(final SwitchBeat beat) {
        write(beat);
        assertThat(BeatFrame.isBeat(bytes, 4, BeatFrame.LENGTH)).isTrue();
        assertThat(BeatFrame.read(bytes, 4, BeatFrame.LENGTH)).isEqualTo(beat);
        bytes.putByte(5, (byte) 2);
        assertThat(BeatFrame.read(bytes, 4, BeatFrame.LENGTH + 4)).isEqualTo(beat);
    }

    @ParameterizedTest
    @CsvSource({"0, 15", "1, 0", "23, -1"})
    void aDefectIsSeen(final int at, final int value) {
        write(new SwitchBeat(1, true, 3, true, 4, 5));
        bytes.putByte(4 + at, (byte) value);
        assertThat(BeatFrame.read(bytes, 4, BeatFrame.LENGTH)).isNull();
    }

    @Test
    void aBeatCutAnywhereIsNotRead() {
        write(new SwitchBeat(1, true, 3, true, 4, 5));
        for (int length = 0; length < BeatFrame.LENGTH; length++) {
            assertThat(BeatFrame.read(bytes, 4, length)).isNull();
        }
        assertThat(BeatFrame.isBeat(bytes, 4, 0)).isFalse();
    }
}
