// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A stranger can neither read, forge nor repeat what is sealed. */
final class SealingTest {
    private static final ClusterSecret SECRET = secret("the secret of this cluster, 32 characters");
    private static final ClusterSecret OTHER = secret("the secret of some other cluster, as long");
    private static final long NOW = 1_800_000_000L;
    private static final long SENDER = 7;
    private static final long START = 1000;
    private static final String TEXT = "a frame with something in it that nobody else shall read";

    private final FrameSealer sealer = new FrameSealer(SECRET, "stream", SENDER, START);
    private final FrameOpener opener = new FrameOpener(List.of(SECRET), "stream");

    private static ClusterSecret secret(final String text) {
        final ClusterSecret secret = ClusterSecret.of(text);
        assertThat(secret).isNotNull();
        return secret;
    }

    private static UnsafeBuffer sealed(final FrameSealer by, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        final int length = by.seal(new UnsafeBuffer(bytes), 0, bytes.length, NOW);
        assertThat(length).isEqualTo(bytes.length + FrameSealer.OVERHEAD);
        final byte[] copy = new byte[length];
        by.frame().getBytes(0, copy);
        return new UnsafeBuffer(copy);
    }

    private OpenOutcome open(final UnsafeBuffer frame) {
        return opener.open(frame, 0, frame.capacity(), NOW);
    }

    private static String text(final DirectBuffer buffer) {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsSealedIsOpenedByWhoHasTheSecret() {
        for (final String payload : List.of("", "x", TEXT, TEXT.repeat(1000))) {
            assertThat(open(sealed(sealer, payload))).isEqualTo(OpenOutcome.OPENED);
            assertThat(text(opener.payload())).isEqualTo(payload);
            assertThat(opener.sender()).isEqualTo(SENDER);
        }
    }

    @Test
    void nothingOfThePayloadCanBeReadAndEqualFramesDiffer() {
        final String first = text(sealed(sealer, TEXT)).substring(SealedFrame.HEADER);
        final String second = text(sealed(sealer, TEXT)).substring(SealedFrame.HEADER);
        assertThat(first).isNotEqualTo(second).doesNotContain("frame");
    }

    @Test
    void everyBitIsGuarded() {
        final UnsafeBuffer frame = sealed(sealer, TEXT);
        for (int bit = 0; bit < frame.capacity() * 8; bit++) {
            flip(frame, bit);
            assertThat(open(frame)).as("bit %d", bit).isNotIn(OpenOutcome.OPENED);
            flip(frame, bit);
        }
        for (int length = 0; length < frame.capacity(); length++) {
            assertThat(opener.open(frame, 0, length, NOW)).isNotEqualTo(OpenOutcome.OPENED);
        }
        assertThat(open(frame)).isEqualTo(OpenOutcome.OPENED);
    }

    private static void flip(final UnsafeBuffer frame, final int bit) {
        frame.putByte(bit / 8, (byte) (frame.getByte(bit / 8) ^ 1 << bit % 8));
    }

    @Test
    void noiseIsNoFrame() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            final byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertThat(open(new UnsafeBuffer(noise))).isNotEqualTo(OpenOutcome.OPENED);
        }
    }

    @Test
    void aFrameIsOpenedOnce() {
        final UnsafeBuffer first = sealed(sealer, "1");
        final UnsafeBuffer second = sealed(sealer, "2");
        final UnsafeBuffer third = sealed(sealer, "3");
        assertThat(open(second)).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(second)).isEqualTo(OpenOutcome.DUPLICATE);
        assertThat(open(first)).as("late, but new").isEqualTo(OpenOutcome.OPENED);
        assertThat(open(first)).isEqualTo(OpenOutcome.DUPLICATE);
        assertThat(open(third)).isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void aFrameThatFellOutOfTheWindowIsNotOpened() {
        final UnsafeBuffer first = sealed(sealer, "first");
        final UnsafeBuffer second = sealed(sealer, "second");
        for (int i = 2; i < ReplayWindow.SIZE; i++) {
            sealed(sealer, "");
        }
        assertThat(open(sealed(sealer, "last"))).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(first)).isEqualTo(OpenOutcome.TOO_OLD);
        assertThat(open(second)).as("just within").isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void anotherSecretIsToldFromAForgery() {
        assertThat(open(sealed(new FrameSealer(OTHER, "stream", SENDER, START), TEXT)))
                .isEqualTo(OpenOutcome.OTHER_SECRET);
        assertThat(opener.keyId()).isEqualTo(OTHER.keyId());
        final UnsafeBuffer claimed = sealed(new FrameSealer(OTHER, "stream", SENDER, START), TEXT);
        claimed.putInt(SealedFrame.KEY_ID_AT, SECRET.keyId(), SealedFrame.ORDER);
        assertThat(open(claimed)).isEqualTo(OpenOutcome.FORGED);
    }

    @Test
    void aFrameForAnotherPurposeOrOfAnotherSenderIsAForgery() {
        assertThat(open(sealed(new FrameSealer(SECRET, "session", SENDER, START), TEXT)))
                .isEqualTo(OpenOutcome.FORGED);
        final UnsafeBuffer frame = sealed(sealer, TEXT);
        frame.putLong(SealedFrame.SENDER_AT, SENDER + 1, SealedFrame.ORDER);
        assertThat(open(frame)).isEqualTo(OpenOutcome.FORGED);
    }

    @Test
    void aNewStartReplacesTheOldOneForGood() {
        final UnsafeBuffer before = sealed(sealer, "before");
        assertThat(open(sealed(sealer, "0"))).isEqualTo(OpenOutcome.OPENED);
        final FrameSealer restarted = new FrameSealer(SECRET, "stream", SENDER, START + 1);
        assertThat(open(sealed(restarted, "1"))).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(before)).isEqualTo(OpenOutcome.OLDER_INCARNATION);
    }

    @Test
    void aRestartUsesNoNonceAgain() {
        final FrameSealer restarted = new FrameSealer(SECRET, "stream", SENDER, START + 1);
        assertThat(encrypted(sealed(restarted, TEXT)))
                .as("same counter, other key")
                .isNotEqualTo(encrypted(sealed(sealer, TEXT)));
    }

    /** Without header and tag: under the same key and nonce equal payloads would be equal here. */
    private static String encrypted(final UnsafeBuffer frame) {
        final String whole = text(frame);
        return whole.substring(SealedFrame.HEADER, whole.length() - SealedFrame.TAG);
    }

    @Test
    void whoIsHeardForTheFirstTimeMustBeOfThisTime() {
        final UnsafeBuffer frame = sealed(sealer, TEXT);
        final int length = frame.capacity();
        final long limit = FrameOpener.FRESH_SECONDS;
        assertThat(opener.open(frame, 0, length, NOW + limit + 1)).isEqualTo(OpenOutcome.STALE);
        assertThat(opener.open(frame, 0, length, NOW - limit - 1)).isEqualTo(OpenOutcome.STALE);
        assertThat(opener.open(frame, 0, length, NOW + limit)).isEqualTo(OpenOutcome.OPENED);
        final UnsafeBuffer next = sealed(sealer, TEXT);
        assertThat(opener.open(next, 0, next.capacity(), NOW + 9 * limit))
                .as("then the clock may jump")
                .isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void theNumberOfSendersIsBounded() {
        final FrameOpener small = new FrameOpener(List.of(SECRET), "stream", 2);
        for (int i = 0; i < 3; i++) {
            final UnsafeBuffer frame = sealed(new FrameSealer(SECRET, "stream", i, START), TEXT);
            assertThat(small.open(frame, 0, frame.capacity(), NOW))
                    .isEqualTo(i < 2 ? OpenOutcome.OPENED : OpenOutcome.TOO_MANY_SENDERS);
        }
        final UnsafeBuffer known = sealed(new FrameSealer(SECRET, "stream", 1, START + 1), TEXT);
        assertThat(small.open(known, 0, known.capacity(), NOW)).isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void forgedFramesTakeNoPlaceAmongTheSenders() {
        final FrameOpener small = new FrameOpener(List.of(SECRET), "stream", 1);
        for (int i = 0; i < 10; i++) {
            final UnsafeBuffer frame = sealed(sealer, TEXT);
            frame.putLong(SealedFrame.SENDER_AT, 100 + i, SealedFrame.ORDER);
            assertThat(small.open(frame, 0, frame.capacity(), NOW)).isEqualTo(OpenOutcome.FORGED);
        }
        final UnsafeBuffer frame = sealed(sealer, TEXT);
        assertThat(small.open(frame, 0, frame.capacity(), NOW)).isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void theSecretIsChangedWithoutLosingAFrame() {
        final FrameOpener both = new FrameOpener(List.of(OTHER, SECRET), "stream");
        final UnsafeBuffer before = sealed(sealer, TEXT);
        final UnsafeBuffer after =
                sealed(new FrameSealer(OTHER, "stream", SENDER, START + 1), TEXT);
        assertThat(both.open(before, 0, before.capacity(), NOW)).isEqualTo(OpenOutcome.OPENED);
        assertThat(both.open(after, 0, after.capacity(), NOW)).isEqualTo(OpenOutcome.OPENED);
        assertThatThrownBy(() -> new FrameOpener(List.of(), "stream"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                new FrameOpener(
                                        List.of(SECRET, OTHER, SECRET, OTHER, SECRET), "stream"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theKeyChangesAfterManyFramesAndLateOnesAreStillOpened() {
        final long change = 1L << 24;
        final FrameSealer near =
                new FrameSealer(SECRET, "stream", SENDER, START, change - 2, Long.MAX_VALUE);
        final UnsafeBuffer first = sealed(near, "1");
        final UnsafeBuffer late = sealed(near, "2");
        final UnsafeBuffer third = sealed(near, "3");
        final UnsafeBuffer fourth = sealed(near, "4");
        for (final UnsafeBuffer frame : List.of(first, third, late, fourth)) {
            assertThat(open(frame)).isEqualTo(OpenOutcome.OPENED);
        }
        assertThat(SECRET.key("stream", SENDER, START, 0))
                .isNotEqualTo(SECRET.key("stream", SENDER, START, 1));
    }

    @Test
    void aCounterAtItsEndSealsNothing() {
        final FrameSealer last = new FrameSealer(SECRET, "stream", SENDER, START, 41, 42);
        final UnsafeBuffer empty = new UnsafeBuffer(new byte[0]);
        assertThat(last.seal(empty, 0, 0, NOW)).isPositive();
        assertThat(last.seal(empty, 0, 0, NOW)).isPositive();
        assertThat(last.seal(empty, 0, 0, NOW)).isEqualTo(FrameSealer.EXHAUSTED);
        assertThat(last.seal(empty, 0, 0, NOW)).isEqualTo(FrameSealer.EXHAUSTED);
    }

    @Test
    void aSecretThatIsTooShortIsNone() {
        assertThat(ClusterSecret.of("x".repeat(15))).isNull();
        assertThat(ClusterSecret.of(" " + "x".repeat(15) + "\n")).isNull();
        assertThat(secret("x".repeat(16)).keyId()).isEqualTo(secret("x".repeat(16) + "\n").keyId());
        assertThat(SECRET.toString()).doesNotContain("the secret");
    }
}
