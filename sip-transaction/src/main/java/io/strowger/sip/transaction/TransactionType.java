// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transaction;

import java.util.Locale;

/** The four kinds of transaction of RFC 3261 §17. */
public enum TransactionType {
    INVITE_SERVER,
    NON_INVITE_SERVER,
    INVITE_CLIENT,
    NON_INVITE_CLIENT;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As in the label of a counter. */
    public String label() {
        return label;
    }
}
