// SPDX-License-Identifier: Apache-2.0
package io.strowger.cluster.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that all processes of a cluster share. It is never used itself: each purpose has a key derived from it by
 * HKDF with SHA-256 (RFC 5869). Immutable.
 */
public final class ClusterSecret {
    /** A shorter secret could be guessed. */
    public static final int LEAST_BYTES = 16;

    private static final int MOST_BYTES = 4096;
    private static final int KEY_BYTES = 32;
    private static final int HASH_KEY_BYTES = 16;
    private static final byte[] SALT = "strowger cluster 1".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final int keyId;

    private ClusterSecret(final byte[] bytes) {
        this.bytes = bytes;
        keyId = ByteBuffer.wrap(derive("key id", new byte[0], Short.BYTES)).getShort() & 0xFFFF;
    }

    /** Names the secret in datagrams and log lines without giving it away, 0..65535; two secrets may share a name. */
    int keyId() {
        return keyId;
    }

    /**
     * Takes a secret.
     *
     * @param bytes 16 to 4096; copied
     */
    public static ClusterSecret of(final byte[] bytes) {
        if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a cluster secret has 16 to 4096 bytes, not " + bytes.length);
        }
        return new ClusterSecret(bytes.clone());
    }

    /**
     * Reads a file; white space at its end is no part of the secret, so that an editor may add a line end.
     *
     * @throws IOException when it cannot be read, or holds less than 16 or more than 4096 bytes
     */
    public static ClusterSecret read(final Path file) throws IOException {
        final byte[] content = Files.readAllBytes(file);
        int length = content.length;
        while (length > 0 && content[length - 1] >= 0 && content[length - 1] <= ' ') {
            length--;
        }
        if (length < LEAST_BYTES || length > MOST_BYTES) {
            throw new IOException(
                    file
                            + " holds "
                            + length
                            + " bytes: a cluster secret has 16 to 4096, such as 'openssl rand -hex 32' gives");
        }
        return new ClusterSecret(Arrays.copyOf(content, length));
    }

    /** The AES-256 key of a purpose. */
    SecretKey key(final String purpose, final byte[] context) {
        return new SecretKeySpec(derive(purpose, context, KEY_BYTES), "AES");
    }

    /** A key of 16 bytes for hashes that all processes of the cluster have to make alike. */
    public byte[] hashKey(final String purpose) {
        return derive(purpose, new byte[0], HASH_KEY_BYTES);
    }

    private byte[] derive(final String purpose, final byte[] context, final int length) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(bytes)
                                    .addSalt(SALT)
                                    .thenExpand(info(purpose, context), length));
        } catch (final GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no HKDF-SHA256", missing);
        }
    }

    private static byte[] info(final String purpose, final byte[] context) {
        final byte[] name = purpose.getBytes(StandardCharsets.US_ASCII);
        final byte[] info = Arrays.copyOf(name, name.length + 1 + context.length);
        System.arraycopy(context, 0, info, name.length + 1, context.length);
        return info;
    }

    @Override
    public String toString() {
        return "cluster secret " + ClusterSecrets.text(keyId);
    }
}
