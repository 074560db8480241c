// SPDX-License-Identifier: Apache-2.0
package io.strowger.protection;

import java.util.Locale;

/** What is done with what a source has sent. */
public enum Verdict {
    ADMITTED,
    /** The source is banned. */
    BANNED,
    /** The source is suspect and has sent more than suspects may. */
    SUSPECT,
    /** The source has sent more than each may. */
    OVER_SOURCE_RATE,
    /** All together have sent more than they may. */
    OVER_TOTAL_RATE,
    /** It calls itself what scanners call themselves. */
    SCANNER;

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
        return label;
    }
}
