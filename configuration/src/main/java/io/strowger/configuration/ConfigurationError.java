// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/**
 * One thing that is wrong in the configuration.
 *
 * @param origin where it is written
 * @param key the option, with dots, or an empty text when the file as a whole is meant
 * @param problem what is wrong there
 * @param expected what would be right, or an empty text when the problem says it
 */
public record ConfigurationError(Origin origin, String key, String problem, String expected) {
    /**
     * File, line, key, problem and expectation in one line. The file's own words may hold line ends
     * or terminal sequences; a terminal sees question marks instead.
     */
    public String line() {
        StringBuilder line = new StringBuilder(128).append(origin).append(": ");
        if (!key.isEmpty()) {
            line.append(key).append(": ");
        }
        line.append(problem);
        if (!expected.isEmpty()) {
            line.append("; expected ").append(expected);
        }
        return line.chars()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
