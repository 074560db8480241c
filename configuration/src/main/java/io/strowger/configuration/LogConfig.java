// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** Options of logging. */
public record LogConfig(
        @Option(value = "One line of text, or one JSON object, per record.", initial = "text")
                LogFormat format,
        @Option(value = "Least weighty lines that are logged.", initial = "info") LogLevel level) {}
