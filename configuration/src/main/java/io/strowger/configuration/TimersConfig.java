// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Timers of RFC 3261 §17.1.1.1 and §16.6 step 11. */
public record TimersConfig(
        @Option(
                        value = "T1, the estimated round-trip time.",
                        initial = "500ms",
                        min = "10ms",
                        max = "10s")
                Duration t1,
        @Option(
                        value = "T2, the longest interval between retransmissions.",
                        initial = "4s",
                        min = "10ms",
                        max = "60s")
                Duration t2,
        @Option(
                        value = "T4, the longest time a message stays in the network.",
                        initial = "5s",
                        min = "10ms",
                        max = "60s")
                Duration t4,
        @Option(
                        value =
                                "Timer C, how long an INVITE may ring without a new provisional"
                                        + " response; RFC 3261 wants more than 3 minutes.",
                        initial = "181s",
                        min = "1s",
                        max = "1h")
                Duration c)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        return t2.compareTo(t1) >= 0
                ? null
                : new Violation(
                        "t2",
                        DurationSyntax.format(t2) + " is below t1",
                        "at least " + DurationSyntax.format(t1));
    }
}
