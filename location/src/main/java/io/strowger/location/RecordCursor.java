// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import org.agrona.DirectBuffer;

/** Goes over records in the order of {@link RecordPosition}. The buffers are valid until the next {@link #next()}. */
public interface RecordCursor {
    /** Goes to the next record; false after the last. */
    boolean next();

    /** Code of the record's table, as it came. */
    int table();

    /** The database level that last changed the record. */
    long level();

    /** The key from 0 to its capacity. */
    DirectBuffer key();

    /** The value from 0 to its capacity; never empty. */
    DirectBuffer value();
}
