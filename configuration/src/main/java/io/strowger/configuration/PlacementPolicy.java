// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

/** Which node gets a new call. */
public enum PlacementPolicy {
    /** The one with the least work left. */
    LEAST_LOADED,
    /** One after the other. */
    ROUND_ROBIN,
    /** By the Call-ID. */
    HASH
}
