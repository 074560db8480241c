// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SipHash-2-4 with 128 bits against the authors' vectors: key 00..0f, input 00, 01, 02 and so on. */
class KeyedHashTest {
    private static final long K0 = 0x0706050403020100L;
    private static final long K1 = 0x0f0e0d0c0b0a0908L;

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    0,  a3817f04ba25a8e66df67214c7550293
                    1,  da87c1d86b99af44347659119b22fc45
                    2,  8177228da4a45dc7fca38bdef60affe4
                    3,  9c70b60c5267a94e5f33b6b02985ed51
                    4,  f88164c12d9c8faf7d0f6e7c7bcd5579
                    5,  1368875980776f8854527a07690e9627
                    6,  14eeca338b208613485ea0308fd7a15e
                    7,  a1f1ebbed8dbc153c0b84aa61ff08239
                    8,  3b62a9ba6258f5610f83e264f31497b4
                    9,  264499060ad9baabc47f8b02bb6d71ed
                    10, 00110dc378146956c95447d3f3d0fbba
                    11, 0151c568386b6677a2b4dc6f81e5dc18
                    12, d626b266905ef35882634df68532c125
                    13, 9869e247e9c08b10d029934fc4b952f7
                    14, 31fcefac66d7de9c7ec7485fe4494902
                    15, 5493e99933b0a8117e08ec0f97cfc3d9
                    """)
    void equalsTheAuthorsVectors(final int length, final String expected) {
        final KeyedHash hash = new KeyedHash(K0, K1).update(counting(length), 0, length).finish();
        assertThat(hex(hash)).isEqualTo(expected);
    }

    @Test
    void aWordIsItsEightBytesWhereverItStands() {
        for (int before = 0; before < 9; before++) {
            final UnsafeBuffer input = counting(before + Long.BYTES);
            final long word = input.getLong(before, java.nio.ByteOrder.LITTLE_ENDIAN);
            final KeyedHash hash = new KeyedHash(K0, K1).update(input, 0, before).update(word);
            assertThat(hex(hash.finish()))
                    .isEqualTo(hex(new KeyedHash(K0, K1).update(input, 0, before + 8).finish()));
        }
    }

    @Test
    void isTheSameHoweverTheInputIsCut() {
        final Random random = new Random(7);
        final UnsafeBuffer input = counting(200);
        final String whole = hex(new KeyedHash(K0, K1).update(input, 0, 200).finish());
        final KeyedHash hash = new KeyedHash(K0, K1);
        for (int round = 0; round < 500; round++) {
            hash.reset();
            int at = 0;
            while (at < 200) {
                final int size = Math.min(200 - at, random.nextInt(20));
                hash.update(input, Span.of(at, at + size));
                at += size;
            }
            assertThat(hex(hash.finish())).isEqualTo(whole);
        }
    }

    @Test
    void takesNumbersAsTheirBytesFromTheLowest() {
        final KeyedHash bytes = new KeyedHash(K0, K1).update(counting(8), 0, 8).finish();
        final KeyedHash number = new KeyedHash(K0, K1).update(0x0706050403020100L).finish();
        final KeyedHash array = new KeyedHash(K0, K1).update(new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
        assertThat(hex(number)).isEqualTo(hex(bytes)).isEqualTo(hex(array.finish()));
    }

    @Test
    void absentSpansAddNothing() {
        final KeyedHash hash = new KeyedHash(K0, K1).update(counting(1), Span.NONE).finish();
        assertThat(hex(hash)).isEqualTo("a3817f04ba25a8e66df67214c7550293");
    }

    @Test
    void copyHasTheKeyAndAnEmptyInput() {
        final KeyedHash used = new KeyedHash(K0, K1).update((byte) 9);
        assertThat(hex(used.copy().finish())).isEqualTo("a3817f04ba25a8e66df67214c7550293");
    }

    @Test
    void anotherKeyGivesAnotherValue() {
        assertThat(hex(new KeyedHash(K0, K1 + 1).finish()))
                .isNotEqualTo(hex(new KeyedHash(K0, K1).finish()));
    }

    private static UnsafeBuffer counting(final int length) {
        final byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return new UnsafeBuffer(bytes);
    }

    /** As the reference code prints it: first word first, each from its lowest byte. */
    private static String hex(final KeyedHash hash) {
        final ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(hash.low()).putLong(hash.high());
        return HexFormat.of().formatHex(bytes.array());
    }
}
