// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import org.jspecify.annotations.Nullable;

/**
 * What came of reading a scalar.
 *
 * @param value the value, or null when the text is not of the form
 * @param problem what to say instead of "'text' is not ...", or null
 */
record Reading<T>(@Nullable T value, @Nullable String problem) {
    static <T> Reading<T> of(T value) {
        return new Reading<>(value, null);
    }

    static <T> Reading<T> ofNullable(@Nullable T value) {
        return new Reading<>(value, null);
    }

    static <T> Reading<T> wrong() {
        return new Reading<>(null, null);
    }

    static <T> Reading<T> wrong(String problem) {
        return new Reading<>(null, problem);
    }
}
