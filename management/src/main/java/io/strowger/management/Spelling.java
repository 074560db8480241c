// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

import java.util.Locale;

/** Enum constants as they are written in REST. */
final class Spelling {
    private Spelling() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
