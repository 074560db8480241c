// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

import io.strowger.location.UserView;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Digest algorithms in the order in which they are offered, the strongest first (RFC 8760 §2.3). */
enum DigestAlgorithm {
    SHA_256("SHA-256", UserView.SHA256_LENGTH),
    MD5("MD5", UserView.MD5_LENGTH);

    private final String text;
    private final int length;
    private final byte[] bytes;
    private final byte[] lowerCase;

    DigestAlgorithm(final String text, final int length) {
        this.text = text;
        this.length = length;
        bytes = text.getBytes(StandardCharsets.US_ASCII);
        lowerCase = text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }

    /** Name on the wire and for {@link java.security.MessageDigest}. */
    String text() {
        return text;
    }

    byte[] bytes() {
        return bytes;
    }

    byte[] lowerCase() {
        return lowerCase;
    }

    /** Bytes of a digest. */
    int length() {
        return length;
    }

    boolean isIn(final UserView user) {
        return this == MD5 ? user.hasMd5() : user.hasSha256();
    }

    /** Copies the user's HA1 to the first bytes of the array. */
    void copy(final UserView user, final byte[] into) {
        if (this == MD5) {
            user.copyMd5(into);
        } else {
            user.copySha256(into);
        }
    }
}
