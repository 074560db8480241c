// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

import org.jspecify.annotations.Nullable;

/** The tables of the location database. The codes are stored and sent: they never change. */
public enum RecordTable {
    /** Address-of-record → credentials and policy. */
    USER(1),
    /** Address-of-record → its bindings. */
    BINDING(2),
    /** {@link NumberKey} → targets. */
    NUMBER(3),
    /** Lower-case host name → how this domain is served. */
    DOMAIN(4),
    /** Name → bytes shared by the whole cluster, such as the key of digest nonces. */
    SECRET(5);

    private static final RecordTable[] BY_CODE = new RecordTable[6];

    static {
        for (final RecordTable table : values()) {
            BY_CODE[table.code] = table;
        }
    }

    private final byte code;

    RecordTable(final int code) {
        this.code = (byte) code;
    }

    /** The stable code of this table, 1..5. */
    public byte code() {
        return code;
    }

    /** The table of a code, or null when there is none (bytes from elsewhere may hold anything). */
    public static @Nullable RecordTable ofCode(final int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
