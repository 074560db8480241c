// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Limits on registrations (RFC 3261 §10.3). */
public record RegistrationConfig(
        @Option(
                        value = "A shorter expiry is refused with 423.",
                        initial = "60s",
                        min = "1s",
                        max = "1h")
                Duration minExpires,
        @Option(
                        value = "A longer expiry is shortened to this.",
                        initial = "2h",
                        min = "1s",
                        max = "30d")
                Duration maxExpires,
        @Option(
                        value = "Expiry of a contact that names none.",
                        initial = "1h",
                        min = "1s",
                        max = "30d")
                Duration defaultExpires,
        @Option(
                        value =
                                "Share by which a granted expiry is shortened at random, so that"
                                        + " phones do not come back all at once.",
                        initial = "10",
                        min = "0",
                        max = "50")
                int expiresJitterPercent,
        @Option(
                        value = "Most contacts that one address-of-record may have.",
                        initial = "10",
                        min = "1",
                        max = "32")
                int maxContacts)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        if (minExpires.compareTo(maxExpires) > 0) {
            return new Violation(
                    "min-expires",
                    DurationSyntax.format(minExpires) + " is above max-expires",
                    "at most " + DurationSyntax.format(maxExpires));
        }
        if (defaultExpires.compareTo(minExpires) < 0 || defaultExpires.compareTo(maxExpires) > 0) {
            return new Violation(
                    "default-expires",
                    DurationSyntax.format(defaultExpires)
                            + " is not between min-expires and max-expires",
                    DurationSyntax.format(minExpires) + " to " + DurationSyntax.format(maxExpires));
        }
        return null;
    }
}
