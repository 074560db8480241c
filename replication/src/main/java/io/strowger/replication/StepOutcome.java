// SPDX-License-Identifier: Apache-2.0
package io.strowger.replication;

/** What became of one step at a {@link ReplicaStore}. */
public enum StepOutcome {
    DONE,
    /** Disk or map full. The store is to be brought back by {@link ReplicaStore#abandon()}; later it may succeed. */
    STORE_FULL,
    /** What was written reads back damaged, or the bytes do not hold what they promise. Not to be applied. */
    DAMAGED
}
