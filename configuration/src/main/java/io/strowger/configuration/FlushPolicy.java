// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** When a committed change is forced to disk. */
public enum FlushPolicy {
    /** Before it is acknowledged: survives loss of power. */
    COMMIT,
    /** When the operating system likes to: survives the death of the process only. */
    OS
}
