// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Appending up to a limit: nothing is written beyond it and the overflow is remembered. */
class SipWriterTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[100]);
    private final SipWriter writer = new SipWriter();

    private static final List<Consumer<SipWriter>> PUTS =
            List.of(
                    w -> w.put("abc".getBytes(US_ASCII)),
                    w -> w.put("xabcx".getBytes(US_ASCII), 1, 3),
                    w -> w.put('a'),
                    w -> w.put("abc"),
                    w -> w.put(TestMessages.buffer("xabcx"), 1, 3),
                    w -> w.put(TestMessages.buffer("xabcx"), Span.of(1, 4)),
                    w -> w.putDecimal(0),
                    w -> w.putDecimal(1234567),
                    w -> w.putHex(0x123),
                    w -> w.crlf(),
                    w -> w.name(HeaderName.CALL_ID));

    @Test
    void writesText() {
        assertThat(
                        TestMessages.written(
                                w -> {
                                    PUTS.forEach(put -> put.accept(w));
                                    w.put(TestMessages.buffer("no"), Span.NONE).putDecimal(-5);
                                }))
                .isEqualTo("abcabcaabcabcabc012345670000000000000123\nCall-ID: -5");
    }

    @Test
    void everyPutFillsItsRoomToTheByteAndNotOneMore() {
        for (final Consumer<SipWriter> put : PUTS) {
            final int size = TestMessages.written(put).replace("\n", "\r\n").length();
            writer.wrap(buffer, 10, size);
            put.accept(writer);
            assertThat(writer.overflowed()).isFalse();
            assertThat(writer.length()).isEqualTo(size);
            buffer.setMemory(0, 100, (byte) '#');
            writer.wrap(buffer, 10, size - 1);
            put.accept(writer);
            assertThat(writer.overflowed()).isTrue();
            assertThat(writer.length()).isLessThan(size);
            assertThat(buffer.getByte(10 + size - 1)).isEqualTo((byte) '#');
        }
    }

    @Test
    void overflowIsRememberedUntilTheNextWrap() {
        writer.wrap(buffer, 0, 4).put("abcde").put("x");
        assertThat(writer.overflowed()).isTrue();
        assertThat(writer.length()).isZero();
        writer.wrap(buffer, 0, 4).put("abcd");
        assertThat(writer.overflowed()).isFalse();
    }

    @Test
    void canTakeBackWhatWasWritten() {
        writer.wrap(buffer, 20, 50).put("abc");
        final int mark = writer.position();
        writer.put("def").rewind(mark);
        writer.put("x");
        assertThat(TestMessages.text(writer)).isEqualTo("abcx");
        assertThat(writer.offset()).isEqualTo(20);
        assertThat(writer.buffer()).isSameAs(buffer);
    }
}
