// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.DirectBuffer;

/**
 * A place in the order of all records: by table code, then by key, byte for byte and unsigned. It names the record
 * there or the gap where one would be. Immutable.
 */
public final class RecordPosition implements Comparable<RecordPosition> {
    private static final int END_TABLE = 255;

    /** Before the first record of the first table. */
    public static final RecordPosition START = new RecordPosition(0, new byte[0]);

    /** After the last record of the last table. */
    public static final RecordPosition END = new RecordPosition(END_TABLE, new byte[0]);

    private final int table;
    private final byte[] key;

    private RecordPosition(final int table, final byte[] key) {
        this.table = table;
        this.key = key;
    }

    /**
     * The place of a key.
     *
     * @param table code of a {@link RecordTable}; codes that are not known sort like others
     * @param key copied from 0 to its capacity
     */
    public static RecordPosition of(final int table, final DirectBuffer key) {
        final byte[] copy = new byte[key.capacity()];
        key.getBytes(0, copy);
        return new RecordPosition(table, copy);
    }

    /** Code of a {@link RecordTable}; 0 at the start and 255 at the end of everything. */
    public int table() {
        return table;
    }

    /** A copy of the key. */
    public byte[] key() {
        return key.clone();
    }

    @Override
    public int compareTo(final RecordPosition other) {
        return table == other.table
                ? Arrays.compareUnsigned(key, other.key)
                : Integer.compare(table, other.table);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof final RecordPosition position && compareTo(position) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * table + Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return table + ":" + HexFormat.of().formatHex(key);
    }
}
