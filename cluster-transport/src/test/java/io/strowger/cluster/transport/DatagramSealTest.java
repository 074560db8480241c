// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class DatagramSealTest {
    private static final byte[] TEXT = "one change".getBytes(StandardCharsets.US_ASCII);

    private final DatagramSeal sender = new DatagramSeal(secret("the cluster's secret"));
    private final DatagramSeal receiver = new DatagramSeal(secret("the cluster's secret"));

    private static ClusterSecret secret(final String text) {
        return ClusterSecret.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sealed(final DatagramSeal by, final byte[] plain) {
        final ByteBuffer sealed = by.seal(ByteBuffer.wrap(plain));
        final byte[] copy = new byte[sealed.remaining()];
        sealed.get(copy);
        return copy;
    }

    private static int open(final DatagramSeal by, final byte[] datagram) {
        return by.open(new UnsafeBuffer(datagram.clone()), datagram.length);
    }

    @Test
    void whatOneSealsAnotherOpens() {
        final UnsafeBuffer datagram = new UnsafeBuffer(sealed(sender, TEXT));
        assertThat(datagram.capacity()).isEqualTo(TEXT.length + DatagramSeal.OVERHEAD);
        assertThat(receiver.open(datagram, datagram.capacity())).isEqualTo(TEXT.length);
        assertThat(datagram.getStringWithoutLengthAscii(0, TEXT.length)).isEqualTo("one change");
    }

    @Test
    void nothingOfItCanBeRead() {
        final String datagram = new String(sealed(sender, TEXT), StandardCharsets.ISO_8859_1);
        assertThat(datagram).doesNotContain("change");
    }

    @Test
    void anotherSecretDoesNotOpenIt() {
        final DatagramSeal stranger = new DatagramSeal(secret("somebody else's secret"));
        assertThat(open(stranger, sealed(sender, TEXT))).isEqualTo(DatagramSeal.FOREIGN);
        assertThat(stranger.senders()).isZero();
    }

    @Test
    void aChangeOfAnyByteIsNoticed() {
        final byte[] datagram = sealed(sender, TEXT);
        for (int i = 0; i < datagram.length; i++) {
            final byte[] changed = datagram.clone();
            changed[i] = (byte) (changed[i] ^ 1);
            assertThat(open(receiver, changed)).as("byte %d", i).isEqualTo(DatagramSeal.FOREIGN);
        }
        assertThat(open(receiver, datagram)).isEqualTo(TEXT.length);
    }

    @Test
    void aDatagramIsTakenOnce() {
        final byte[] first = sealed(sender, TEXT);
        final byte[] second = sealed(sender, TEXT);
        assertThat(open(receiver, second)).isEqualTo(TEXT.length);
        assertThat(open(receiver, first)).isEqualTo(TEXT.length);
        assertThat(open(receiver, second)).isEqualTo(DatagramSeal.REPLAYED);
        assertThat(open(receiver, first)).isEqualTo(DatagramSeal.REPLAYED);
    }

    @Test
    void noTwoDatagramsAreAlikeAndNoTwoSendersHaveAKey() {
        assertThat(sealed(sender, TEXT)).isNotEqualTo(sealed(sender, TEXT));
        final DatagramSeal other = new DatagramSeal(secret("the cluster's secret"));
        assertThat(open(receiver, sealed(other, TEXT))).isEqualTo(TEXT.length);
        assertThat(open(receiver, sealed(sender, TEXT))).isEqualTo(TEXT.length);
        assertThat(receiver.senders()).isEqualTo(2);
    }

    @Test
    void whatIsShortOrNotOursIsForeign() {
        assertThat(open(receiver, new byte[0])).isEqualTo(DatagramSeal.FOREIGN);
        assertThat(open(receiver, new byte[DatagramSeal.OVERHEAD - 1]))
                .isEqualTo(DatagramSeal.FOREIGN);
        assertThat(open(receiver, new byte[DatagramSeal.OVERHEAD])).isEqualTo(DatagramSeal.FOREIGN);
    }

    @Test
    void theSenderHeardOfLongestAgoIsForgotten() {
        final byte[] first = sealed(sender, TEXT);
        open(receiver, first);
        for (int i = 0; i < DatagramSeal.SENDER_LIMIT; i++) {
            open(receiver, sealed(new DatagramSeal(secret("the cluster's secret")), TEXT));
        }
        assertThat(receiver.senders()).isEqualTo(DatagramSeal.SENDER_LIMIT);
        assertThat(open(receiver, first)).as("as if new").isEqualTo(TEXT.length);
    }
}
