// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import org.agrona.DirectBuffer;

/** Port: submits a changed binding set to the location server, without waiting. */
@FunctionalInterface
public interface BindingUpdates {
    /**
     * Submits the new set of an address-of-record; copies its arguments.
     *
     * @param expectedLevel level of the record that the change was made from, 0 = there was none
     * @param valueLength 0 removes the record
     * @return correlation id of the outcome to come, or 0 when it cannot be taken now
     */
    long submit(
            DirectBuffer aor,
            int aorOffset,
            int aorLength,
            long expectedLevel,
            DirectBuffer value,
            int valueOffset,
            int valueLength);
}
