// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

/** What became of one step of {@link ReplicaWriter}. */
public enum ReplicaStep {
    DONE,
    /** Disk or map full: {@link ReplicaWriter#abandon} goes back to the last commit; later it may succeed. */
    STORE_FULL,
    /** The bytes do not hold what they promise, or read back other than they were written. */
    DAMAGED
}
