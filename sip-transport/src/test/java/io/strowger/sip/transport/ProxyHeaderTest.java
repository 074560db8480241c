// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.IpAddress;
import io.strowger.sip.transport.ProxyHeader.Outcome;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HAProxy, "The PROXY protocol", §2.2, byte by byte. */
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String V4 = SIGNATURE + "2111000c" + "cb007107" + "c0000201" + "9c4013c4";
    private static final String V6 =
            SIGNATURE
                    + "21210024"
                    + "20010db8000000000000000000000007"
                    + "20010db8000000000000000000000001"
                    + "9c4013c4";
    private static final int OFFSET = 3;

    private final ProxyHeader header = new ProxyHeader();

    private static byte[] bytes(final String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private Outcome read(final byte[] bytes, final int available) {
        final byte[] shifted = new byte[OFFSET + available];
        System.arraycopy(bytes, 0, shifted, OFFSET, available);
        return header.read(new UnsafeBuffer(shifted), OFFSET, available);
    }

    private Outcome read(final String hex) {
        final byte[] bytes = bytes(hex);
        return read(bytes, bytes.length);
    }

    @Test
    void itSaysWhoIsBehindAProxy() {
        assertThat(read(V4)).isEqualTo(Outcome.SOURCE);
        assertThat(header.source()).isEqualTo(IpAddress.parse("203.0.113.7"));
        assertThat(header.port()).isEqualTo(40_000);
        assertThat(header.length()).isEqualTo(28);
        assertThat(read(V6)).isEqualTo(Outcome.SOURCE);
        assertThat(header.source()).isEqualTo(IpAddress.parse("2001:db8::7"));
        assertThat(header.port()).isEqualTo(40_000);
        assertThat(header.length()).isEqualTo(52);
    }

    @Test
    void anIpv4AddressInTheFormOfIpv6IsIpv4() {
        final String mapped =
                SIGNATURE
                        + "21210024"
                        + "00000000000000000000ffffcb007107"
                        + "00000000000000000000ffffc0000201"
                        + "9c4013c4";
        assertThat(read(mapped)).isEqualTo(Outcome.SOURCE);
        assertThat(header.source()).isEqualTo(IpAddress.parse("203.0.113.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {V4, V6, SIGNATURE + "20000000", SIGNATURE + "2100000401020304"})
    void whereverItIsCutItNeedsMore(final String hex) {
        final byte[] bytes = bytes(hex);
        for (int available = 0; available < bytes.length; available++) {
            assertThat(read(bytes, available))
                    .as("%d bytes", available)
                    .isEqualTo(Outcome.NEED_MORE);
        }
        assertThat(read(bytes, bytes.length)).isNotEqualTo(Outcome.NEED_MORE);
    }

    @Test
    void whatFollowsIsNotItsOwn() {
        assertThat(read(V4 + "494e56495445")).isEqualTo(Outcome.SOURCE);
        assertThat(header.length()).isEqualTo(28);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        # LOCAL: a health check, whatever else it says
        20000000 |
        20110000 |
        2011000c | cb007107c00002019c4013c4
        # LOCAL with extensions
        20000003 | 040000
        # for nobody that it could name, for a local socket, of families to come
        21000000 |
        21000004 | 01020304
        21310002 | 2f61
        21f10002 | 2f61
        # forwarded datagrams, on a stream
        2112000c | cb007107c00002019c4013c4
        """)
    void whereItNamesNobodyTheProxySpeaksForItself(final String fixed, final String rest) {
        assertThat(read(SIGNATURE + fixed + (rest == null ? "" : rest))).isEqualTo(Outcome.OWN);
    }

    @ParameterizedTest
    @CsvSource({
        // authority TLV of 3 bytes; and one whose length says more than there is
        "2111 0013, cb007107c00002019c4013c4 02000361 6263 00",
        "2111 0010, cb007107c00002019c4013c4 02ffff61"
    })
    void extensionsArePassedOver(final String fixed, final String rest) {
        assertThat(read(SIGNATURE + fixed + rest)).isEqualTo(Outcome.SOURCE);
        assertThat(header.source()).isEqualTo(IpAddress.parse("203.0.113.7"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "494e564954452073", // INVITE s
                "50524f5859205443503420", // version 1
                "0d0a0d0a000d0a515549540b",
                "0d0a0d0a000d0a515549540a 11", // version 1 in the binary form
                "0d0a0d0a000d0a515549540a 31",
                "0d0a0d0a000d0a515549540a 22", // a command that is not known
                "0d0a0d0a000d0a515549540a 2111 000b", // too short for its addresses
                "0d0a0d0a000d0a515549540a 2121 0023",
                "0d0a0d0a000d0a515549540a 2111 000c 00000000c00002019c4013c4", // from nowhere
                "0d0a0d0a000d0a515549540a 2111 000c cb007107c0000201000013c4" // from port 0
            })
    void aDefectIsOneAtOnce(final String hex) {
        assertThat(read(hex)).isEqualTo(Outcome.DEFECTIVE);
    }

    @Test
    void oneByteTooLongIsADefectBeforeItHasCome() {
        final int most = ProxyHeader.MOST_BYTES - ProxyHeader.FIXED_BYTES;
        assertThat(read(SIGNATURE + "2111%04x".formatted(most))).isEqualTo(Outcome.NEED_MORE);
        assertThat(read(SIGNATURE + "2111%04x".formatted(most + 1))).isEqualTo(Outcome.DEFECTIVE);
        final byte[] longest = Arrays.copyOf(bytes(V4), ProxyHeader.MOST_BYTES);
        longest[14] = (byte) (most >> 8);
        longest[15] = (byte) most;
        assertThat(read(longest, longest.length)).isEqualTo(Outcome.SOURCE);
    }

    /** Whatever comes, it ends with an outcome, which does not depend on how the bytes were cut. */
    @Test
    void mutationsAreReadTheSameInOneAndInPieces() {
        final long seed = Long.getLong("proxy.seed", 20_260_101);
        final Random random = new Random(seed);
        final byte[][] sound = {bytes(V4), bytes(V6), bytes(SIGNATURE + "2000000400000000")};
        final int[] seen = new int[Outcome.values().length];
        for (int i = 0; i < 200_000; i++) {
            final byte[] mutated = mutate(sound[i % sound.length], random);
            final Outcome whole = read(mutated, mutated.length);
            seen[whole.ordinal()]++;
            Outcome piecewise = Outcome.NEED_MORE;
            final ProxyHeader other = new ProxyHeader();
            for (int n = 0; n <= mutated.length && piecewise == Outcome.NEED_MORE; n++) {
                piecewise = other.read(new UnsafeBuffer(mutated), 0, n);
            }
            assertThat(piecewise)
                    .as("seed %d, %s", seed, HexFormat.of().formatHex(mutated))
                    .isEqualTo(whole);
            assertThat(header.length()).isBetween(ProxyHeader.FIXED_BYTES, 16 + 0xFFFF);
        }
        assertThat(seen).as("each outcome is seen").doesNotContain(0);
    }

    private static byte[] mutate(final byte[] sound, final Random random) {
        final byte[] mutated =
                Arrays.copyOf(sound, Math.max(0, sound.length + random.nextInt(-6, 7)));
        for (int n = random.nextInt(3); n > 0; n--) {
            // The signature is long; what follows it is where it is worth while.
            final int at = random.nextInt(4) == 0 ? 0 : Math.min(12, mutated.length - 1);
            final int place = at + random.nextInt(mutated.length - at);
            mutated[place] =
                    random.nextBoolean()
                            ? (byte) random.nextInt()
                            : (byte) (mutated[place] ^ 1 << random.nextInt(8));
        }
        return mutated;
    }
}
