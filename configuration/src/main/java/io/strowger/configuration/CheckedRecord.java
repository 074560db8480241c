// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import org.jspecify.annotations.Nullable;

/** A section with a rule across several of its options. */
interface CheckedRecord {
    /** The rule that the section breaks, or null. */
    @Nullable Violation violation();

    /**
     * A broken rule.
     *
     * @param key the option to name, relative to the section
     * @param problem what is wrong
     * @param expected what would be right
     */
    record Violation(String key, String problem, String expected) {}
}
