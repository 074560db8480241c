// SPDX-License-Identifier: Apache-2.0
package io.strowger.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RosterFrameTest {
    private final RosterFrame written = new RosterFrame(3);
    private final RosterFrame read = new RosterFrame(0);

    private UnsafeBuffer bytes() {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[written.length() + 2]);
        bytes.putBytes(2, written.buffer(), 0, written.length());
        return bytes;
    }

    private boolean reads(final UnsafeBuffer bytes, final int length) {
        return read.read(bytes, 2, length);
    }

    @Test
    void whatIsWrittenIsRead() {
        written.begin(7).add(70_001, false);
        written.add(-1, true);
        assertThat(reads(bytes(), written.length())).isTrue();
        assertThat(read.term()).isEqualTo(7);
        assertThat(read.ids()).containsExactly(70_001, -1);
        assertThat(read.drains(0)).isFalse();
        assertThat(read.drains(1)).isTrue();
    }

    @Test
    void whatIsCutOffOrNamesANodeTwiceIsNone() {
        written.begin(7).add(70_001, false);
        written.add(70_002, false);
        final UnsafeBuffer bytes = bytes();
        for (int length = 0; length < written.length(); length++) {
            assertThat(reads(bytes, length)).as("%d bytes", length).isFalse();
        }
        assertThat(reads(bytes, written.length())).isTrue();
        written.begin(7).add(70_001, false);
        written.add(70_001, false);
        assertThat(reads(bytes(), written.length())).isFalse();
        written.begin(0).add(70_001, false);
        assertThat(reads(bytes(), written.length())).as("of no term").isFalse();
    }
}
