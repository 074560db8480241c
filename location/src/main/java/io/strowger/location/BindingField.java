// SPDX-License-Identifier: Apache-2.0
package io.strowger.location;

/** The parts of a binding that are text or opaque bytes, numbered in their order on disk. */
final class BindingField {
    static final int CONTACT = 0;
    static final int PATH = 1;
    static final int CALL_ID = 2;
    static final int INSTANCE = 3;
    static final int FLOW_TOKEN = 4;
    static final int RECEIVED = 5;
    static final int USER_AGENT = 6;
    static final int COUNT = 7;

    private static final int[] MAX_LENGTHS = {
        Limits.CONTACT,
        Limits.PATH,
        Limits.CALL_ID,
        Limits.INSTANCE,
        Limits.FLOW_TOKEN,
        Limits.RECEIVED,
        Limits.USER_AGENT
    };

    private BindingField() {}

    /** Bytes of the length that precedes the field. */
    static int lengthBytes(final int field) {
        return field <= PATH ? 2 : 1;
    }

    static int maxLength(final int field) {
        return MAX_LENGTHS[field];
    }
}
