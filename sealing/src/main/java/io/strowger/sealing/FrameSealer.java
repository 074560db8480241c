// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Seals the frames of one sender for one purpose. One for each purpose in a process: two with the same purpose, sender
 * and incarnation would use nonces twice. One thread.
 */
public final class FrameSealer {
    /** Bytes by which a sealed frame is longer than its payload. */
    public static final int OVERHEAD = SealedFrame.OVERHEAD;

    /** Of {@link #seal}: the counter has come to its end; a new start of the process has a new one. */
    public static final int EXHAUSTED = -1;

    private final ClusterSecret secret;
    private final String purpose;
    private final long sender;
    private final long incarnation;
    private final long lastCounter;
    private final Cipher cipher;
    private final byte[] nonce = new byte[SealedFrame.NONCE];
    private byte[] payload = new byte[4096];
    private byte[] sealed = new byte[4096 + OVERHEAD];
    private final UnsafeBuffer frame = new UnsafeBuffer(sealed);
    private Key key;
    private long part;
    private long counter;

    /**
     * @param purpose frames sealed for one purpose are not opened for another, 1..100 characters
     * @param sender names this process in the cluster; no other has the same
     * @param incarnation of this start, from {@link Incarnation}
     */
    public FrameSealer(
            final ClusterSecret secret,
            final String purpose,
            final long sender,
            final long incarnation) {
        this(secret, purpose, sender, incarnation, 0, Long.MAX_VALUE - 1);
    }

    FrameSealer(
            final ClusterSecret secret,
            final String purpose,
            final long sender,
            final long incarnation,
            final long firstCounter,
            final long lastCounter) {
        this.secret = secret;
        this.purpose = purpose;
        this.sender = sender;
        this.incarnation = incarnation;
        this.lastCounter = lastCounter;
        counter = firstCounter;
        part = SealedFrame.partOf(counter);
        key = secret.key(purpose, sender, incarnation, part);
        cipher = AesGcm.newCipher();
    }

    /**
     * Seals a payload; the frame is in {@link #frame()} until the next call.
     *
     * @param nowSeconds epoch seconds by the wall clock, told to those who hear this sender for the first time
     * @return the frame's length, or {@link #EXHAUSTED}
     */
    public int seal(
            final DirectBuffer buffer, final int offset, final int length, final long nowSeconds) {
        if (counter > lastCounter) {
            return EXHAUSTED;
        }
        if (SealedFrame.partOf(counter) != part) {
            part = SealedFrame.partOf(counter);
            key = secret.key(purpose, sender, incarnation, part);
        }
        makeRoom(length);
        buffer.getBytes(offset, payload, 0, length);
        writeHeader(nowSeconds);
        SealedFrame.writeNonce(counter, nonce);
        counter++;
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(SealedFrame.TAG * 8, nonce));
            cipher.updateAAD(sealed, 0, SealedFrame.HEADER);
            return SealedFrame.HEADER
                    + cipher.doFinal(payload, 0, length, sealed, SealedFrame.HEADER);
        } catch (final GeneralSecurityException fault) {
            throw new IllegalStateException("a frame cannot be sealed", fault);
        }
    }

    private void makeRoom(final int length) {
        if (payload.length < length) {
            payload = new byte[Integer.highestOneBit(length) * 2];
            sealed = new byte[payload.length + OVERHEAD];
            frame.wrap(sealed);
        }
    }

    private void writeHeader(final long nowSeconds) {
        frame.setMemory(0, SealedFrame.HEADER, (byte) 0);
        frame.putByte(SealedFrame.VERSION_AT, (byte) SealedFrame.VERSION);
        frame.putInt(SealedFrame.KEY_ID_AT, secret.keyId(), SealedFrame.ORDER);
        frame.putLong(SealedFrame.SENDER_AT, sender, SealedFrame.ORDER);
        frame.putLong(SealedFrame.INCARNATION_AT, incarnation, SealedFrame.ORDER);
        frame.putLong(SealedFrame.COUNTER_AT, counter, SealedFrame.ORDER);
        frame.putLong(SealedFrame.SENT_AT, nowSeconds, SealedFrame.ORDER);
    }

    /** The frame sealed last, from offset 0 on. */
    public DirectBuffer frame() {
        return frame;
    }
}
