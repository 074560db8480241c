// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/**
 * Where a value was written.
 *
 * @param source the file's name, or the text of a {@code --set}, or "default"
 * @param line line in the file, from 1; 0 when the source has no lines
 */
public record Origin(String source, int line) {
    /** Where the values that nobody set come from. */
    public static final Origin BUILT_IN = new Origin("default", 0);

    @Override
    public String toString() {
        return line > 0 ? source + ":" + line : source;
    }
}
