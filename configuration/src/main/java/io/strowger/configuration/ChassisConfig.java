// SPDX-License-Identifier: Apache-2.0
package io.strowger.configuration;

import org.jspecify.annotations.Nullable;

/** Options of a whole router on one host; addresses, directories and secret of its cards follow from the other sections. */
public record ChassisConfig(
        @Option(
                        value = "Switches: of two, one is active and one stands by.",
                        initial = "2",
                        min = "1",
                        max = "2")
                int switches,
        @Option(value = "Cluster nodes.", initial = "3", min = "1", max = "16") int nodes,
        @Option(
                        value = "Members of the location server, 1 or 3.",
                        initial = "3",
                        min = "1",
                        max = "3")
                int members,
        @Option(
                        value =
                                "First of the 30 UDP ports of the loopback address that the members of"
                                        + " the location server have, ten for each.",
                        initial = "7400",
                        min = "1",
                        max = "65490")
                int firstPort)
        implements CheckedRecord {

    @Override
    public @Nullable Violation violation() {
        return members == 2
                ? new Violation(
                        "members",
                        "with 2 members the loss of one stops all changes",
                        "1 or 3 members")
                : null;
    }
}
