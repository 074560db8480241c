// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** Which node gets a new call. */
public enum PlacementPolicy {
    /** The one with the least work left: open transactions times response time. */
    LEAST_LOADED,
    /** The one with the fewest Call-IDs. */
    LEAST_CONNECTIONS,
    /** The one that answers soonest. */
    RESPONSE_TIME,
    /** One after the other. */
    ROUND_ROBIN,
    /** By the Call-ID. */
    HASH
}
