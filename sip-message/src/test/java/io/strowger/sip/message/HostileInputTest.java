// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are: an outcome, no exception, and no look outside of them. */
class HostileInputTest {
    private static final int MUTATIONS = 20_000;
    private static final byte[] SPICE =
            "\r\n \t:;,=<>\"\\@/?%[]*\0z9SIP".getBytes(StandardCharsets.US_ASCII);

    private final SipMessage message = new SipMessage();
    private final MessageWalk walk = new MessageWalk();

    static Map<String, byte[]> corpus() {
        final Map<String, byte[]> all = new TreeMap<>(TestMessages.ordinary());
        TortureMessage.all().forEach(row -> all.put(row.file(), row.bytes()));
        return all;
    }

    static Stream<String> names() {
        return corpus().keySet().stream();
    }

    private static int headersEnd(final byte[] bytes) {
        final String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.indexOf("\r\n\r\n") + 4;
    }

    /** A buffer that ends where the cut is throws at any look beyond. */
    @ParameterizedTest
    @MethodSource("names")
    void everyCutHasAnOutcomeAndNoneInTheHeadersIsSound(final String name) {
        final byte[] bytes = corpus().get(name);
        assertThat(bytes).isNotNull();
        for (int length = 0; length < bytes.length; length++) {
            final UnsafeBuffer exact = new UnsafeBuffer(bytes.clone(), 0, length);
            final List<String> seen = walk.over(message, exact, 0, length);
            if (length < headersEnd(bytes)) {
                assertThat(seen.getFirst()).as("cut at %d", length).isNotEqualTo("NONE");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatLiesAroundAMessageDoesNotMatter(final String name) {
        final byte[] bytes = corpus().get(name);
        assertThat(bytes).isNotNull();
        for (int length = 0; length <= bytes.length; length += length > 100 ? 7 : 1) {
            final UnsafeBuffer exact = new UnsafeBuffer(bytes.clone(), 0, length);
            final List<String> alone = new ArrayList<>(walk.over(message, exact, 0, length));
            for (final int guard : new int[] {'\n', '"', 'z', ' ', 0xFF}) {
                final UnsafeBuffer guarded = TestMessages.guarded(bytes, length, guard, 61);
                assertThat(walk.over(message, guarded, 61, length)).isEqualTo(alone);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mutatedMessagesHaveAnOutcome(final long seed) {
        final Random random = new Random(seed);
        final List<byte[]> corpus = List.copyOf(corpus().values());
        int sound = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            final byte[] bytes = mutate(corpus.get(random.nextInt(corpus.size())), random, corpus);
            try {
                final UnsafeBuffer exact = new UnsafeBuffer(bytes);
                if (walk.over(message, exact, 0, bytes.length).getFirst().equals("NONE")) {
                    sound++;
                }
            } catch (final RuntimeException | AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + ": " + new String(bytes, StandardCharsets.UTF_8), e);
            }
        }
        // Else the mutator would only ever test the first check.
        assertThat(sound).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
    }

    private static byte[] mutate(
            final byte[] original, final Random random, final List<byte[]> corpus) {
        byte[] bytes = original.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            final int at = random.nextInt(bytes.length);
            final int size = Math.min(bytes.length - at, 1 + random.nextInt(12));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = SPICE[random.nextInt(SPICE.length)];
                case 2 -> bytes = spliced(bytes, at, at + size, new byte[0], 0, 0);
                case 3 -> bytes = spliced(bytes, at, at, bytes, at, at + size);
                case 4 -> bytes = spliced(bytes, at, at, SPICE, 0, 1 + random.nextInt(3));
                default -> {
                    final byte[] other = corpus.get(random.nextInt(corpus.size()));
                    final int from = random.nextInt(other.length);
                    final int to = Math.min(other.length, from + random.nextInt(80));
                    bytes = spliced(bytes, at, at + size, other, from, to);
                }
            }
        }
        return bytes;
    }

    /** The bytes with [from, to) replaced by a range of others; never empty. */
    private static byte[] spliced(
            final byte[] bytes,
            final int from,
            final int to,
            final byte[] other,
            final int otherFrom,
            final int otherTo) {
        final int size = bytes.length - (to - from) + (otherTo - otherFrom);
        final byte[] result = new byte[Math.max(1, size)];
        System.arraycopy(bytes, 0, result, 0, Math.min(from, result.length));
        System.arraycopy(
                other,
                otherFrom,
                result,
                from,
                Math.min(otherTo - otherFrom, result.length - from));
        final int rest = from + otherTo - otherFrom;
        System.arraycopy(
                bytes, to, result, rest, Math.min(bytes.length - to, result.length - rest));
        return result;
    }

    /** Each would cost seconds if its scans began again at every step. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n ", ",", ";", "\"", "<", "\\", ";x=\"\"", "a:\r\n", " ", ",\"", "rport;",
                "%41", "@"
            })
    void costGrowsWithTheLengthAndNotWithItsSquare(final String repeated) {
        final String start =
                """
                OPTIONS sip:a@b SIP/2.0
                Via: SIP/2.0/UDP h;rport
                From: <sip:a@b>;tag=1
                To: <sip:a@b>
                Call-ID: 1
                CSeq: 1 OPTIONS
                Route:\s"""
                        .replace("\n", "\r\n");
        final int times = (SipMessage.MAX_LENGTH - start.length() - 8) / repeated.length();
        final byte[] bytes =
                (start + repeated.repeat(times) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        assertTimeout(
                Duration.ofSeconds(10),
                () -> {
                    for (int i = 0; i < 20; i++) {
                        walkValues(bytes);
                    }
                });
    }

    private void walkValues(final byte[] bytes) {
        TestMessages.parse(message, bytes);
        final ValueCursor cursor = new ValueCursor();
        final NameAddrView address = new NameAddrView();
        cursor.reset(message, HeaderName.ROUTE);
        while (cursor.next()) {
            address.wrap(message.buffer(), cursor.span());
            cursor.restStart();
        }
    }

    @Test
    void aMessageLargerThanADatagramIsRefused() {
        final byte[] bytes = new byte[SipMessage.MAX_LENGTH + 1];
        System.arraycopy(TestMessages.crlf(TestMessages.INVITE), 0, bytes, 0, 20);
        assertThat(TestMessages.parse(message, bytes)).isEqualTo(Malformation.TOO_LARGE);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        assertThat(message.parse(buffer, 0, SipMessage.MAX_LENGTH))
                .isEqualTo(Malformation.BAD_START_LINE);
    }
}
