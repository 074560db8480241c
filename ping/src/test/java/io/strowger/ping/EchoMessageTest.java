// SPDX-License-Identifier: Apache-2.0
package io.strowger.ping;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Echo messages as bytes (RFC 792, RFC 1071). */
class EchoMessageTest {
    private static final long SENDER = 0x0102_0304_0506_0708L;

    private final MemorySegment message = Arena.ofAuto().allocate(EchoMessage.LENGTH + 20);

    private static String hex(final MemorySegment from) {
        return HexFormat.of().formatHex(from.toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void aRequestIsWrittenWithItsChecksum() {
        final MemorySegment to = message.asSlice(0, EchoMessage.LENGTH);
        EchoMessage.write(to, (byte) 8, SENDER, 3, 0x1122L);
        assertThat(hex(to)).isEqualTo("0800be9c070811220102030405060708000000030000000000001122");
        assertThat(EchoMessage.checksum(to)).as("over all with the checksum in it").isZero();
    }

    @Test
    void onlyWhatAnswersThisSenderIsAReply() {
        EchoMessage.write(message.asSlice(20, EchoMessage.LENGTH), (byte) 0, SENDER, 3, 77);
        assertThat(EchoMessage.isReply(message, 20, EchoMessage.LENGTH, (byte) 0, SENDER)).isTrue();
        assertThat(EchoMessage.target(message, 20)).isEqualTo(3);
        assertThat(EchoMessage.number(message, 20)).isEqualTo(77);
        assertThat(EchoMessage.isReply(message, 20, 27, (byte) 0, SENDER)).isFalse();
        assertThat(EchoMessage.isReply(message, 20, -4, (byte) 0, SENDER)).isFalse();
        assertThat(EchoMessage.isReply(message, 20, 28, (byte) 0, SENDER + 1)).isFalse();
        assertThat(EchoMessage.isReply(message, 20, 28, (byte) 129, SENDER)).isFalse();
        message.set(ValueLayout.JAVA_BYTE, 21, (byte) 1);
        assertThat(EchoMessage.isReply(message, 20, 28, (byte) 0, SENDER)).isFalse();
    }
}
