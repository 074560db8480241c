// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

/** Counts outcomes as they are delivered. */
@FunctionalInterface
interface OutcomeTally {
    void count(UpdateOutcome outcome);
}
