// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** How a log line is written. */
public enum LogFormat {
    TEXT,
    JSON
}
