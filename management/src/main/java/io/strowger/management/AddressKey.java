// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import io.strowger.location.AddressOfRecord;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Addresses-of-record as keys. */
final class AddressKey {
    private AddressKey() {}

    /** The canonical form, or null when the text is no address or holds control characters. */
    static byte @Nullable [] parse(String text) {
        return text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)
                ? null
                : AddressOfRecord.parse(text);
    }

    /** The canonical form of an address with a user part, or null. */
    static byte @Nullable [] parseUser(String text) {
        byte[] key = parse(text);
        return key != null && text(key).lastIndexOf('@') > 0 ? key : null;
    }

    static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
