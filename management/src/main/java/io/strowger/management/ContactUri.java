// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A first look at SIP URIs that operators write; the SIP side parses them in earnest. */
final class ContactUri {
    private static final Pattern FORM =
            Pattern.compile(
                    "(?i:sips?):(?:[^\\s<>@\"]+@)?(?:\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?(?:[;?][^\\s<>\"]*)?");

    private ContactUri() {}

    /** Whether the text is a sip or sips URI within the limit. */
    static boolean isSip(@Nullable String text, int maxBytes) {
        return text != null
                && text.getBytes(StandardCharsets.UTF_8).length <= maxBytes
                && FORM.matcher(text).matches();
    }
}
