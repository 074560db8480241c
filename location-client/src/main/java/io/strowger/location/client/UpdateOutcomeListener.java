// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

/** Receives outcomes in {@link LocationUpdates#poll}, on the thread that polls. */
@FunctionalInterface
public interface UpdateOutcomeListener {
    /**
     * Called once for each submitted change.
     *
     * @param correlationId as {@link LocationUpdates#submit} returned it
     * @param outcome what became of the change
     * @param level the database level the outcome belongs to, 0 when unknown
     */
    void onOutcome(long correlationId, UpdateOutcome outcome, long level);
}
