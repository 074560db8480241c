// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.strowger.sip.message.StreamFramer.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boundaries on a stream however it is cut (RFC 3261 §18.3, §7.5; RFC 5626 §4.4.1). */
class StreamFramerTest {
    private static final int MAX = 4096;

    /**
     * What the framer makes of a stream that arrives up to each of the cuts in turn: messages as text,
     * keep-alives joined, because their pieces follow the cuts, and the end when it breaks.
     */
    static List<String> framed(final byte[] stream, final int max, final int... cuts) {
        final List<String> seen = new ArrayList<>();
        final StreamFramer framer = new StreamFramer(max);
        int start = 0;
        for (int i = 0; i <= cuts.length; i++) {
            final int arrived = i == cuts.length ? stream.length : cuts[i];
            final UnsafeBuffer buffer = new UnsafeBuffer(stream, 0, arrived);
            Outcome outcome = Outcome.MESSAGE;
            while (start < arrived && outcome != Outcome.NEED_MORE) {
                outcome = framer.frame(buffer, start, arrived - start);
                if (outcome == Outcome.BROKEN) {
                    seen.add(framer.defect().name());
                    return seen;
                }
                if (outcome != Outcome.NEED_MORE) {
                    add(seen, stream, start, framer.length());
                    start += framer.length();
                }
            }
        }
        return seen;
    }

    private static void add(
            final List<String> seen, final byte[] stream, final int start, final int length) {
        final String text = new String(stream, start, length, StandardCharsets.ISO_8859_1);
        if (text.isBlank() && !seen.isEmpty() && seen.getLast().isBlank()) {
            seen.add(seen.removeLast() + text);
        } else {
            seen.add(text);
        }
    }

    private static byte[] joined(final byte[]... parts) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (final byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(final String text) {
        return TestMessages.crlf(text);
    }

    @Test
    void everyMessageCutAtEveryByteIsTheSameMessage() {
        TestMessages.ordinary()
                .forEach(
                        (name, message) -> {
                            for (int cut = 0; cut <= message.length; cut++) {
                                assertThat(framed(message, MAX, cut))
                                        .as("%s cut at %d", name, cut)
                                        .containsExactly(text(message));
                            }
                        });
    }

    @Test
    void everyMessageByteByByteIsTheSameMessage() {
        TestMessages.ordinary()
                .forEach(
                        (name, message) -> {
                            final int[] cuts = new int[message.length];
                            for (int i = 0; i < cuts.length; i++) {
                                cuts[i] = i;
                            }
                            assertThat(framed(message, MAX, cuts))
                                    .as(name)
                                    .containsExactly(text(message));
                        });
    }

    @Test
    void pipelinedMessagesWithKeepAlivesBetweenThemComeOutInOrder() {
        final byte[] invite = TestMessages.crlf(TestMessages.INVITE);
        final byte[] ok = TestMessages.crlf(TestMessages.RINGING);
        final byte[] ping = bytes("\n\n");
        final byte[] stream = joined(ping, invite, ok, bytes("\n"), invite, ping, ok, ping);
        final List<String> expected =
                List.of(
                        text(ping),
                        text(invite),
                        text(ok),
                        "\r\n",
                        text(invite),
                        text(ping),
                        text(ok),
                        text(ping));
        for (int cut = 0; cut <= stream.length; cut++) {
            assertThat(framed(stream, MAX, cut)).as("cut at %d", cut).isEqualTo(expected);
        }
        final Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            final int[] cuts = random.ints(9, 0, stream.length + 1).sorted().toArray();
            assertThat(framed(stream, MAX, cuts)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    A b~Content-Length: 3~~xyz                     | 3 | MESSAGE
                    A b~l:3~~xyz                                   | 3 | MESSAGE
                    A b~CONTENT-LENGTH  :   3  ~~xyz               | 3 | MESSAGE
                    A b~Content-Length:~ 3~X: y~~xyz               | 3 | MESSAGE
                    A b~Content-Length:~~                          | 0 | BAD_CONTENT_LENGTH
                    A b~Content-Length: 1~ 0~~xyz                  | 0 | BAD_CONTENT_LENGTH
                    A b~Content-Length: -1~~                       | 0 | BAD_CONTENT_LENGTH
                    A b~Content-Length: 1000000000~~               | 0 | BAD_CONTENT_LENGTH
                    A b~Content-Length: 3~l: 3~~xyz                | 3 | MESSAGE
                    A b~Content-Length: 3~l: 4~~xyz                | 0 | BAD_CONTENT_LENGTH
                    A b~X: Content-Length: 9~l: 3~~xyz             | 3 | MESSAGE
                    A b~X: y~ l: 9~l: 3~~xyz                       | 3 | MESSAGE
                    A b~X: y~~                                     | 0 | MISSING_CONTENT_LENGTH
                    A b~l 3~~                                      | 0 | MISSING_CONTENT_LENGTH
                    A b~ ~l: 0~~                                   | 0 | MESSAGE
                    """)
    void readsContentLengthAsTheParserWould(
            final String text, final int body, final String expected) {
        final byte[] stream = bytes(text.replace('~', '\n'));
        for (int cut = 0; cut <= stream.length; cut++) {
            final List<String> seen = framed(stream, MAX, cut);
            if (expected.equals("MESSAGE")) {
                assertThat(seen.getFirst()).hasSize(text(stream).indexOf("\r\n\r\n") + 4 + body);
            } else {
                assertThat(seen).containsExactly(expected);
            }
        }
    }

    @Test
    void linesThatEndInALineFeedAloneEndHeadersToo() {
        final byte[] stream = "A b\nl: 1\n\nxA b\nl: 0\n\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(framed(stream, MAX, 7)).containsExactly("A b\nl: 1\n\nx", "A b\nl: 0\n\n");
    }

    @Test
    void messagesAreLimitedToTheByte() {
        final byte[] invite = TestMessages.crlf(TestMessages.INVITE);
        for (int cut = 0; cut <= invite.length; cut++) {
            assertThat(framed(invite, invite.length, cut)).containsExactly(text(invite));
            assertThat(framed(invite, invite.length - 1, cut)).containsExactly("TOO_LARGE");
        }
    }

    @Test
    void headersWithoutEndAreLimitedToTheByte() {
        final byte[] endless = "A".repeat(101).getBytes(StandardCharsets.US_ASCII);
        final StreamFramer framer = new StreamFramer(100);
        final UnsafeBuffer buffer = new UnsafeBuffer(endless);
        assertThat(framer.frame(buffer, 0, 100)).isEqualTo(Outcome.NEED_MORE);
        assertThat(framer.frame(buffer, 0, 101)).isEqualTo(Outcome.BROKEN);
        assertThat(framer.defect()).isEqualTo(Malformation.TOO_LARGE);
        assertThat(framer.length()).isZero();
    }

    @Test
    void keepAlivesAreTakenInPiecesOfTheLimit() {
        final byte[] stream = bytes("\n".repeat(80));
        final StreamFramer framer = new StreamFramer(100);
        assertThat(framer.frame(new UnsafeBuffer(stream), 0, 160)).isEqualTo(Outcome.KEEP_ALIVE);
        assertThat(framer.length()).isEqualTo(100);
    }

    @Test
    void nothingIsNothing() {
        final StreamFramer framer = new StreamFramer(100);
        assertThat(framer.frame(new UnsafeBuffer(new byte[0]), 0, 0)).isEqualTo(Outcome.NEED_MORE);
    }

    @Test
    void aBrokenStreamStaysBroken() {
        final byte[] stream = bytes("A b\nl: x\n\nA b\nl: 0\n\n");
        final StreamFramer framer = new StreamFramer(100);
        final UnsafeBuffer buffer = new UnsafeBuffer(stream);
        assertThat(framer.frame(buffer, 0, stream.length)).isEqualTo(Outcome.BROKEN);
        assertThat(framer.frame(buffer, 0, stream.length)).isEqualTo(Outcome.BROKEN);
    }
}
