// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.server;

import org.jspecify.annotations.Nullable;

/**
 * What a location server is doing, for health checks and the console.
 *
 * @param phase what it does now
 * @param fault one line about what is wrong and what to do, null when nothing is
 * @param leader whether this member leads its cluster
 * @param term of the present leader, -1 before there was one
 * @param logPosition bytes of log up to the last entry applied
 * @param snapshotPosition log position of the newest snapshot of this run, -1 when there is none
 * @param relaunches how often the cluster member had to be started again
 */
public record LocationServerStatus(
        Phase phase,
        @Nullable String fault,
        boolean leader,
        long term,
        long logPosition,
        long snapshotPosition,
        long relaunches) {

    /** What a location server does. */
    public enum Phase {
        /** Recovering, electing, or creating the database. */
        STARTING,
        /** Committing changes, or in step with the member that does. */
        SERVING,
        /** No member leads: one is being elected, or too few members are up. */
        ELECTING,
        /** Changes are refused until there is more disk space. */
        DISK_FULL,
        /** The cluster member failed and is being started again. */
        RECOVERING,
        /** Log and database do not belong together: an operator has to decide. */
        REFUSED,
        STOPPED
    }
}
