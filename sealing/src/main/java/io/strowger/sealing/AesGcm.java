// SPDX-License-Identifier: Apache-2.0
package io.strowger.sealing;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/** The one cipher of this module. */
final class AesGcm {
    private AesGcm() {}

    static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (final GeneralSecurityException fault) {
            throw new IllegalStateException("this Java runtime has no AES-GCM", fault);
        }
    }
}
