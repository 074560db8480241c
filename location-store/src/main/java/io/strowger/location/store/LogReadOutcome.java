// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

/** What a read of the provisioning log found. */
public enum LogReadOutcome {
    FOUND,
    /** Trimmed already, or not written yet. */
    ABSENT,
    /** The checksum does not match; never to be applied. */
    DAMAGED
}
