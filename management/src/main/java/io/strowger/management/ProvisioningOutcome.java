// SPDX-License-Identifier: Apache-2.0
package io.strowger.management;

/** What became of a change. */
public sealed interface ProvisioningOutcome {
    /**
     * It is in the database and will stay there.
     *
     * @param level the database level that it made
     */
    record Committed(long level) implements ProvisioningOutcome {}

    /**
     * The record is not at the level that was expected.
     *
     * @param level the level that it has, 0 when there is no such record
     */
    record Conflict(long level) implements ProvisioningOutcome {}

    /**
     * The location server does not accept it, whenever it is tried.
     *
     * @param reason for the operator
     */
    record Refused(String reason) implements ProvisioningOutcome {}

    /**
     * It is not known whether it was committed; trying again is harmless.
     *
     * @param reason for the operator
     */
    record Unavailable(String reason) implements ProvisioningOutcome {}
}
