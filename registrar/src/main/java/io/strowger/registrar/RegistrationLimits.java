// SPDX-License-Identifier: Apache-2.0
package io.strowger.registrar;

import io.strowger.location.Limits;

/**
 * What a REGISTER may ask for.
 *
 * @param minExpiresSeconds a shorter expiry gets 423 (RFC 3261 §10.3 step 7: below one hour only)
 * @param maxExpiresSeconds a longer one is shortened to this
 * @param defaultExpiresSeconds for contacts that name none
 * @param jitterPercent share by which a granted expiry is shortened at most, 0 to 50
 * @param maxContacts bindings of one address-of-record, 1 to 64
 * @param maxPending registrations under way to the location server; beyond it 503
 * @param retryAfterSeconds what a 503 asks for
 */
public record RegistrationLimits(
        int minExpiresSeconds,
        int maxExpiresSeconds,
        int defaultExpiresSeconds,
        int jitterPercent,
        int maxContacts,
        int maxPending,
        int retryAfterSeconds) {

    public RegistrationLimits {
        require(minExpiresSeconds, 1, 3600, "min expires seconds");
        require(maxExpiresSeconds, minExpiresSeconds, 30 * 86_400, "max expires seconds");
        require(
                defaultExpiresSeconds,
                minExpiresSeconds,
                maxExpiresSeconds,
                "default expires seconds");
        require(jitterPercent, 0, 50, "jitter percent");
        require(maxContacts, 1, Limits.BINDINGS, "max contacts");
        require(maxPending, 1, 1 << 20, "max pending");
        require(retryAfterSeconds, 0, 86_400, "retry-after seconds");
    }

    private static void require(
            final int value, final int least, final int most, final String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + ": " + value + " is not from " + least + " to " + most);
        }
    }

    /** The defaults of the configuration. */
    public static RegistrationLimits standard() {
        return new RegistrationLimits(60, 7200, 3600, 10, 10, 65_536, 5);
    }
}
