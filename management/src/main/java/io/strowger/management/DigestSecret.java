// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** HA1 values: H(user ":" realm ":" password), RFC 2617 §3.2.2.2 and RFC 8760 §2. */
final class DigestSecret {
    private DigestSecret() {}

    static byte[] md5(String user, String realm, String password) {
        return hash("MD5", user, realm, password);
    }

    static byte[] sha256(String user, String realm, String password) {
        return hash("SHA-256", user, realm, password);
    }

    private static byte[] hash(String algorithm, String user, String realm, String password) {
        try {
            String a1 = user + ":" + realm + ":" + password;
            return MessageDigest.getInstance(algorithm).digest(a1.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException fault) {
            throw new AssertionError(algorithm + " is in every JDK", fault);
        }
    }
}
