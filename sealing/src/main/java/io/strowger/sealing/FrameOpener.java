// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Opens the frames of all senders for one purpose, whatever network they came over. What is not right leaves no trace
 * but its outcome: nothing a stranger sends is remembered. One thread.
 */
public final class FrameOpener {
    /** Senders that are kept. */
    public static final int MAX_SENDERS = 4096;

    /** Secrets that are accepted at a time. */
    public static final int MAX_SECRETS = 4;

    /** How far the clocks of two hosts may differ when they hear of each other for the first time. */
    public static final long FRESH_SECONDS = 60;

    private final List<ClusterSecret> secrets;
    private final String purpose;
    private final int maxSenders;
    private final Long2ObjectHashMap<KnownSender> senders = new Long2ObjectHashMap<>();
    private final Cipher cipher = AesGcm.newCipher();
    private final byte[] nonce = new byte[SealedFrame.NONCE];
    private final UnsafeBuffer payload = new UnsafeBuffer(0, 0);
    private byte[] sealed = new byte[4096];
    private byte[] opened = new byte[4096];
    private long sender;
    private int keyId;

    /**
     * @param secrets all that are accepted, 1..4: the one that frames are sealed with, and those before and after it while
     *     it is being changed
     */
    public FrameOpener(final List<ClusterSecret> secrets, final String purpose) {
        this(secrets, purpose, MAX_SENDERS);
    }

    FrameOpener(final List<ClusterSecret> secrets, final String purpose, final int maxSenders) {
        if (secrets.isEmpty() || secrets.size() > MAX_SECRETS) {
            throw new IllegalArgumentException("1.." + MAX_SECRETS + " secrets: " + secrets.size());
        }
        this.secrets = List.copyOf(secrets);
        this.purpose = purpose;
        this.maxSenders = maxSenders;
    }

    /**
     * Opens a frame; when it says OPENED, {@link #payload()} and {@link #sender()} are those of the frame until the next
     * call.
     *
     * @param nowSeconds epoch seconds by the wall clock; asked for only when a sender is heard for the first time
     */
    public OpenOutcome open(
            final DirectBuffer buffer, final int offset, final int length, final long nowSeconds) {
        sender = 0;
        keyId = 0;
        if (length < SealedFrame.OVERHEAD
                || buffer.getByte(offset + SealedFrame.VERSION_AT) != SealedFrame.VERSION) {
            return OpenOutcome.MALFORMED;
        }
        keyId = buffer.getInt(offset + SealedFrame.KEY_ID_AT, SealedFrame.ORDER);
        sender = buffer.getLong(offset + SealedFrame.SENDER_AT, SealedFrame.ORDER);
        final long counter = buffer.getLong(offset + SealedFrame.COUNTER_AT, SealedFrame.ORDER);
        final long incarnation =
                buffer.getLong(offset + SealedFrame.INCARNATION_AT, SealedFrame.ORDER);
        final ClusterSecret secret = secret();
        if (secret == null) {
            return OpenOutcome.OTHER_SECRET;
        }
        if (counter < 0) {
            return OpenOutcome.MALFORMED;
        }
        final KnownSender known = senders.get(sender);
        if (known != null && known.incarnation() == incarnation && known.secret() == secret) {
            final OpenOutcome place = known.window().check(counter);
            return place == OpenOutcome.OPENED
                    ? decrypt(known, counter, buffer, offset, length)
                    : place;
        }
        final OpenOutcome start = checkStart(known, incarnation, buffer, offset, nowSeconds);
        return start == OpenOutcome.OPENED
                ? openFirst(
                        new KnownSender(secret, purpose, sender, incarnation),
                        counter,
                        buffer,
                        offset,
                        length)
                : start;
    }

    private @Nullable ClusterSecret secret() {
        for (final ClusterSecret secret : secrets) {
            if (secret.keyId() == keyId) {
                return secret;
            }
        }
        return null;
    }

    private OpenOutcome checkStart(
            final @Nullable KnownSender known,
            final long incarnation,
            final DirectBuffer buffer,
            final int offset,
            final long nowSeconds) {
        if (known != null && incarnation < known.incarnation()) {
            return OpenOutcome.OLDER_INCARNATION;
        }
        if (known == null && senders.size() >= maxSenders) {
            return OpenOutcome.TOO_MANY_SENDERS;
        }
        final long sentAt = buffer.getLong(offset + SealedFrame.SENT_AT, SealedFrame.ORDER);
        final boolean isFresh =
                sentAt >= nowSeconds - FRESH_SECONDS && sentAt <= nowSeconds + FRESH_SECONDS;
        return isFresh ? OpenOutcome.OPENED : OpenOutcome.STALE;
    }

    private OpenOutcome openFirst(
            final KnownSender starting,
            final long counter,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        final OpenOutcome outcome = decrypt(starting, counter, buffer, offset, length);
        if (outcome == OpenOutcome.OPENED) {
            senders.put(sender, starting);
        }
        return outcome;
    }

    private OpenOutcome decrypt(
            final KnownSender from,
            final long counter,
            final DirectBuffer buffer,
            final int offset,
            final int length) {
        makeRoom(length);
        buffer.getBytes(offset, sealed, 0, length);
        SealedFrame.writeNonce(counter, nonce);
        final Key key = from.key(counter);
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(SealedFrame.TAG * 8, nonce));
            cipher.updateAAD(sealed, 0, SealedFrame.HEADER);
            final int count =
                    cipher.doFinal(
                            sealed, SealedFrame.HEADER, length - SealedFrame.HEADER, opened, 0);
            from.opened(counter, key);
            payload.wrap(opened, 0, count);
            return OpenOutcome.OPENED;
        } catch (final AEADBadTagException _) {
            return OpenOutcome.FORGED;
        } catch (final GeneralSecurityException fault) {
            throw new IllegalStateException("a frame cannot be opened", fault);
        }
    }

    private void makeRoom(final int length) {
        if (sealed.length < length) {
            sealed = new byte[Integer.highestOneBit(length) * 2];
            opened = new byte[sealed.length];
        }
    }

    /** The payload of the frame opened last, from 0 to its capacity. */
    public DirectBuffer payload() {
        return payload;
    }

    /** Who the last frame says that it is from; certain only when it was opened. */
    public long sender() {
        return sender;
    }

    /** Names the secret that the last frame says it was sealed with. */
    public int keyId() {
        return keyId;
    }
}
