// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

/** Where a submission queue's outcomes go; called on the location thread. */
interface OutcomeReceiver {
    void onOutcome(long correlationId, UpdateOutcome outcome, long level);

    /** After some outcomes: the submitter should look. */
    void onDelivered();
}
