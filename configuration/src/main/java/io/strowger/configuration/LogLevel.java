// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** The least weighty line that is still logged. */
public enum LogLevel {
    ERROR,
    WARNING,
    INFO,
    DEBUG,
    TRACE
}
