// SPDX-License-Identifier: Apache-2.0
package io.strowger.node;

import io.strowger.location.LocationReader;
import io.strowger.sip.message.KeyedHash;
import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;

/** The cluster's keys, records of the location database made with it (docs/decisions/0007). */
public final class NodeSecrets {
    private static final String BRANCH_KEY = "branch-key";
    private static final String NONCE_KEY = "nonce-key";
    private static final int BRANCH_KEY_LENGTH = 16;
    private static final int LEAST_NONCE_KEY_LENGTH = 16;

    private final KeyedHash branchKey;
    private final byte[] nonceKey;

    private NodeSecrets(final KeyedHash branchKey, final byte[] nonceKey) {
        this.branchKey = branchKey;
        this.nonceKey = nonceKey;
    }

    /**
     * Reads the keys; releases the reader.
     *
     * @throws IllegalStateException when the database has none
     */
    public static NodeSecrets read(final LocationReader reader) {
        final UnsafeBuffer value = new UnsafeBuffer(0, 0);
        try {
            if (!reader.secret(BRANCH_KEY, value) || value.capacity() < BRANCH_KEY_LENGTH) {
                throw new IllegalStateException("the location database has no " + BRANCH_KEY);
            }
            final KeyedHash branchKey =
                    new KeyedHash(
                            value.getLong(0, ByteOrder.LITTLE_ENDIAN),
                            value.getLong(Long.BYTES, ByteOrder.LITTLE_ENDIAN));
            if (!reader.secret(NONCE_KEY, value) || value.capacity() < LEAST_NONCE_KEY_LENGTH) {
                throw new IllegalStateException("the location database has no " + NONCE_KEY);
            }
            final byte[] nonceKey = new byte[value.capacity()];
            value.getBytes(0, nonceKey);
            return new NodeSecrets(branchKey, nonceKey);
        } finally {
            reader.release();
        }
    }

    /** A hash of its own under the branch key. */
    KeyedHash branchKey() {
        return branchKey.copy();
    }

    byte[] nonceKey() {
        return nonceKey.clone();
    }
}
