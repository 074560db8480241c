// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.client;

/** Takes what the location server group answers to requests for the lease. */
@FunctionalInterface
public interface LeaseAnswers {
    /**
     * The answer to the request of this number.
     *
     * @param term that the switch holds now, 0 when another switch has the lease
     */
    void onAnswer(long number, long term);
}
