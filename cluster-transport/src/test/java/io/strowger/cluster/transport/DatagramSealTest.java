// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A stranger can neither read, forge nor repeat what is sealed. */
class DatagramSealTest {
    private static final byte[] TEXT = "one change".getBytes(StandardCharsets.US_ASCII);
    private static final long NOW = 1_800_000_000L;
    private static final ClusterSecret SECRET = secret("the cluster's secret");
    private static final ClusterSecret OTHER = secret("somebody else's secret");

    private final DatagramSeal sender = seal(SECRET);
    private final DatagramSeal receiver = seal(SECRET);

    private static ClusterSecret secret(final String text) {
        return ClusterSecret.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static DatagramSeal seal(final ClusterSecret... secrets) {
        return new DatagramSeal(new ClusterSecrets(List.of(secrets)));
    }

    private static byte[] sealed(final DatagramSeal by, final byte[] plain) {
        final ByteBuffer sealed = by.seal(ByteBuffer.wrap(plain), NOW);
        final byte[] copy = new byte[sealed.remaining()];
        sealed.get(copy);
        return copy;
    }

    private static OpenOutcome open(final DatagramSeal by, final byte[] datagram) {
        return open(by, datagram, NOW);
    }

    private static OpenOutcome open(
            final DatagramSeal by, final byte[] datagram, final long nowSeconds) {
        return by.open(new UnsafeBuffer(datagram.clone()), datagram.length, nowSeconds);
    }

    @Test
    void whatOneSealsAnotherOpens() {
        final UnsafeBuffer datagram = new UnsafeBuffer(sealed(sender, TEXT));
        assertThat(datagram.capacity()).isEqualTo(TEXT.length + DatagramSeal.OVERHEAD);
        assertThat(receiver.open(datagram, datagram.capacity(), NOW)).isEqualTo(OpenOutcome.OPENED);
        assertThat(receiver.openedLength()).isEqualTo(TEXT.length);
        assertThat(datagram.getStringWithoutLengthAscii(0, TEXT.length)).isEqualTo("one change");
        assertThat(open(receiver, sealed(sender, new byte[0]))).isEqualTo(OpenOutcome.OPENED);
        assertThat(receiver.openedLength()).isZero();
        final byte[] longest = new byte[DatagramSeal.LONGEST - DatagramSeal.OVERHEAD];
        assertThat(open(receiver, sealed(sender, longest))).isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void nothingOfItCanBeReadAndEqualOnesDiffer() {
        final String first = encrypted(sealed(sender, TEXT));
        assertThat(first).isNotEqualTo(encrypted(sealed(sender, TEXT))).doesNotContain("change");
    }

    /** Without header and tag: under the same key and nonce equal payloads would be equal here. */
    private static String encrypted(final byte[] datagram) {
        final String whole = new String(datagram, StandardCharsets.ISO_8859_1);
        return whole.substring(DatagramSeal.HEADER, DatagramSeal.HEADER + TEXT.length);
    }

    @Test
    void anotherStartOfADriverHasAnotherKey() {
        final DatagramSeal restarted = seal(SECRET);
        assertThat(encrypted(sealed(restarted, TEXT)))
                .as("same counter, other key")
                .isNotEqualTo(encrypted(sealed(sender, TEXT)));
        assertThat(open(receiver, sealed(restarted, TEXT))).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(receiver, sealed(sender, TEXT))).isEqualTo(OpenOutcome.OPENED);
        assertThat(receiver.senders()).isEqualTo(2);
    }

    @Test
    void anotherSecretIsToldFromAForgery() {
        final byte[] datagram = sealed(sender, TEXT);
        final DatagramSeal stranger = seal(OTHER);
        assertThat(open(stranger, datagram)).isEqualTo(OpenOutcome.OTHER_SECRET);
        assertThat(DatagramSeal.keyId(new UnsafeBuffer(datagram))).isEqualTo(SECRET.keyId());
        final byte[] claimed = sealed(stranger, TEXT);
        System.arraycopy(datagram, DatagramSeal.KEY_ID, claimed, DatagramSeal.KEY_ID, Short.BYTES);
        assertThat(open(receiver, claimed)).isEqualTo(OpenOutcome.FORGED);
        assertThat(stranger.senders() + receiver.senders()).isZero();
    }

    @Test
    void everyBitIsGuarded() {
        final byte[] datagram = sealed(sender, TEXT);
        assertEveryBitIsGuarded(seal(SECRET), datagram);
        final DatagramSeal acquainted = seal(SECRET);
        assertThat(open(acquainted, sealed(sender, TEXT))).isEqualTo(OpenOutcome.OPENED);
        assertEveryBitIsGuarded(acquainted, datagram);
    }

    private static void assertEveryBitIsGuarded(final DatagramSeal by, final byte[] datagram) {
        for (int bit = 0; bit < datagram.length * Byte.SIZE; bit++) {
            final byte[] changed = datagram.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(open(by, changed)).as("bit %d", bit).isNotEqualTo(OpenOutcome.OPENED);
        }
        for (int length = 0; length < datagram.length; length++) {
            assertThat(by.open(new UnsafeBuffer(datagram.clone()), length, NOW))
                    .as("length %d", length)
                    .isNotEqualTo(OpenOutcome.OPENED);
        }
        assertThat(open(by, datagram)).isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void noiseIsNoDatagram() {
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            final byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertThat(open(receiver, noise)).isNotEqualTo(OpenOutcome.OPENED);
        }
        assertThat(open(receiver, new byte[DatagramSeal.OVERHEAD]))
                .isEqualTo(OpenOutcome.MALFORMED);
    }

    @Test
    void aDatagramIsTakenOnce() {
        final byte[] first = sealed(sender, TEXT);
        final byte[] second = sealed(sender, TEXT);
        assertThat(open(receiver, second)).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(receiver, first)).as("late, but new").isEqualTo(OpenOutcome.OPENED);
        assertThat(open(receiver, second)).isEqualTo(OpenOutcome.DUPLICATE);
        assertThat(open(receiver, first)).isEqualTo(OpenOutcome.DUPLICATE);
    }

    @Test
    void aForgedCounterDoesNotPushDatagramsOutOfTheWindow() {
        final byte[] first = sealed(sender, TEXT);
        final byte[] second = sealed(sender, TEXT);
        assertThat(open(receiver, first)).isEqualTo(OpenOutcome.OPENED);
        final byte[] forged = second.clone();
        forged[DatagramSeal.HEADER - 1] = 1;
        assertThat(open(receiver, forged)).isEqualTo(OpenOutcome.FORGED);
        assertThat(open(receiver, second)).isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void whatFellOutOfTheWindowIsNotOpened() {
        final byte[] first = sealed(sender, TEXT);
        final byte[] second = sealed(sender, TEXT);
        for (int i = 2; i < ReplayWindow.SIZE; i++) {
            sealed(sender, TEXT);
        }
        assertThat(open(receiver, sealed(sender, TEXT))).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(receiver, first)).isEqualTo(OpenOutcome.TOO_OLD);
        assertThat(open(receiver, second)).as("just within").isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void whoIsHeardForTheFirstTimeMustBeOfThisTime() {
        final byte[] datagram = sealed(sender, TEXT);
        final long limit = DatagramSeal.FRESH_SECONDS;
        assertThat(open(receiver, datagram, NOW + limit + 1)).isEqualTo(OpenOutcome.STALE);
        assertThat(open(receiver, datagram, NOW - limit - 1)).isEqualTo(OpenOutcome.STALE);
        assertThat(receiver.senders()).isZero();
        assertThat(open(receiver, datagram, NOW + limit)).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(seal(SECRET), datagram, NOW - limit)).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(receiver, sealed(sender, TEXT), NOW + 9 * limit))
                .as("then the clock may jump")
                .isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void theSecretIsChangedWithoutLosingADatagram() {
        final DatagramSeal old = seal(SECRET);
        final DatagramSeal oldThatKnowsTheNew = seal(SECRET, OTHER);
        final DatagramSeal changed = seal(OTHER, SECRET);
        assertThat(open(changed, sealed(old, TEXT))).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(changed, sealed(oldThatKnowsTheNew, TEXT))).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(oldThatKnowsTheNew, sealed(changed, TEXT))).isEqualTo(OpenOutcome.OPENED);
        assertThat(open(old, sealed(changed, TEXT))).isEqualTo(OpenOutcome.OTHER_SECRET);
        assertThat(open(seal(OTHER), sealed(changed, TEXT))).isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void oneToFourSecretsAreAccepted() {
        assertThat(new ClusterSecrets(Collections.nCopies(4, SECRET)).first()).isEqualTo(SECRET);
        assertThatThrownBy(() -> new ClusterSecrets(Collections.nCopies(5, SECRET)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClusterSecrets(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSenderHeardOfLongestAgoIsForgotten() {
        final byte[] first = sealed(sender, TEXT);
        open(receiver, first);
        for (int i = 0; i < DatagramSeal.SENDER_LIMIT; i++) {
            open(receiver, sealed(seal(SECRET), TEXT));
        }
        assertThat(receiver.senders()).isEqualTo(DatagramSeal.SENDER_LIMIT);
        final long later = NOW + DatagramSeal.FRESH_SECONDS + 1;
        assertThat(open(receiver, first, later)).as("as if new").isEqualTo(OpenOutcome.STALE);
        assertThat(open(receiver, first)).as("as if new").isEqualTo(OpenOutcome.OPENED);
    }

    @Test
    void aCounterAtItsEndSealsNothing() {
        final DatagramSeal last =
                new DatagramSeal(ClusterSecrets.of(SECRET), DatagramSeal.LAST_COUNTER - 1);
        assertThat(open(receiver, sealed(last, TEXT))).isEqualTo(OpenOutcome.OPENED);
        assertThatThrownBy(() -> sealed(last, TEXT)).isInstanceOf(IllegalStateException.class);
    }
}
