// SPDX-License-Identifier: Apache-2.0
package io.strowger.location.store;

import io.strowger.location.RecordTable;

/**
 * How the store lies in LMDB. Each record: hash (16) · level (8) · for bindings the second at which the expiry index
 * names the record (4) · payload. The state lies in LMDB's main table, whose page every commit writes anyway.
 */
final class StoreLayout {
    /** Raised when what is written could not be read by the version before. */
    static final int VERSION = 1;

    /** "Strowger" in ASCII. */
    static final long MAGIC = 0x5374726f77676572L;

    static final int HASH_HIGH = 0;
    static final int HASH_LOW = 8;
    static final int LEVEL = 16;
    static final int INDEXED_AT = 24;

    private static final int HEADER = 24;
    private static final int BINDING_HEADER = 28;

    private StoreLayout() {}

    /** Bytes before the payload of a record of this table. */
    static int headerLength(final RecordTable table) {
        return table == RecordTable.BINDING ? BINDING_HEADER : HEADER;
    }
}
