// SPDX-License-Identifier: Apache-2.0
package io.strowger.sip.transport;

import java.util.Locale;

/** Why a connection ended. */
enum CloseReason {
    /** The peer closed it, or the network broke it. */
    PEER,
    /** It never came up. */
    CONNECT,
    /** Nothing was carried for too long. */
    IDLE,
    /** No message came on it since it was accepted. */
    SILENT,
    /** A message was begun and not finished in time. */
    SLOW_SENDER,
    /** The peer did not take what was sent. */
    SLOW_READER,
    /** Message boundaries were lost (RFC 3261 §18.3). */
    BROKEN_STREAM,
    /** We closed it. */
    LOCAL;

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
        return label;
    }
}
