// SPDX-License-Identifier: Apache-2.0
package io.strowger.authentication;

/** Whose requests need credentials, where the domain's record says nothing else. */
public enum AuthenticationMode {
    /** Everybody's. */
    REQUIRED,
    /** Everybody's but those of this very host. */
    OFF_FOR_LOOPBACK,
    /** Nobody's. */
    OFF
}
