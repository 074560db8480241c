// SPDX-License-Identifier: Apache-2.0
package io.strowger.lease;

/**
 * What two switches tell each other over link 213, at a steady beat and as an answer.
 *
 * @param number of the beat, rising
 * @param active whether the sender is the active switch
 * @param term that it holds, 0 for none
 * @param asksPromise the group does not answer the sender, which is active: may it go on?
 * @param promiseFor number of the beat whose question is answered with yes, else 0: the sender
 *     will not be active within the length of a lease
 * @param sight how much of the outside the sender sees and could serve, 0 for nothing
 */
public record SwitchBeat(
        long number, boolean active, long term, boolean asksPromise, long promiseFor, int sight) {}
