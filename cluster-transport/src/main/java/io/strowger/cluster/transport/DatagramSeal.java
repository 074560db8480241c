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
 *  0 version      4
 *  4 sender      12   random, new with every start of a driver
 * 16 counter      8   from 1, never repeated by this sender; the nonce
 * 24 sealed bytes, then a tag of 16 bytes
 * </pre>
 *
 * Each sender has a key of its own, derived from the cluster's secret and the sender's number: so a counter is nonce
 * enough, and no two processes have to agree on anything. One thread.
 */
final class DatagramSeal {
    /** Bytes that sealing adds. */
    static final int OVERHEAD = 40;

    /** Senders remembered; beyond it the one heard of longest ago is forgotten. */
    static final int SENDER_LIMIT = 4096;

    /** What {@link #open} says of a datagram that was not made with our secret, or was changed on its way. */
    static final int FOREIGN = -1;

    /** What it says of one that has been seen before. */
    static final int REPLAYED = -2;

    static final int VERSION = 0x31_47_57_53;
    static final int LONGEST = 65_507;
    private static final int SENDER = 4;
    private static final int SENDER_LENGTH = 12;
    private static final int COUNTER = 16;
    private static final int HEADER = 24;
    private static final int TAG = 16;
    private static final String PURPOSE = "datagram";

    private final ClusterSecret secret;
    private final byte[] sender = new byte[SENDER_LENGTH];
    private final SecretKey ownKey;
    private final Cipher cipher;
    private final Long2ObjectHashMap<Sender> senders = new Long2ObjectHashMap<>();
    private final byte[] in = new byte[LONGEST];
    private final byte[] out = new byte[LONGEST];
    private final UnsafeBuffer header = new UnsafeBuffer(out, 0, HEADER);
    private final ByteBuffer sealed = ByteBuffer.allocateDirect(LONGEST);
    private long counter;
    private long opened;

    /** Another process that has been heard, by one life of its driver. */
    private static final class Sender {
        private final long low;
        private final SecretKey key;
        private final ReplayWindow window = new ReplayWindow();
        private long lastOpened;

        private Sender(final long low, final SecretKey key) {
            this.low = low;
            this.key = key;
        }
    }

    DatagramSeal(final ClusterSecret secret) {
        this.secret = secret;
        new SecureRandom().nextBytes(sender);
        ownKey = secret.key(PURPOSE, sender);
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (final GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no AES-GCM", missing);
        }
    }

    /** Seals what remains in the buffer; the result is valid until the next call, the buffer is not touched. */
    ByteBuffer seal(final ByteBuffer plain) {
        final int length = plain.remaining();
        plain.get(plain.position(), in, 0, length);
        header.putInt(0, VERSION, LITTLE_ENDIAN);
        header.putBytes(SENDER, sender);
        header.putLong(COUNTER, ++counter, LITTLE_ENDIAN);
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
     * Opens a datagram in place.
     *
     * @return length of what was sealed, now at the beginning of the buffer; {@link #FOREIGN} or {@link #REPLAYED}
     */
    int open(final MutableDirectBuffer buffer, final int length) {
        if (length < OVERHEAD || buffer.getInt(0, LITTLE_ENDIAN) != VERSION) {
            return FOREIGN;
        }
        final long high = buffer.getLong(SENDER, LITTLE_ENDIAN);
        final long low = buffer.getInt(SENDER + Long.BYTES, LITTLE_ENDIAN);
        final Sender known = senders.get(high);
        final Sender from = known != null && known.low == low ? known : newSender(buffer, low);
        final long number = buffer.getLong(COUNTER, LITTLE_ENDIAN);
        final int plain = open(buffer, length, from.key, number);
        if (plain < 0) {
            return FOREIGN;
        }
        if (from != known) {
            remember(high, from);
        }
        from.lastOpened = ++opened;
        return from.window.take(number) ? plain : REPLAYED;
    }

    private int open(
            final MutableDirectBuffer buffer,
            final int length,
            final SecretKey key,
            final long number) {
        buffer.getBytes(0, in, 0, length);
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce(number));
            cipher.updateAAD(in, 0, HEADER);
            final int plain = cipher.doFinal(in, HEADER, length - HEADER, out, 0);
            buffer.putBytes(0, out, 0, plain);
            return plain;
        } catch (final AEADBadTagException forged) {
            return FOREIGN;
        } catch (final GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM does not open", impossible);
        }
    }

    private Sender newSender(final MutableDirectBuffer buffer, final long low) {
        final byte[] number = new byte[SENDER_LENGTH];
        buffer.getBytes(SENDER, number);
        return new Sender(low, secret.key(PURPOSE, number));
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

    private static GCMParameterSpec nonce(final long number) {
        final byte[] nonce = new byte[12];
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[4 + i] = (byte) (number >>> (8 * i));
        }
        return new GCMParameterSpec(8 * TAG, nonce);
    }

    /** Senders heard and remembered. */
    int senders() {
        return senders.size();
    }
}
