// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import org.agrona.DirectBuffer;

/** Is shown records in key order. The buffers are valid during the call only. */
@FunctionalInterface
public interface RecordVisitor {
    /**
     * One record.
     *
     * @param key from 0 to its capacity
     * @param level the database level that last changed it
     * @param value from 0 to its capacity
     * @return false to see no more
     */
    boolean onRecord(DirectBuffer key, long level, DirectBuffer value);
}
