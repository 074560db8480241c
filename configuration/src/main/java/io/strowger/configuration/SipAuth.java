// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** Who has to prove who they are before they register or call (RFC 3261 §22). */
public enum SipAuth {
    /** Everybody. */
    REQUIRED,
    /** Everybody but clients on this host: the default. */
    OFF_FOR_LOOPBACK,
    /** Nobody. */
    OFF
}
