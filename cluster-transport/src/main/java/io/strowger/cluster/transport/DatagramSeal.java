// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Seals datagrams with AES-256-GCM and opens those of others.
 *
 * <pre>
 *  0 version      2
 *  2 key id       2   names the secret
 *  4 time         4   epoch seconds, unsigned; looked at in the first datagram of a sender only
 *  8 sender      10   random, new with every start of a driver
 * 18 counter      6   from 1, never repeated by this sender; the nonce
 * 24 sealed bytes, then a tag of 16 bytes
 * </pre>
 *
 * Each sender has a key of its own, derived from the cluster's secret and the sender's number: so a counter is nonce
 * enough, and no two processes have to agree on anything. What a stranger sends leaves no trace. One thread; time is
 * passed in.
 */
final class DatagramSeal {
    /** Bytes that sealing adds. */
    static final int OVERHEAD = 40;

    /** Senders remembered; beyond it the one heard of longest ago is forgotten. */
    static final int SENDER_LIMIT = 4096;

    /** How far the clocks of two hosts may differ when one hears the other for the first time. */
    static final long FRESH_SECONDS = 60;

    /** A sender's last counter: at 100,000 datagrams a second it takes 89 years to get there. */
    static final long LAST_COUNTER = (1L << 48) - 1;

    static final int HEADER = 24;
    static final int KEY_ID = 2;
    static final int SENDER = 8;
    static final int LONGEST = 65_507;
    private static final short VERSION = 0x32_53;
    private static final int TIME = 4;
    private static final int SENDER_LENGTH = 10;
    private static final int COUNTER_SHIFT = 16;
    private static final int TAG = 16;
    private static final String PURPOSE = "datagram";

    private final ClusterSecrets secrets;
    private final byte[] sender = new byte[SENDER_LENGTH];
    private final SecretKey ownKey;
    private final Cipher cipher;
    private final Long2ObjectHashMap<Sender> senders = new Long2ObjectHashMap<>();
    private final byte[] in = new byte[LONGEST];
    private final byte[] out = new byte[LONGEST];
    private final UnsafeBuffer header = new UnsafeBuffer(out, 0, HEADER);
    private final ByteBuffer sealed = ByteBuffer.allocateDirect(LONGEST);
    private final byte[] nonce = new byte[12];
    private long counter;
    private long opened;
    private int openedLength;

    /** Another process that has been heard, by one life of its driver. */
    private static final class Sender {
        private final short low;
        private final SecretKey key;
        private final ReplayWindow window = new ReplayWindow();
        private long lastOpened;

        private Sender(final short low, final SecretKey key) {
            this.low = low;
            this.key = key;
        }
    }

    DatagramSeal(final ClusterSecrets secrets) {
        this(secrets, 0);
    }

    /** Continues after a counter. */
    DatagramSeal(final ClusterSecrets secrets, final long counter) {
        this.secrets = secrets;
        this.counter = counter;
        new SecureRandom().nextBytes(sender);
        ownKey = secrets.first().key(PURPOSE, sender);
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (final GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no AES-GCM", missing);
        }
    }

    /**
     * Seals what remains in the buffer; the result is valid until the next call, the buffer is not touched.
     *
     * @param nowSeconds epoch seconds, told to those who hear this sender for the first time
     */
    ByteBuffer seal(final ByteBuffer plain, final long nowSeconds) {
        if (counter >= LAST_COUNTER) {
            throw new IllegalStateException("the counter of sealed datagrams is at its end");
        }
        final int length = plain.remaining();
        plain.get(plain.position(), in, 0, length);
        counter++;
        header.putLong(
                SENDER + SENDER_LENGTH - Short.BYTES, counter << COUNTER_SHIFT, LITTLE_ENDIAN);
        header.putBytes(SENDER, sender);
        header.putShort(0, VERSION, LITTLE_ENDIAN);
        header.putShort(KEY_ID, (short) secrets.first().keyId(), LITTLE_ENDIAN);
        header.putInt(TIME, (int) nowSeconds, LITTLE_ENDIAN);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, ownKey, nonce(counter));
            cipher.updateAAD(out, 0, HEADER);
            final int written = cipher.doFinal(in, 0, length, out, HEADER);
            return sealed.clear().put(0, out, 0, HEADER + written).limit(HEADER + written);
        } catch (final GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM does not seal", impossible);
        }
    }

    /**
     * Opens a datagram in place: when it says OPENED, what was sealed is at the beginning of the buffer, and
     * {@link #openedLength} bytes long.
     *
     * @param nowSeconds epoch seconds; looked at only when a sender is heard for the first time
     */
    OpenOutcome open(final MutableDirectBuffer buffer, final int length, final long nowSeconds) {
        if (length < OVERHEAD || buffer.getShort(0, LITTLE_ENDIAN) != VERSION) {
            return OpenOutcome.MALFORMED;
        }
        final long high = buffer.getLong(SENDER, LITTLE_ENDIAN);
        final long lowAndCounter = buffer.getLong(SENDER + Long.BYTES, LITTLE_ENDIAN);
        final long number = lowAndCounter >>> COUNTER_SHIFT;
        final Sender known = senders.get(high);
        if (known == null || known.low != (short) lowAndCounter) {
            return openFirst(buffer, length, nowSeconds);
        }
        final OpenOutcome place = known.window.check(number);
        return place == OpenOutcome.OPENED ? decrypt(buffer, length, known, number) : place;
    }

    private OpenOutcome openFirst(
            final MutableDirectBuffer buffer, final int length, final long nowSeconds) {
        final int keyId = keyId(buffer);
        OpenOutcome outcome = OpenOutcome.OTHER_SECRET;
        for (final ClusterSecret secret : secrets.all()) {
            if (secret.keyId() == keyId && outcome != OpenOutcome.OPENED) {
                outcome =
                        isFresh(buffer, nowSeconds)
                                ? openFirst(buffer, length, secret)
                                : OpenOutcome.STALE;
            }
        }
        return outcome;
    }

    private static boolean isFresh(final MutableDirectBuffer buffer, final long nowSeconds) {
        final long sentAt = buffer.getInt(TIME, LITTLE_ENDIAN) & 0xFFFF_FFFFL;
        return Math.abs(sentAt - nowSeconds) <= FRESH_SECONDS;
    }

    private OpenOutcome openFirst(
            final MutableDirectBuffer buffer, final int length, final ClusterSecret secret) {
        final long high = buffer.getLong(SENDER, LITTLE_ENDIAN);
        final long lowAndCounter = buffer.getLong(SENDER + Long.BYTES, LITTLE_ENDIAN);
        final byte[] number = new byte[SENDER_LENGTH];
        buffer.getBytes(SENDER, number);
        final Sender starting = new Sender((short) lowAndCounter, secret.key(PURPOSE, number));
        final OpenOutcome outcome =
                decrypt(buffer, length, starting, lowAndCounter >>> COUNTER_SHIFT);
        if (outcome == OpenOutcome.OPENED) {
            remember(high, starting);
        }
        return outcome;
    }

    private OpenOutcome decrypt(
            final MutableDirectBuffer buffer,
            final int length,
            final Sender from,
            final long number) {
        buffer.getBytes(0, in, 0, length);
        try {
            cipher.init(Cipher.DECRYPT_MODE, from.key, nonce(number));
            cipher.updateAAD(in, 0, HEADER);
            openedLength = cipher.doFinal(in, HEADER, length - HEADER, out, 0);
            buffer.putBytes(0, out, 0, openedLength);
            from.window.mark(number);
            from.lastOpened = ++opened;
            return OpenOutcome.OPENED;
        } catch (final AEADBadTagException forged) {
            return OpenOutcome.FORGED;
        } catch (final GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM does not open", impossible);
        }
    }

    private void remember(final long high, final Sender sender) {
        if (senders.size() >= SENDER_LIMIT) {
            @Nullable Sender oldest = null;
            for (final Sender each : senders.values()) {
                oldest = oldest == null || each.lastOpened < oldest.lastOpened ? each : oldest;
            }
            senders.values().remove(oldest);
        }
        senders.put(high, sender);
    }

    private GCMParameterSpec nonce(final long number) {
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[4 + i] = (byte) (number >>> (8 * i));
        }
        return new GCMParameterSpec(8 * TAG, nonce);
    }

    /** Length of what was in the datagram opened last. */
    int openedLength() {
        return openedLength;
    }

    /** Names the secret that a datagram says it was sealed with. */
    static int keyId(final MutableDirectBuffer datagram) {
        return datagram.getShort(KEY_ID, LITTLE_ENDIAN) & 0xFFFF;
    }

    /** Senders heard and remembered. */
    int senders() {
        return senders.size();
    }
}
