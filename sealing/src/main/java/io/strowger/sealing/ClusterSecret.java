// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What all processes of a cluster know and nobody else. It is never used as a key: keys for each purpose, sender and
 * start of the sender come out of it by HKDF-SHA256. Immutable; any thread.
 */
public final class ClusterSecret {
    /** Fewer bytes than this are refused: a secret is drawn, not thought up. */
    public static final int SHORTEST = 16;

    private static final int KEY_BYTES = 32;
    private static final int KEY_ID_BYTES = 4;
    private static final byte[] SALT =
            "strowger cluster secret 1".getBytes(StandardCharsets.US_ASCII);

    private final SecretKey material;
    private final int keyId;

    private ClusterSecret(final byte[] bytes) {
        material = new SecretKeySpec(bytes, "Generic");
        keyId = ByteBuffer.wrap(derive("key id", new byte[0], KEY_ID_BYTES)).getInt();
    }

    /** The secret in a text, white space around it taken off; null when fewer than 16 bytes are left. */
    public static @Nullable ClusterSecret of(final String text) {
        final byte[] bytes = text.strip().getBytes(StandardCharsets.UTF_8);
        return bytes.length < SHORTEST ? null : new ClusterSecret(bytes);
    }

    /** Names the secret in frames and log lines, and does not give it away. */
    public int keyId() {
        return keyId;
    }

    /** The key id as it is shown to operators. */
    public String keyIdText() {
        return String.format("%08x", keyId);
    }

    /** The key of a sender, for one purpose, from one of its starts on, for a part of its frames. */
    SecretKey key(
            final String purpose, final long sender, final long incarnation, final long part) {
        final byte[] context =
                ByteBuffer.allocate(3 * Long.BYTES)
                        .putLong(sender)
                        .putLong(incarnation)
                        .putLong(part)
                        .array();
        return new SecretKeySpec(derive(purpose, context, KEY_BYTES), "AES");
    }

    private byte[] derive(final String label, final byte[] context, final int length) {
        final byte[] name = label.getBytes(StandardCharsets.UTF_8);
        // The length comes first, so that no label and context together read like another pair.
        final byte[] info =
                ByteBuffer.allocate(1 + name.length + context.length)
                        .put((byte) name.length)
                        .put(name)
                        .put(context)
                        .array();
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(material)
                                    .addSalt(SALT)
                                    .thenExpand(info, length));
        } catch (final GeneralSecurityException fault) {
            throw new IllegalStateException("this Java runtime has no HKDF-SHA256", fault);
        }
    }

    @Override
    public String toString() {
        return "cluster secret " + keyIdText();
    }
}
